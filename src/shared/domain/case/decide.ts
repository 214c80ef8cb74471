import { afterLast, isFarAhead } from '../../rules/clockAhead';
import { maskText } from '../../rules/intake/personal';
import type { DecideContext, Streams } from '../context';
import { accept, type Decision, refuse } from '../envelope';
import { atTime } from './atTime';
import { knownClocks } from './clocks';
import type { CaseCommand, CaseMove } from './commands';
import * as centre from './decideCentre';
import * as units from './decideUnits';
import * as whole from './decideWhole';
import { caseEvent, type Decide, limitFor } from './deciding';
import { blockOf } from './moves';
import { settle } from './settle';
import type { CaseState } from './state';

export { closeKind, handledOnTime } from './decideCentre';
export { caseEvent } from './deciding';

const decisions: { [T in CaseMove]: Decide<T> } = {
  'case.describe': centre.describe,
  'case.assign': units.assign,
  'case.addPart': units.addPart,
  'case.accept': units.acceptPart,
  'case.return': units.returnPart,
  'case.handle': units.handle,
  'case.confirm': units.confirm,
  'case.check': centre.check,
  'case.close': centre.close,
  'case.forceClose': centre.forceClose,
  'case.reopen': centre.reopen,
  'case.void': (state, command, ctx, at) => {
    const reply = ctx.rules.deadline('reply', limitFor(state), at);
    return accept([caseEvent(state.id, 'case.voided', at, { reason: maskText(command.reason), reply })]);
  },
  'case.note': (state, command, _ctx, at) =>
    accept([
      caseEvent(state.id, 'case.noted', at, {
        kind: command.kind,
        text: maskText(command.text),
        photos: command.photos,
      }),
    ]),
  'case.urge': units.urge,
  'case.supervise': units.supervise,
  'case.answerSupervision': units.answerSupervision,
  'case.askExtension': centre.askExtension,
  'case.askHold': centre.askHold,
  'case.answer': centre.answer,
  'case.resume': centre.resume,
  'case.merge': whole.merge,
  'case.unmerge': whole.unmerge,
  'case.reckon': centre.reckon,
  'case.undo': whole.undo,
  'case.settle': settle,
};

/** Moves that may be dated before the case's last event: they change nothing that came after. */
const anyTime: ReadonlySet<CaseMove> = new Set(['case.note', 'case.describe', 'case.settle']);

/**
 * The only place that says what may be done with a case. `at` is when it happened.
 * Where nobody said when, it is now, or with the event that moved the case last where another station's clock was a little ahead
 * (`afterLast`). Refusals: `case.unknown`, `case.notNow` (stage), `case.beforeLast` (said to be older than that event, which no
 * wrong clock wrote), those of `caseMoves`, and each move's own.
 */
export function decideCase(
  state: CaseState | null,
  command: Exclude<CaseCommand, { type: 'case.file' }>,
  ctx: DecideContext,
  said: string | undefined,
  streams: Streams,
): Decision {
  if (!state) return refuse('case.unknown', { case: command.caseId });
  const { now, actor } = ctx;
  const at = said ?? (anyTime.has(command.type) ? now : afterLast(now, state.movedAt));
  const block = blockOf(state, command.type, { at, now, actor, policy: ctx.rules.policy });
  if (block) return { ok: false, refusal: block };
  if (!anyTime.has(command.type) && at < state.movedAt && !isFarAhead(state.movedAt, now))
    return refuse('case.beforeLast', { last: state.movedAt });
  const decide = decisions[command.type] as Decide<CaseMove>;
  return decide(knownClocks(atTime(state, at), at), command, ctx, at, streams);
}
