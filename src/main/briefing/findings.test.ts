import type { Briefing } from '@shared/contract/briefing';
import { briefingPaper } from '@shared/paper/briefing';
import { chartUnits, peakDay } from '@shared/paper/figures';
import { overdueText, verdict } from '@shared/paper/findings';
import { Wording } from '@shared/paper/wording';
import { describe, expect, it } from 'vitest';
import { sampleBriefing } from './testing/model';
import { paperText } from './texts';

const t = paperText('zh-CN');
const w = new Wording(t, 'zh-CN');
const model = sampleBriefing();
const say = (change: Partial<Briefing>): string => verdict({ ...model, ...change }, w);

describe('the verdict', () => {
  it.each([
    [{ now: 204, before: 192 }, '比上周增加 12 件（+6.3%）'],
    [{ now: 150, before: 200 }, '比上周减少 50 件（−25.0%）'],
    [{ now: 7, before: 7 }, '与上周持平'],
    [{ now: 7, before: 0 }, '比上周增加 7 件；'],
  ])('reports %o: %s', (reports, words) => {
    expect(say({ reports })).toContain(words);
  });

  it.each([
    [{ now: 0.9634, before: 0.955 }, '按时处置率 96.3%，比上周提高 0.8 个百分点'],
    [{ now: 0.9, before: 0.955 }, '按时处置率 90.0%，比上周下降 5.5 个百分点'],
    [{ now: 0.9, before: 0.9001 }, '按时处置率 90.0%，与上周持平'],
    [{ now: 0.9, before: null }, '按时处置率 90.0%，上周无可比数据'],
    [{ now: null, before: 0.9 }, '没有可计算按时处置率的'],
  ])('rate %o: %s', (onTimeRate, words) => {
    expect(say({ onTimeRate })).toContain(words);
  });

  it('says whether work piles up', () => {
    expect(say({ filed: { now: 9, before: 0 }, closed: { now: 8, before: 0 } })).toContain('立案多于结案');
    expect(say({ filed: { now: 8, before: 0 }, closed: { now: 8, before: 0 } })).toContain('立案与结案持平');
  });
});

describe('overdue cases', () => {
  it('are told with everyone who has one, and add up', () => {
    const counts = [...(overdueText(model, w).split('。')[0] ?? '').matchAll(/（(\d+) 件）/g)].map(([, n]) =>
      Number(n),
    );
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(model.overdueAtCutOff);
  });

  it('have no share of the first where others have as many', () => {
    const units = model.units.map((unit) => ({ ...unit, overdueOpen: unit.overdueOpen > 0 ? 1 : 0 }));
    expect(overdueText({ ...model, units, overdueAtCutOff: 3 }, w)).not.toContain('其中');
  });
});

describe('figures', () => {
  it('take the day with most reports of the week, not of the week before', () => {
    const days = model.days.map((day, index) => (index === 0 ? { ...day, reports: 99 } : day));
    expect(peakDay({ ...model, days })).toEqual({ day: '2024-12-24', weekday: 2, reports: 41 });
  });

  it('show of many units the fifteen with most cases, still in rank order, and say that they were chosen', () => {
    const [first] = model.units;
    if (!first) throw new Error('no unit');
    const units = Array.from({ length: 20 }, (_, k) => ({
      ...first,
      unit: `u${k}`,
      name: `单位${k}`,
      rank: k + 1,
      handled: k + 3,
      onTime: k + 3,
      overdueOpen: 0,
    }));
    const { rows, cut } = chartUnits({ ...model, units });
    expect(rows.map(({ name }) => name)).toEqual(units.slice(5).map(({ name }) => name));
    expect(cut).toBe(true);
    const paper = briefingPaper({ ...model, units }, 'zh-CN', t);
    const figure = paper.blocks.find((block) => block.kind === 'figure' && block.chart === 'units');
    expect(figure).toMatchObject({ about: expect.stringContaining('件数最多的 15 个') });
  });
});
