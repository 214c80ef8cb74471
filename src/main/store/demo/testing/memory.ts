import { createHash } from 'node:crypto';
import type { CaseState } from '@shared/domain/case/evolve';
import type { DecideContext, DerivedIds } from '@shared/domain/context';
import { decide } from '@shared/domain/decide';
import type { Fact, NewEvent } from '@shared/domain/envelope';
import { evolve } from '@shared/domain/evolve';
import { upcast, versionFor } from '@shared/domain/knowledge';
import type { LedgerState } from '@shared/domain/ledger/evolve';
import type { ReportState } from '@shared/domain/report/evolve';
import { linkedCase } from '@shared/domain/report/state';
import { streamsOver } from '@shared/domain/streams';
import { RuleBook } from '@shared/rules/ruleBook';
import type { ReadResource } from '../../seed/resources';
import { seedStates, seedTables } from '../../seed/seedTables';
import type { PlanItem } from '../plan';

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Ids computed from what comes from outside, for tests. */
export const memoryIds: DerivedIds = {
  reportOf: (channel, outsideNo) => `report:${hash(`${channel}\n${outsideNo}`)}`,
  caseOf: (reportId) => `case:${reportId.slice('report:'.length)}`,
};

/** A refusal with the wish that met it. */
export interface Refused {
  readonly item: PlanItem;
  readonly code: string;
}

/** Decides and folds wishes in memory with the program's own rules: what the store does, without journal and projection. */
export class MemoryStore {
  readonly streams = new Map<string, unknown>();
  readonly facts: Fact[] = [];
  readonly refused: Refused[] = [];
  private readonly rules: RuleBook;
  private readonly numbers = new Map<string, number>();
  private seq = 0;

  constructor(read: ReadResource) {
    const { registry, rules } = seedStates(seedTables(read));
    this.rules = new RuleBook(registry, rules);
  }

  run(item: PlanItem): void {
    const { envelope } = item;
    const streams = streamsOver(
      (id) => this.streams.get(id),
      (caseId) => this.reportsOf(caseId),
    );
    const decision = decide(envelope, streams, memoryIds, this.context(item));
    if (!decision.ok) {
      this.refused.push({ item, code: decision.refusal.code });
      return;
    }
    this.seq++;
    for (const [index, event] of decision.events.entries()) this.fold(event, index, item);
  }

  cases(): CaseState[] {
    return this.all('case:');
  }

  reports(): ReportState[] {
    return this.all('report:');
  }

  days(): LedgerState[] {
    return this.all('ledger:');
  }

  private reportsOf(caseId: string): string[] {
    return this.reports()
      .filter((one) => linkedCase(one) === caseId)
      .map(({ id }) => id);
  }

  private all<T>(prefix: string): T[] {
    return [...this.streams].filter(([id]) => id.startsWith(prefix)).map(([, state]) => state as T);
  }

  private fold(event: NewEvent, index: number, { now, actor, envelope }: PlanItem): void {
    const seq = this.seq;
    const place = { hlc: now, device: 'test', incarnation: 1, seq, index, actor, recordedAt: now };
    const { id: commandId, via, onBehalfOf, saidBy, cause } = envelope;
    const told = { commandId, via, onBehalfOf, saidBy, cause };
    const { stream, type, data } = event;
    const written: Fact = {
      ...place,
      ...told,
      ref: `test.1.${seq}.${index}`,
      stream,
      type,
      v: versionFor(type, data),
      rank: seq,
      basis: null,
      at: event.at ?? now,
      data,
    };
    // Read as the store reads them: in the latest version.
    const fact = upcast(written);
    this.facts.push(fact);
    this.streams.set(stream, evolve(this.streams.get(stream) ?? null, fact));
  }

  private context({ now, actor }: PlanItem): DecideContext {
    return {
      now,
      actor,
      rules: this.rules,
      newId: (aggregate) => `${aggregate}:new-${this.seq}`,
      newCaseNo: (at) => {
        const day = at.slice(0, 10).replaceAll('-', '');
        const n = (this.numbers.get(day) ?? 0) + 1;
        this.numbers.set(day, n);
        return `${day}-T${String(n).padStart(4, '0')}`;
      },
      callerHash: (phone) => (phone === undefined ? undefined : `h${phone}`),
    };
  }
}
