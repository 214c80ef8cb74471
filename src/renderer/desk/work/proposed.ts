import type { CasePage } from '@shared/contract/pages';
import { minutesBetween } from '@shared/rules/time';
import { durationText, fullTimeText, timeText } from '../../common/format';
import type { Names } from '../kit/directory';
import type { Say } from '../kit/say';
import type { Offer } from './Moves';
import { reasonText } from './moves/Proposals';
import type { MoveName } from './openMove';

type Reason = (page: CasePage, now: string, names: Names, t: Say) => Omit<Offer, 'move'>;

const assign: Reason = (page, _now, names, t) => {
  const best = page.proposals[0];
  if (!best) return { label: t('work:assignChoose'), reason: t('work:reason.noRule') };
  const reasons = best.reasons.map((one) => reasonText(one, names.unitShort, t));
  return {
    label: t('work:assignTo', { unit: names.unit(best.unit) }),
    reason: [...reasons, ...(best.similar === 0 ? [t('work:reason.noPrecedent')] : [])].join(
      t('common:semicolon'),
    ),
  };
};

const handle: Reason = (page, now, names, t) => {
  const waiting = page.parts.filter((part) => !part.handledAt);
  const units = waiting.map((part) => names.unitShort(part.unit)).join(t('common:listSeparator'));
  const since = page.assignedAt ? durationText(minutesBetween(page.assignedAt, now), t) : '';
  const reason =
    waiting.length > 1
      ? t('work:reason.waitingSeveral', { units, count: waiting.length, since })
      : t('work:reason.waiting', { units, since });
  return { label: t('work:move.handle'), reason };
};

const confirm: Reason = (page, now, names, t) => {
  const part = page.parts.find((one) => one.reportedAt !== undefined && !one.handledAt);
  const unit = part ? names.unitShort(part.unit) : '';
  const reported = part?.reportedAt ? timeText(part.reportedAt, now) : '';
  return {
    label: t('work:confirmOffer', { unit }),
    reason: t('work:reason.reported', { at: reported, note: part?.note ?? '' }),
    about: part?.unit,
  };
};

const answer: Reason = (page, _now, names, t) => {
  const { ask } = page;
  if (!ask) return { label: t('work:move.answer'), reason: '' };
  const asked = t(`work:asked.${ask.kind}`, {
    unit: names.unitShort(ask.unit),
    until: ask.until ? fullTimeText(ask.until) : '',
  });
  return { label: t(`work:answerOffer.${ask.kind}`), reason: asked + ask.reason };
};

const check: Reason = (page, _now, names, t) => {
  const last = page.parts.findLast((part) => part.handledAt);
  const label = t('work:checkSubmit.close');
  if (!last) return { label, reason: t('work:reason.handled') };
  const after = page.photos.filter((photo) => photo.kind === 'after').length;
  const said = last.note ? t('work:reason.said', { unit: names.unitShort(last.unit), note: last.note }) : '';
  const photos = after > 0 ? t('work:reason.photosAfter', { count: after }) : t('work:reason.noPhotosAfter');
  return { label, reason: [said, photos].filter(Boolean).join(t('common:semicolon')) };
};

const reopen: Reason = (page, _now, _names, t) => {
  const said = page.reports.flatMap((report) => report.callBacks.slice(-1)).find((one) => one.note)?.note;
  return { label: t('work:move.reopen'), reason: said ?? t('work:reopenUnhappy') };
};

const reply: Reason = (page, now, _names, t) => {
  const owing = page.reports
    .filter((one) => one.owes && one.moves.includes('report.reply'))
    .sort((a, b) => ((a.replyDue ?? '9') < (b.replyDue ?? '9') ? -1 : 1));
  const first = owing[0];
  const due = first?.replyDue ? t('work:reason.replyDue', { at: timeText(first.replyDue, now) }) : '';
  return {
    label: t('work:replyOffer', { no: first?.outsideNo ?? t('work:theReporter') }),
    reason: [t('work:reason.owing', { count: owing.length }), due]
      .filter(Boolean)
      .join(t('common:semicolon')),
    about: first?.id,
  };
};

/** The order in which moves lead a case on, each where it is what is to be done. */
const leading: readonly [MoveName, Reason, (page: CasePage) => boolean][] = [
  ['case.assign', assign, () => true],
  ['case.answer', answer, (page) => page.ask !== null],
  ['case.confirm', confirm, () => true],
  ['case.handle', handle, () => true],
  ['case.check', check, () => true],
  [
    'case.close',
    (_page, _now, _names, t) => ({ label: t('work:move.close'), reason: t('work:reason.checked') }),
    () => true,
  ],
  ['case.reopen', reopen, (page) => page.advice.some((one) => one.code === 'reopen')],
  [
    'report.reply',
    reply,
    (page) =>
      page.closedAt !== undefined &&
      page.reports.some((one) => one.owes && one.moves.includes('report.reply')),
  ],
];

/** What is to be done next, with the reason; null where nothing is. */
export function proposedMove(page: CasePage, now: string, names: Names, t: Say): Offer | null {
  for (const [move, reason, applies] of leading) {
    const allowed = move === 'report.reply' || page.moves.includes(move);
    if (allowed && applies(page)) return { move, ...reason(page, now, names, t) };
  }
  return null;
}
