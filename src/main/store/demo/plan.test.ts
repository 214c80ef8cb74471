import { createHash } from 'node:crypto';
import { handledOnTime } from '@shared/domain/case/decide';
import { envelopeSchema } from '@shared/domain/commands';
import { channelGroup, LATE_DAYS } from '@shared/domain/common';
import { isWellFormed } from '@shared/domain/knowledge';
import { dayTotals } from '@shared/domain/ledger/evolve';
import { DAY_MS, daysFrom, isWeekend, toMs } from '@shared/rules/time';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedTables } from '../seed/seedTables';
import { CENTRE_DAY, LAST_DAY } from './days';
import { DEMO_COMMANDS, DEMO_NOW, DEMO_SEED, demoPlan, type PlanItem } from './plan';
import { memoryIds } from './testing/memory';
import { describeStories } from './testing/storyChecks';
import { describeTurns } from './testing/turnChecks';
import { describeWords } from './testing/words';
import { countBy, overdue, read, share, type ToldYear, tell } from './testing/year';

let told: ToldYear;
beforeAll(() => {
  told = tell(DEMO_SEED);
});

describe('the plan of the demo', () => {
  it('gives complete commands that the schema takes as they are', () => {
    const size = (value: unknown) => JSON.stringify(value).length;
    const changed = told.items.filter(
      ({ envelope }) => size(envelopeSchema.parse(envelope)) !== size(envelope),
    );
    expect(changed.slice(0, 3)).toEqual([]);
  });

  it('is as long as the progress bar says', () => {
    expect(Math.abs(told.items.length / DEMO_COMMANDS - 1)).toBeLessThan(0.01);
  });

  it('is decided without one refusal', () => {
    expect(
      told.store.refused.map(({ code, item }) => `${item.now} ${code} ${item.envelope.command.type}`),
    ).toEqual([]);
  });

  it('ends with the figures of the customer', () => {
    expect(countBy(told.reports, ({ channel }) => channelGroup(channel))).toEqual({
      hotline12345: 8470,
      urban12319: 2785,
      ownFinding: 500,
      others: 240,
    });
    const days = told.store.days();
    const sum = (kind: string) => days.reduce((all, day) => all + (dayTotals(day).get(kind) ?? 0), 0);
    expect(sum('roadRepair')).toBe(450);
    expect(sum('bollard')).toBe(180);
    const bikes = new Map(days.map((one) => [one.day, dayTotals(one).get('bikesCollected') ?? 0]));
    for (const day of daysFrom(CENTRE_DAY, LAST_DAY))
      expect(bikes.get(day), day).toBeGreaterThanOrEqual(2000);
    expect(bikes.size).toBe(daysFrom(CENTRE_DAY, LAST_DAY).length);
  });

  it('merges repeats: fewer cases than reports, every case with a report', () => {
    expect(told.cases.length).toBeGreaterThan(9000);
    expect(told.cases.length).toBeLessThan(10_200);
    const answered = new Set(told.reports.map(({ caseId }) => caseId));
    // A merged case has none any more: they went over with the merger.
    const without = told.cases.filter(({ id }) => !answered.has(id));
    expect(without.filter(({ stage }) => stage !== 'merged')).toEqual([]);
    expect(share(told.reports, ({ status }) => status === 'refused')).toBeGreaterThan(0.008);
    expect(share(told.reports, ({ status }) => status === 'refused')).toBeLessThan(0.02);
  });

  it('stands at the end as the wall shows it', () => {
    expect(told.open.length).toBe(130);
    expect(overdue(told).length).toBe(5);
    const stages = countBy(told.open, ({ stage }) => stage);
    for (const stage of ['toAssign', 'handling', 'onHold', 'returned', 'toCheck', 'toClose'])
      expect(stages[stage], stage).toBeGreaterThan(0);
    const waiting = told.reports.filter(({ status }) => status === 'received');
    expect(waiting.length).toBe(12);
    for (const { intake } of waiting) expect(intake.due > DEMO_NOW).toBe(true);
    const units = new Set(overdue(told).map(({ lead }) => lead));
    expect(units.size).toBeGreaterThanOrEqual(3);
    const today = told.reports.filter(({ receivedAt }) => receivedAt.startsWith(LAST_DAY)).length;
    expect(today).toBeGreaterThan(22);
    expect(today).toBeLessThan(60);
  });

  it('has plausible rates', () => {
    const closed = told.cases.filter(({ stage, filedAt }) => stage === 'closed' && filedAt >= CENTRE_DAY);
    const between = (value: number, from: number, to: number) => {
      expect(value).toBeGreaterThan(from);
      expect(value).toBeLessThan(to);
    };
    between(
      share(closed, (one) => handledOnTime(one) === true),
      0.96,
      0.982,
    );
    between(
      share(closed, ({ returns }) => returns.length > 0),
      0.032,
      0.052,
    );
    between(
      share(closed, ({ reworks }) => reworks > 0),
      0.012,
      0.028,
    );
    const notClosed = told.cases.filter(({ stage, filedAt }) => stage !== 'closed' && filedAt < '2024-12-10');
    expect(notClosed.every(({ stage }) => stage === 'void' || stage === 'merged')).toBe(true);
    const hours = (group: 'urgent' | 'normal') => {
      const spans = closed
        .filter(({ priority, handledAt }) => priority === group && handledAt)
        .map(({ handledAt, filedAt }) => toMs(handledAt ?? filedAt) - toMs(filedAt));
      return spans.reduce((sum, span) => sum + span, 0) / spans.length;
    };
    expect(hours('urgent')).toBeLessThan(hours('normal') / 4);
  });

  it('has the rhythm of days and weeks', () => {
    const perDay = countBy(told.reports, ({ receivedAt }) => receivedAt.slice(0, 10));
    const mean = (days: readonly string[]) =>
      days.reduce((sum, day) => sum + (perDay[day] ?? 0), 0) / days.length;
    const all = daysFrom('2024-01-01', '2024-12-30');
    expect(mean(all.filter((day) => !isWeekend(day)))).toBeGreaterThan(1.3 * mean(all.filter(isWeekend)));
    expect(mean(daysFrom('2024-10-01', '2024-10-07'))).toBeLessThan(
      0.7 * mean(daysFrom('2024-10-14', '2024-10-18')),
    );
    const perHour = countBy(told.reports, ({ receivedAt }) => receivedAt.slice(11, 13));
    expect(perHour['09']).toBeGreaterThan(2 * (perHour['12'] ?? 0));
    expect(perHour['12']).toBeGreaterThan(5 * (perHour['03'] ?? 0));
  });

  it('goes forward in time, records within the late limit, and ends at the demo clock', () => {
    let last = '';
    for (const { now } of told.items) {
      expect(now >= last).toBe(true);
      last = now;
    }
    expect(last <= DEMO_NOW).toBe(true);
    const wrong = told.store.facts.filter(
      ({ at, recordedAt }) => at > recordedAt || toMs(recordedAt) - toMs(at) > LATE_DAYS * DAY_MS,
    );
    expect(wrong).toEqual([]);
    expect(new Set(told.items.map(({ envelope }) => envelope.id)).size).toBe(told.items.length);
  });

  it('lets only people of the table act', () => {
    const table = seedTables(read).find(({ set }) => set.table === 'operators')?.set.rows ?? [];
    const known = new Set(table.map(({ id }) => id));
    expect([...new Set(told.items.map(({ actor }) => actor))].filter((actor) => !known.has(actor))).toEqual(
      [],
    );
  });
});

describeWords(() => told);
describeStories(() => told);
describeTurns(() => told);

describe('the seed', () => {
  const hashOf = (items: Iterable<PlanItem>) => {
    const hash = createHash('sha256');
    for (const item of items) hash.update(JSON.stringify(item));
    return hash.digest('hex');
  };

  it('makes the plan: the same again', () => {
    expect(hashOf(demoPlan(read, DEMO_SEED, memoryIds))).toBe(hashOf(told.items));
  });

  it('is made of events that have the shape other stations ask of them', () => {
    // As it comes out of a journal: what is undefined is not there.
    const written = told.store.facts.map((fact) => ({
      ...fact,
      data: JSON.parse(JSON.stringify(fact.data)),
    }));
    const wrong = written.filter((fact) => !isWellFormed(fact));
    expect([...new Set(wrong.map(({ type }) => type))]).toEqual([]);
  });

  it('changes words when it is another, not figures', () => {
    const other = tell(7);
    expect(hashOf(other.items)).not.toBe(hashOf(told.items));
    expect(other.store.refused).toEqual([]);
    expect(other.open.length).toBe(130);
    expect(overdue(other).length).toBe(5);
    expect(other.reports.length).toBe(told.reports.length);
  });
});
