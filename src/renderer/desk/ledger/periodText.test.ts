import type { LedgerKind, LedgerPeriod } from '@shared/contract/ledger';
import { describe, expect, it } from 'vitest';
import { type PeriodWords, periodText } from './periodText';

const kind = (id: string, name: string, unit: string): LedgerKind => ({
  id,
  name,
  unit,
  per: 'day',
  known: true,
});
const sum = (id: string, n: number) => ({
  kind: id,
  n,
  before: 0,
  entries: 1,
  late: 0,
  corrected: 0,
  disputed: 0,
});
const period: LedgerPeriod = {
  from: '2024-12-30',
  to: '2025-01-05',
  today: '2024-12-31',
  kinds: [kind('bikes', '清运共享单车', '辆'), kind('odd', '=路面\t修补\n一', '')],
  days: [
    { day: '2024-12-30', kind: 'bikes', n: 2050 },
    { day: '2024-12-31', kind: 'bikes', n: 1200 },
    { day: '2024-12-31', kind: 'odd', n: 3 },
  ],
  sums: [sum('bikes', 3250), sum('odd', 3)],
  units: [],
};
const words: PeriodWords = { day: '日期', sum: '合计', name: ({ name }) => name, unit: ({ unit }) => unit };

describe('a period as a table for a spreadsheet', () => {
  it('has a line per day up to today, a column per kind, and sums; no cell is a formula or breaks the table', () => {
    expect(
      periodText(period, words)
        .split('\n')
        .map((line) => line.split('\t')),
    ).toEqual([
      ['日期', '清运共享单车 (辆)', "'=路面 修补 一"],
      ['2024-12-30', '2050', '0'],
      ['2024-12-31', '1200', '3'],
      ['合计', '3250', '3'],
    ]);
  });

  it('is sums of 0 where nothing was recorded, or the period is still to come', () => {
    const empty = { ...period, today: '2024-12-29', days: [], sums: [] };
    expect(periodText(empty, words)).toBe("日期\t清运共享单车 (辆)\t'=路面 修补 一\n合计\t0\t0");
  });
});
