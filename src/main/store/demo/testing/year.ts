import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CaseState, runningClock } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import type { ReportState } from '@shared/domain/report/evolve';
import type { ReadResource } from '../../seed/resources';
import { DEMO_NOW, demoPlan, type PlanItem } from '../plan';
import { MemoryStore, memoryIds } from './memory';

/** The shipped resources. */
export const read: ReadResource = (path) => readFileSync(resolve('resources', path), 'utf8');

/** A year as it was told: the wishes, and what they made. */
export interface ToldYear {
  readonly items: readonly PlanItem[];
  readonly store: MemoryStore;
  readonly reports: readonly ReportState[];
  readonly cases: readonly CaseState[];
  /** Cases that have not ended. */
  readonly open: readonly CaseState[];
}

/** Tells the year of a seed from beginning to end. */
export function tell(seed: number): ToldYear {
  const items = [...demoPlan(read, seed, memoryIds)];
  const store = new MemoryStore(read);
  for (const item of items) store.run(item);
  const cases = store.cases();
  return {
    items,
    store,
    reports: store.reports(),
    cases,
    open: cases.filter(({ stage }) => !isFinal(stage)),
  };
}

/** How many of a list have each key. */
export function countBy<T>(list: readonly T[], key: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
}

/** The share of a list that passes, from 0 to 1. */
export const share = <T>(list: readonly T[], test: (one: T) => boolean): number =>
  list.filter(test).length / list.length;

/** Cases whose running clock, or the earliest outside deadline of their reports, is past. */
export function overdue({ open, reports }: ToldYear): CaseState[] {
  const outside = new Map<string, string>();
  for (const { status, caseId, outside: grant } of reports) {
    if (status !== 'linked' || !caseId || !grant) continue;
    const known = outside.get(caseId);
    if (!known || grant.due < known) outside.set(caseId, grant.due);
  }
  return open.filter((one) => {
    const dues = [runningClock(one)?.grant.due, outside.get(one.id)].filter((due) => due !== undefined);
    return dues.some((due) => due < DEMO_NOW);
  });
}
