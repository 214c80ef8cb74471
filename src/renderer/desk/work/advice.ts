import type { Advice, CasePage } from '@shared/contract/pages';
import { timeText } from '../../common/format';
import type { Say } from '../kit/say';
import type { MoveName } from './openMove';

/** What an advice leads to: the move that answers it, and what that is about. */
export interface Advised {
  readonly code: Advice['code'];
  readonly text: string;
  readonly move: MoveName;
  readonly about?: string | undefined;
}

const moveOf: Readonly<Record<Advice['code'], MoveName>> = {
  meeting: 'case.note',
  reopen: 'case.reopen',
  askOpen: 'case.answer',
  supervision: 'case.answerSupervision',
  verify: 'report.verify',
  urge: 'case.urge',
};

/** Advice in words. Moments are written as times, kinds of asking as words. */
export function adviceText(advice: Advice, now: string, t: Say): string {
  const { code, params } = advice;
  const { due, kind } = params;
  return t(`work:advice.${code}`, {
    ...params,
    ...(typeof due === 'string' ? { due: timeText(due, now) } : {}),
    ...(typeof kind === 'string' ? { kind: t(`work:askKinds.${kind}`) } : {}),
    again:
      typeof params.urged === 'number' && params.urged > 0
        ? t('work:urgedAgain', { count: params.urged })
        : '',
  });
}

/** The advice lines of a page whose move is allowed now; an advice without its move says only what is. */
export function advisedOf(list: readonly Advice[], moves: readonly string[], now: string, t: Say): Advised[] {
  return list
    .map((one) => ({
      code: one.code,
      text: adviceText(one, now, t),
      move: moveOf[one.code],
      about: one.code === 'meeting' ? 'meeting' : undefined,
    }))
    .filter((one) => moves.includes(one.move));
}

/** The unit whose clock is worst: an urge is about it. */
export function mostLate(page: CasePage): string | undefined {
  const open = page.parts.filter((part) => !part.handledAt && part.due !== undefined);
  return open.toSorted((a, b) => ((a.due ?? '') < (b.due ?? '') ? -1 : 1))[0]?.unit;
}
