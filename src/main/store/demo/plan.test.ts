import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { read as readBook, utils } from '@e965/xlsx';
import { type CaseState, runningClock } from '@shared/domain/case/evolve';
import { envelopeSchema, LATE_DAYS } from '@shared/domain/commands';
import { channelGroup } from '@shared/domain/common';
import type { ReportState } from '@shared/domain/report/evolve';
import { findPersonalNumbers } from '@shared/rules/intake/personal';
import { DAY_MS, daysFrom, isWeekend, toMs } from '@shared/rules/time';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadResource } from '../seed/resources';
import { seedTables } from '../seed/seedTables';
import { CENTRE_DAY, LAST_DAY } from './days';
import { DEMO_COMMANDS, DEMO_NOW, DEMO_SEED, demoPlan, type PlanItem } from './plan';
import { storyCase } from './stories';
import { MemoryStore, memoryIds } from './testing/memory';

const read: ReadResource = (path) => readFileSync(resolve('resources', path), 'utf8');

interface Told {
  readonly items: readonly PlanItem[];
  readonly store: MemoryStore;
  readonly reports: readonly ReportState[];
  readonly cases: readonly CaseState[];
  readonly open: readonly CaseState[];
}

function tell(seed: number): Told {
  const items = [...demoPlan(read, seed, memoryIds)];
  const store = new MemoryStore(read);
  for (const item of items) store.run(item);
  const cases = store.cases();
  const open = cases.filter(({ stage }) => stage !== 'closed' && stage !== 'void');
  return { items, store, reports: store.reports(), cases, open };
}

function countBy<T>(list: readonly T[], key: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
}

const share = <T>(list: readonly T[], test: (one: T) => boolean) => list.filter(test).length / list.length;

function handledOnTime({ handledAt, clocks }: CaseState): boolean {
  const due = clocks.findLast(({ name }) => name === 'handle')?.grant.due;
  return handledAt !== undefined && due !== undefined && handledAt <= due;
}

/** Cases whose running clock, or the earliest outside deadline of their reports, is past. */
function overdue({ open, reports }: Told): CaseState[] {
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

let told: Told;
beforeAll(() => {
  told = tell(DEMO_SEED);
}, 120_000);

const caseOf = (name: string): CaseState => {
  const found = told.cases.find(({ id }) => id === storyCase(name));
  if (!found) throw new Error(`no case ${name}`);
  return found;
};
const notesOf = (name: string, kind: string) =>
  told.store.facts.filter(
    ({ stream, type, data }) => stream === storyCase(name) && type === 'case.noted' && data.kind === kind,
  );

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
    const sum = (kind: 'roadRepair' | 'bollard') =>
      days.reduce((all, { totals }) => all + (totals[kind] ?? 0), 0);
    expect(sum('roadRepair')).toBe(450);
    expect(sum('bollard')).toBe(180);
    const bikes = new Map(days.map(({ day, totals }) => [day, totals.bikesCollected ?? 0]));
    for (const day of daysFrom(CENTRE_DAY, LAST_DAY))
      expect(bikes.get(day), day).toBeGreaterThanOrEqual(2000);
    expect(bikes.size).toBe(daysFrom(CENTRE_DAY, LAST_DAY).length);
  });

  it('merges repeats: fewer cases than reports, every case with a report', () => {
    expect(told.cases.length).toBeGreaterThan(9000);
    expect(told.cases.length).toBeLessThan(10_200);
    const answered = new Set(told.reports.map(({ caseId }) => caseId));
    expect(told.cases.filter(({ id }) => !answered.has(id))).toEqual([]);
    expect(share(told.reports, ({ status }) => status === 'refused')).toBeGreaterThan(0.008);
    expect(share(told.reports, ({ status }) => status === 'refused')).toBeLessThan(0.02);
  });

  it('stands at the end as the wall shows it', () => {
    expect(told.open.length).toBe(130);
    expect(overdue(told).length).toBe(5);
    const stages = countBy(told.open, ({ stage }) => stage);
    for (const stage of ['toAssign', 'handling', 'returned', 'toCheck', 'toClose'])
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
    between(share(closed, handledOnTime), 0.96, 0.982);
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
    expect(notClosed.every(({ stage }) => stage === 'void')).toBe(true);
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

describe('places, words and people', () => {
  it('puts every report into a grid', () => {
    const without = told.reports.filter(({ place }) => !place.gridCode || !place.communityCode || !place.lon);
    expect(without.map(({ title }) => title)).toEqual([]);
    expect(new Set(told.cases.map(({ place }) => place.gridCode)).size).toBeGreaterThan(100);
  });

  it('varies its words', () => {
    expect(new Set(told.reports.map(({ content }) => content)).size).toBeGreaterThan(
      0.95 * told.reports.length,
    );
    expect(told.reports.filter(({ content, title }) => /[{}]|undefined/.test(content + title))).toEqual([]);
  });

  it('knows no real person: numbers of two invented ranges, none in the words', () => {
    const callers = told.items.flatMap(({ envelope: { command } }) =>
      command.type === 'report.receive' || command.type === 'report.import' ? [command] : [],
    );
    for (const { caller, content } of callers) {
      if (caller?.phone) expect(caller.phone).toMatch(/^13[89]0000\d{4}$/);
      expect(findPersonalNumbers(content)).toEqual([]);
    }
    const hotline = told.reports.filter(({ channel }) => channel === 'hotline12345');
    expect(share(hotline, ({ caller }) => caller?.anonymous ?? false)).toBeCloseTo(0.15, 1);
    const hashes = countBy(
      hotline.filter(({ caller }) => caller?.hash),
      ({ caller }) => caller?.hash ?? '',
    );
    expect(Object.values(hashes).some((count) => count >= 5)).toBe(true);
  });

  it('numbers its orders like the hotline, and never as the samples do', () => {
    const numbers = new Set(told.reports.map(({ outsideNo }) => outsideNo ?? ''));
    for (const { channel, outsideNo, receivedAt } of told.reports) {
      const day = receivedAt.slice(0, 10).replaceAll('-', '');
      if (channel === 'hotline12345') expect(outsideNo).toMatch(new RegExp(`^${day.slice(2)}\\d{9}-01$`));
      if (channel === 'urban12319') expect(outsideNo).toMatch(new RegExp(`^${day}\\d{5}$`));
    }
    const sheets = ['12345-2024-10.xlsx', '12345-2024-12-31.xlsx'].flatMap((file) => {
      const book = readBook(readFileSync(resolve('test/fixtures/samples', file)));
      return Object.values(book.Sheets).map((sheet) => utils.sheet_to_csv(sheet));
    });
    const csv = new TextDecoder('gb18030').decode(
      readFileSync(resolve('test/fixtures/samples/12319-2024-10.csv')),
    );
    const used = [...sheets.join('\n').matchAll(/\d{15}-\d{2}/g), ...csv.matchAll(/\b2024\d{9}\b/g)].map(
      ([no]) => no,
    );
    expect(used.length).toBeGreaterThan(1500);
    expect(used.filter((no) => numbers.has(no))).toEqual([]);
  });
});

describe('the stories of the year', () => {
  it('the emergency of 1 November: told, measured, filled, done at about 01:00, surveyed again', () => {
    const hole = caseOf('hole');
    expect(hole).toMatchObject({
      stage: 'closed',
      priority: 'urgent',
      handledAt: '2024-11-02T01:00:00.000+08:00',
    });
    expect(hole.filedAt.startsWith('2024-11-01T16:0')).toBe(true);
    expect(handledOnTime(hole)).toBe(true);
    expect(hole.parts.map(({ unit }) => unit)).toEqual(
      expect.arrayContaining(['szyh', 'ranqi', 'gongdian', 'paishui', 'yingji']),
    );
    const first = notesOf('hole', 'emergency')[0];
    expect([first?.at, first?.data.text]).toEqual([
      '2024-11-01T16:03:00.000+08:00',
      expect.stringContaining('区应急局值班室'),
    ]);
    const measured = notesOf('hole', 'measurement')
      .map(({ data }) => String(data.text))
      .join();
    expect(measured).toContain('6 m × 3 m × 2 m');
    expect(measured).toContain('8 m × 3 m × 2.2 m');
    expect(caseOf('hole-survey')).toMatchObject({ stage: 'closed', follows: hole.id });
  });

  it('the broadband of September: returned, a meeting of eight units, lines over National Day', () => {
    const broadband = caseOf('bb');
    expect(broadband.stage).toBe('closed');
    expect(broadband.returns).toHaveLength(3);
    expect(broadband.parts).toHaveLength(8);
    expect(broadband.parts.filter(({ role }) => role === 'lead')).toHaveLength(1);
    expect(broadband.parts.every(({ handledAt }) => handledAt !== undefined)).toBe(true);
    expect(notesOf('bb', 'meeting')).toHaveLength(1);
    expect(notesOf('bb', 'note').some(({ at }) => at >= '2024-10-01' && at < '2024-10-08')).toBe(true);
    expect(handledOnTime(broadband)).toBe(true);
    expect(told.reports.filter(({ caseId }) => caseId === broadband.id)).toHaveLength(3);
  });

  it('the wall at 平云路: seen with the bikes, taken down, rebuilt before the marathon', () => {
    expect(caseOf('wall-crack')).toMatchObject({ stage: 'closed', follows: storyCase('wall-bikes') });
    const built = caseOf('wall-new');
    expect(built).toMatchObject({ stage: 'closed', follows: storyCase('wall-crack') });
    expect(built.closedAt && built.closedAt < '2024-12-01').toBe(true);
  });

  it('the couriers at 花城广场: a hot spot that cools down after the areas were agreed', () => {
    const campaign = caseOf('couriers');
    expect(campaign.stage).toBe('closed');
    const linked = told.reports.filter(({ caseId }) => caseId === campaign.id);
    expect(linked.map(({ channel }) => channel)).toEqual(['delegate', 'delegate', 'delegate']);
    const parked = told.reports.filter(
      ({ place, classRef }) =>
        place.text.includes('花城广场') && ['H0301', '0410'].includes(classRef?.code ?? ''),
    );
    const perMonth = countBy(parked, ({ receivedAt }) => receivedAt.slice(0, 7));
    const months = (...names: string[]) =>
      names.reduce((sum, name) => sum + (perMonth[`2024-${name}`] ?? 0), 0);
    expect(months('05', '06', '07')).toBeGreaterThan(60);
    expect(months('10', '11', '12')).toBeLessThan(months('05', '06', '07') / 5);
  });
});

describe('the seed', () => {
  const hashOf = (items: Iterable<PlanItem>) => {
    const hash = createHash('sha256');
    for (const item of items) hash.update(JSON.stringify(item));
    return hash.digest('hex');
  };

  it('makes the plan: the same again', () => {
    expect(hashOf(demoPlan(read, DEMO_SEED, memoryIds))).toBe(hashOf(told.items));
  });

  it('changes words when it is another, not figures', { timeout: 60_000 }, () => {
    const other = tell(7);
    expect(hashOf(other.items)).not.toBe(hashOf(told.items));
    expect(other.store.refused).toEqual([]);
    expect(other.open.length).toBe(130);
    expect(overdue(other).length).toBe(5);
    expect(other.reports.length).toBe(told.reports.length);
  });
});
