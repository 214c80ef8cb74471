import { maskText } from '../../rules/intake/personal';
import type { DecideContext } from '../context';
import { accept, type Decision, type NewEvent, refuse } from '../envelope';
import type { CaseCommand } from './commands';
import type { CaseEventData, CaseEventType, CloseKind } from './events';
import type { CaseState } from './evolve';
import { mayMove } from './moves';

/** A case event with its payload checked by type; version 1. */
export function caseEvent<T extends CaseEventType>(
  stream: string,
  type: T,
  at: string,
  data: CaseEventData<T>,
): NewEvent {
  return { stream, type, v: 1, at, data: data as Record<string, unknown> };
}

/** Numbers of callers do not belong into open words, whoever types them. */
function masked(text: string | undefined): string | undefined {
  return text === undefined ? undefined : maskText(text);
}

type Of<T extends CaseCommand['type']> = Extract<CaseCommand, { type: T }>;
type Decide<T extends CaseCommand['type']> = (
  state: CaseState,
  command: Of<T>,
  ctx: DecideContext,
  at: string,
) => Decision;

function decideAssign(
  state: CaseState,
  command: Of<'case.assign'>,
  ctx: DecideContext,
  at: string,
): Decision {
  const unknown = [command.lead, ...command.assisting].find((unit) => !ctx.rules.unit(unit));
  if (unknown !== undefined) return refuse('unit.unknown', { unit: unknown });
  const assisting = [...new Set(command.assisting)].filter((unit) => unit !== command.lead);
  const handle = ctx.rules.grant(
    'handle',
    { channel: state.channel, classRef: state.classRef, priority: state.priority },
    at,
  );
  const data = { lead: command.lead, assisting, note: masked(command.note), choice: command.choice, handle };
  return accept([caseEvent(state.id, 'case.assigned', at, data)]);
}

function decideReturn(
  state: CaseState,
  command: Of<'case.return'>,
  ctx: DecideContext,
  at: string,
): Decision {
  if (!state.lead) return refuse('case.notAssigned');
  const assign = ctx.rules.grant('assign', { channel: state.channel, priority: state.priority }, at);
  const { reason, suggests } = command;
  const note = masked(command.note);
  return accept([
    caseEvent(state.id, 'case.returned', at, { unit: state.lead, reason, note, suggests, assign }),
  ]);
}

function decideHandle(
  state: CaseState,
  command: Of<'case.handle'>,
  ctx: DecideContext,
  at: string,
): Decision {
  const part = state.parts.find((candidate) => candidate.unit === command.unit);
  if (!part) return refuse('case.notItsPart', { unit: ctx.rules.unit(command.unit)?.name ?? command.unit });
  if (part.handledAt !== undefined)
    return refuse('case.partDone', { unit: ctx.rules.unit(command.unit)?.name ?? command.unit });
  const last = state.parts.every((other) => other === part || other.handledAt !== undefined);
  const check = last ? ctx.rules.grant('check', { channel: state.channel }, at) : undefined;
  const { unit, photos } = command;
  const note = maskText(command.note);
  return accept([caseEvent(state.id, 'case.handled', at, { unit, note, photos, check })]);
}

function decideCheck(state: CaseState, command: Of<'case.check'>, _ctx: DecideContext, at: string): Decision {
  const { passed, how, photos } = command;
  const note = masked(command.note);
  const events = [caseEvent(state.id, 'case.checked', at, { passed, how, note, photos })];
  if (passed && command.close)
    events.push(caseEvent(state.id, 'case.closed', at, { kind: closeKind(state) }));
  return accept(events);
}

/** Closed on time if handling ended by its deadline (GB/T 30428.4: on-time test of 处置), else overdue. */
export function closeKind(state: CaseState): CloseKind {
  const handle = state.clocks.findLast((clock) => clock.name === 'handle');
  if (!handle || state.handledAt === undefined) return 'special';
  return state.handledAt <= handle.grant.due ? 'normal' : 'overdue';
}

const decisions: { [T in Exclude<CaseCommand['type'], 'case.file'>]: Decide<T> } = {
  'case.assign': decideAssign,
  'case.return': decideReturn,
  'case.handle': decideHandle,
  'case.check': decideCheck,
  'case.close': (state, command, _ctx, at) =>
    accept([
      caseEvent(state.id, 'case.closed', at, {
        kind: command.kind ?? closeKind(state),
        note: masked(command.note),
      }),
    ]),
  'case.void': (state, command, _ctx, at) =>
    accept([caseEvent(state.id, 'case.voided', at, { reason: maskText(command.reason) })]),
  'case.note': (state, command, _ctx, at) =>
    accept([
      caseEvent(state.id, 'case.noted', at, {
        kind: command.kind,
        text: maskText(command.text),
        photos: command.photos,
      }),
    ]),
};

/**
 * The only place that says what may be done with a case. `at` is when it happened.
 * Refusals: `case.unknown`, `case.notNow` (stage), `case.beforeLast` (older than the case's last event), `unit.unknown`,
 * `case.notItsPart`, `case.partDone`, `case.notAssigned`.
 */
export function decideCase(
  state: CaseState | null,
  command: Exclude<CaseCommand, { type: 'case.file' }>,
  ctx: DecideContext,
  at: string,
): Decision {
  if (!state) return refuse('case.unknown', { case: command.caseId });
  if (!mayMove(state, command.type)) return refuse('case.notNow', { move: command.type, stage: state.stage });
  if (command.type !== 'case.note' && at < state.lastAt)
    return refuse('case.beforeLast', { last: state.lastAt });
  const decide = decisions[command.type] as Decide<CaseCommand['type']>;
  return decide(state, command, ctx, at);
}
