import type { Briefing } from '../contract/briefing';
import { weekday } from '../rules/time';
import type { PaperBlock, PaperChart } from './blocks';
import type { Wording } from './wording';

type Unit = Briefing['units'][number];

/** More bars than these are hard to read on half a page. */
const MOST_BARS = 15;

/** A unit's bar: `overdue` is handled late plus overdue and open. */
export interface UnitBar {
  readonly name: string;
  readonly handled: number;
  readonly onTime: number;
  readonly overdue: number;
  readonly rate: number | null;
}

/** The ranked units of the chart in rank order; of more than fifteen those with most cases. */
export function chartUnits(model: Briefing): { rows: UnitBar[]; cut: boolean } {
  const ranked = model.units.filter(({ rank }) => rank > 0);
  const overdue = (unit: Unit): number => unit.handled - unit.onTime + unit.overdueOpen;
  const most = [...ranked].sort((a, b) => b.onTime + overdue(b) - a.onTime - overdue(a)).slice(0, MOST_BARS);
  const rows = ranked
    .filter((unit) => most.includes(unit))
    .map((unit) => ({
      name: unit.name,
      handled: unit.handled,
      onTime: unit.onTime,
      overdue: overdue(unit),
      rate: unit.onTimeRate,
    }));
  return { rows, cut: rows.length < ranked.length };
}

/** The day of the week with most reports, the first of equals; null where there was none. */
export function peakDay(model: Briefing): { day: string; weekday: number; reports: number } | null {
  let peak: Briefing['days'][number] | null = null;
  for (const day of model.days) {
    if (day.day >= model.weekStart && day.reports > (peak?.reports ?? 0)) peak = day;
  }
  return peak && { day: peak.day, weekday: weekday(peak.day), reports: peak.reports };
}

function daysFigure(model: Briefing, w: Wording): PaperBlock {
  const { t } = w;
  const peak = peakDay(model);
  const period = t('period', {
    from: w.day(model.days[0]?.day ?? model.weekStart),
    to: w.day(model.weekEnd),
  });
  return {
    kind: 'figure',
    chart: 'days',
    title: peak
      ? t('figure.days.peak', { day: t(`weekday.d${peak.weekday}`), n: w.count(peak.reports) })
      : t('figure.days.none'),
    about: t('figure.days.about', {
      from: w.day(model.days[0]?.day ?? model.weekStart),
      to: w.day(model.weekEnd),
    }),
    alt: t('figure.days.alt', {
      period,
      now: model.reports.now,
      before: model.reports.before,
      closed: model.closed.now,
    }),
  };
}

function unitsFigure(model: Briefing, w: Wording): PaperBlock {
  const { t } = w;
  const { rows, cut } = chartUnits(model);
  const ranked = model.units.filter(({ rank }) => rank > 0);
  const lowest = ranked.reduce<Unit | undefined>(
    (low, unit) => ((unit.onTimeRate ?? 1) < (low?.onTimeRate ?? 1) ? unit : low),
    undefined,
  );
  const title = lowest
    ? t('figure.units.low', { unit: lowest.name, rate: w.rate(lowest.onTimeRate) })
    : t(ranked.length > 0 ? 'figure.units.allOnTime' : 'figure.units.none');
  const words = rows.map(({ name, handled, onTime, overdue }) =>
    t('figure.units.altUnit', { unit: name, handled, onTime, overdue }),
  );
  return {
    kind: 'figure',
    chart: 'units',
    title,
    about: cut ? t('figure.units.aboutCut', { n: rows.length }) : t('figure.units.about'),
    alt: t('figure.units.alt', { text: words.join('; ') }),
  };
}

/** The figure of a chart: the finding as its title, definition and period below, and words for who cannot see it. */
export function figureBlocks(chart: PaperChart, model: Briefing, w: Wording): PaperBlock[] {
  return [chart === 'days' ? daysFigure(model, w) : unitsFigure(model, w)];
}
