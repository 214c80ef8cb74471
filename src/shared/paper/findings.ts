import type { Briefing } from '../contract/briefing';
import type { Wording } from './wording';

/** Ranked units below this share are named among the problems. */
const LOW_RATE = 0.9;

function signedPercent(now: number, before: number): string {
  const percent = ((now - before) / before) * 100;
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)}%`;
}

/** Who has the overdue cases, most first; those without a unit go under its name in `t`, and add up to the total. */
function overdueHolders(model: Briefing, w: Wording): { name: string; n: number }[] {
  const units = model.units
    .filter(({ overdueOpen }) => overdueOpen > 0)
    .map(({ name, overdueOpen }) => ({ name, n: overdueOpen }));
  const unassigned = unassignedOverdue(model);
  if (unassigned > 0) units.push({ name: w.t('unnamed.unit'), n: unassigned });
  return units.sort((a, b) => b.n - a.n);
}

function unassignedOverdue(model: Briefing): number {
  return model.overdueAtCutOff - model.units.reduce((sum, { overdueOpen }) => sum + overdueOpen, 0);
}

function holderText({ name, n }: { name: string; n: number }, w: Wording): string {
  return w.t('verdict.unitCount', { unit: name, n });
}

/** The verdict: one paragraph with the findings. */
export function verdict(model: Briefing, w: Wording): string {
  const { t } = w;
  const { now, before } = model.reports;
  const change = (): string => {
    if (now === before) return t('verdict.same');
    const n = w.count(Math.abs(now - before));
    if (before === 0) return t('verdict.moreOnly', { n });
    return t(now > before ? 'verdict.more' : 'verdict.fewer', { n, percent: signedPercent(now, before) });
  };
  const balance = Math.sign(model.closed.now - model.filed.now);
  const reports = t('verdict.reports', {
    period: t('period', { from: w.day(model.weekStart, 'date'), to: w.day(model.weekEnd) }),
    n: w.count(now),
    change: change(),
    filed: w.count(model.filed.now),
    closed: w.count(model.closed.now),
    flow: t(balance > 0 ? 'verdict.clearing' : balance < 0 ? 'verdict.piling' : 'verdict.even'),
  });
  return reports + rateSentence(model, w) + overdueSentence(model, w);
}

function rateSentence({ onTimeRate: { now, before } }: Briefing, w: Wording): string {
  const { t } = w;
  if (now === null) return t('verdict.rateNone');
  const points = before === null ? null : Math.round((now - before) * 1000) / 10;
  const n = Math.abs(points ?? 0).toFixed(1);
  const key = points === null ? 'rateNew' : points > 0 ? 'rateUp' : points < 0 ? 'rateDown' : 'rateSame';
  return t('verdict.rate', { rate: w.rate(now), change: t(`verdict.${key}`, { n }) });
}

/** Names those with more than one; where nobody has, the first two. */
function overdueSentence(model: Briefing, w: Wording): string {
  const { t } = w;
  const common = { at: w.at(model.cutOff), open: w.count(model.openAtCutOff) };
  if (model.overdueAtCutOff === 0) return t('verdict.overdueNone', common);
  const holders = overdueHolders(model, w);
  const several = holders.filter(({ n }) => n > 1);
  const named = (several.length > 0 ? several : holders).slice(0, 2);
  const where = w.list(named.map((holder) => holderText(holder, w)));
  return t('verdict.overdue', { ...common, overdue: w.count(model.overdueAtCutOff), where });
}

function lowRateText(model: Briefing, w: Wording): string {
  const low = model.units.filter(({ rank, onTimeRate }) => rank > 0 && (onTimeRate ?? 1) < LOW_RATE);
  if (low.length === 0) return '';
  const units = low.map(({ name, onTimeRate, onTime, handled }) =>
    w.t('text.unitRate', { unit: name, rate: w.rate(onTimeRate), onTime, handled }),
  );
  return w.t('text.lowRate', { units: w.list(units) });
}

/** Where the overdue cases gather, and which units are often late. */
export function overdueText(model: Briefing, w: Wording): string {
  const { t } = w;
  const total = model.overdueAtCutOff;
  if (total === 0) return t('text.overdueNone') + lowRateText(model, w);
  const holders = overdueHolders(model, w);
  const [first, second] = holders;
  const units = w.list(holders.map((holder) => holderText(holder, w)));
  const gathered = first !== undefined && second !== undefined && first.n > second.n;
  return [
    t('text.overdue', { n: w.count(total), units }),
    gathered ? t('text.overdueTop', { unit: first.name, share: w.rate(first.n / total, 0) }) : '',
    unassignedOverdue(model) > 0 ? t('text.overdueUnassigned') : '',
    lowRateText(model, w),
  ].join('');
}
