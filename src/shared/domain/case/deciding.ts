import { maskText } from '../../rules/intake/personal';
import type { LimitFor } from '../../rules/ruleBook';
import { mayDo } from '../../rules/whoMay';
import type { Deadline } from '../common';
import type { DecideContext, Streams } from '../context';
import type { Decision, NewEvent } from '../envelope';
import { handleClock } from './clocks';
import type { CaseCommandOf, CaseMove } from './commands';
import type { CaseEventData, CaseEventType, PartAssignment } from './events';
import type { CasePart, CaseState } from './state';

/** What decides one command on a case that may take it: the case as it stands at `at`. */
export type Decide<T extends CaseMove> = (
  state: CaseState,
  command: CaseCommandOf<T>,
  ctx: DecideContext,
  at: string,
  streams: Streams,
) => Decision;

/** A case event with its payload checked by type; version 1. */
export function caseEvent<T extends CaseEventType>(
  stream: string,
  type: T,
  at: string,
  data: CaseEventData<T>,
): NewEvent {
  return { stream, type, at, data: data as Record<string, unknown> };
}

/** Numbers of callers do not belong into open words, whoever types them. */
export function masked(text: string | undefined): string | undefined {
  return text === undefined ? undefined : maskText(text);
}

/** What the limits of a case depend on; with a unit, its hours count. */
export function limitFor(state: CaseState, unit?: string): LimitFor {
  const { channel, appealKind, classRef, priority } = state;
  return { channel, appealKind, classRef, priority, unit };
}

/** The part of a unit that has yet to be done. */
export function openPart(state: CaseState, unit: string): CasePart | undefined {
  return state.parts.find((part) => part.unit === unit && part.handledAt === undefined);
}

/** Extensions that a unit was granted stay with its clock when it gets the case again. */
function prolonged(
  grant: Deadline,
  before: Deadline | undefined,
  intervals: readonly { from: string; to?: string | undefined }[],
  unit: string,
  ctx: DecideContext,
): Deadline {
  if (before?.base === undefined) return grant;
  const value = Math.round(grant.value * (before.value / before.base) * 1e6) / 1e6;
  return {
    ...ctx.rules.fixed({ value, unit: grant.unit }, grant.rule, intervals, unit),
    base: grant.value,
  };
}

/** A unit's part from `at` on: its limit, over the rounds that it had before, and its window to send it back. */
export function assignPart(
  state: CaseState,
  wanted: {
    unit: string;
    task?: string | undefined;
    limit?: { value: number; unit: PartAssignment['handle']['unit'] } | undefined;
  },
  ctx: DecideContext,
  at: string,
): PartAssignment {
  const { unit, task, limit } = wanted;
  const what = limitFor(state, unit);
  const clock = handleClock(state, unit);
  const intervals = [...(clock?.intervals ?? []), { from: at }];
  const handle = limit
    ? ctx.rules.fixed(limit, 'operator', intervals, unit)
    : prolonged(ctx.rules.deadlineOver('handle', what, intervals), clock?.grant, intervals, unit, ctx);
  const returnBy = ctx.rules.deadline('return', what, at).due;
  return { unit, ...(task ? { task: maskText(task) } : {}), handle, returnBy };
}

/** The check clock's grant: it starts where this unit's part is the last one open, as seen here or by what another station wrote. */
export function checkAfter(
  state: CaseState,
  unit: string,
  ctx: DecideContext,
  at: string,
): { check?: Deadline; checkIfLast?: Deadline } {
  const last = state.parts.every((part) => part.unit === unit || part.handledAt !== undefined);
  const grant = ctx.rules.deadline('check', limitFor(state), at);
  return last ? { check: grant } : { checkIfLast: grant };
}

/** Name of a unit for a message. */
export function unitName(ctx: DecideContext, unit: string): string {
  return ctx.rules.unit(unit)?.name ?? unit;
}

/**
 * Who approves (值班长, 督查): the actor himself, where he may. A command may name him; naming somebody else gives no approval: whoever
 * stands beside chooses himself at the desk. Undefined where nobody approves.
 */
export function approverOf(ctx: DecideContext, named: string | undefined): string | undefined {
  if (named !== undefined && named !== ctx.actor) return undefined;
  return mayDo('case.approve', ctx.actor, ctx.rules.operators) ? ctx.actor : undefined;
}
