import { maskText } from '../../rules/intake/personal';
import { earlier, later } from '../../rules/time';
import { maskedPlace } from '../common';
import type { DecideContext } from '../context';
import { accept, refuse } from '../envelope';
import { recountDeadline } from '../recountDeadline';
import { reportEvent } from '../report/event';
import { reportStream } from '../report/evolve';
import { clockOf, handleClock, isRunning } from './clocks';
import { approverOf, caseEvent, type Decide, limitFor, masked, openPart, unitName } from './deciding';
import type { CaseEventData, ClockDeadline, CloseKind } from './events';
import { extensionBlock, holdLimit } from './moves';
import type { CaseClock, CaseState } from './state';

// What the centre decides: checking, closing, reopening, hold and extension, corrections.

/** Were all parts handled by their own deadlines (GB/T 30428.4: on-time test of 处置, bundled)? Undefined where that cannot be known. */
export function handledOnTime(state: CaseState): boolean | undefined {
  if (state.handledAt === undefined) return undefined;
  const clocks = state.parts.map((part) => ({ part, clock: handleClock(state, part.unit) }));
  if (clocks.length === 0 || clocks.some(({ clock }) => !clock)) return undefined;
  return clocks.every(({ part, clock }) => clock && (part.handledAt ?? '~') <= clock.grant.due);
}

/** Closed on time if handling ended by its deadline, else overdue; special where nobody handled it. */
export function closeKind(state: CaseState): CloseKind {
  const onTime = handledOnTime(state);
  if (onTime === undefined) return 'special';
  return onTime ? 'normal' : 'overdue';
}

function closed(
  state: CaseState,
  kind: CloseKind,
  ctx: DecideContext,
  at: string,
  more: Partial<CaseEventData<'case.closed'>> = {},
) {
  const reply = ctx.rules.deadline('reply', limitFor(state), at);
  return caseEvent(state.id, 'case.closed', at, { kind, ...more, reply });
}

/** A clock as it goes on from `from`: the same limit over what it ran before and what comes. */
export function continued(clock: CaseClock, ctx: DecideContext, at: string, from: string): ClockDeadline {
  const ran = clock.intervals
    .map((one) => (one.to === undefined ? { from: one.from, to: at } : one))
    .filter((one) => one.from < (one.to ?? at));
  const { name, unit, grant } = clock;
  const next = ctx.rules.fixed(grant, grant.rule, [...ran, { from }], unit);
  return { name, unit, grant: grant.base ? { ...next, base: grant.base } : next };
}

export const check: Decide<'case.check'> = (state, command, ctx, at) => {
  const { passed, how, photos } = command;
  const units = command.units ?? state.parts.map((part) => part.unit);
  const stranger = units.find((unit) => !state.parts.some((part) => part.unit === unit));
  if (stranger !== undefined) return refuse('case.notItsPart', { unit: unitName(ctx, stranger) });
  if (!passed && units.length === 0) return refuse('case.noSuchPart');
  const rework = units.flatMap((unit) => {
    const clock = handleClock(state, unit);
    return clock ? [continued(clock, ctx, at, at)] : [];
  });
  const data = { passed, how, note: masked(command.note), photos, ...(passed ? {} : { rework }) };
  const events = [caseEvent(state.id, 'case.checked', at, data)];
  if (passed && command.close) events.push(closed(state, closeKind(state), ctx, at));
  return accept(events);
};

export const close: Decide<'case.close'> = (state, command, ctx, at) =>
  accept([closed(state, command.kind ?? closeKind(state), ctx, at, { note: masked(command.note) })]);

export const forceClose: Decide<'case.forceClose'> = (state, command, ctx, at) => {
  const approver = approverOf(ctx, command.approver);
  if (!approver) return refuse('case.needsApprover');
  return accept([closed(state, 'forced', ctx, at, { note: maskText(command.reason), approver })]);
};

/** What was answered holds no longer: whoever had a reply is owed another once the case closes again. */
export const reopen: Decide<'case.reopen'> = (state, command, ctx, at, streams) => {
  const assign = ctx.rules.deadline('assign', limitFor(state), at);
  const again = streams
    .reportsOf(state.id)
    .filter((id) => {
      const report = streams.get(reportStream, id);
      return report?.reply !== undefined || report?.sheet?.state === 'closed';
    })
    .map((id) => reportEvent(id, 'report.reopened', at, { caseId: state.id }));
  const reason = maskText(command.reason);
  return accept([caseEvent(state.id, 'case.reopened', at, { reason, assign }), ...again]);
};

export const describe: Decide<'case.describe'> = (state, command, ctx, at) => {
  const { title, description, classRef, place, priority } = command;
  const row = ctx.rules.classRow(classRef);
  if (classRef && !row) return refuse('class.unknown', { code: classRef.code });
  const data = {
    title: masked(title),
    description: masked(description),
    classRef,
    ...(row ? { className: row.name, catalogue: ctx.rules.catalogue } : {}),
    place: place && maskedPlace(place),
    priority,
  };
  const changes = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
  return accept(
    Object.keys(changes).length === 0 ? [] : [caseEvent(state.id, 'case.described', at, changes)],
  );
};

export const askExtension: Decide<'case.askExtension'> = (state, command, ctx, at) => {
  const unit = command.unit ?? state.lead;
  if (unit === undefined || !openPart(state, unit))
    return refuse('case.notItsPart', { unit: unitName(ctx, unit ?? '') });
  const block = extensionBlock(state, unit, at, ctx.rules.policy);
  if (block) return { ok: false, refusal: block };
  const { photos } = command;
  const reason = maskText(command.reason);
  return accept([caseEvent(state.id, 'case.asked', at, { kind: 'extension', unit, reason, photos })]);
};

export const askHold: Decide<'case.askHold'> = (state, command, ctx, at) => {
  const unit = command.unit ?? state.lead;
  if (unit === undefined || !openPart(state, unit))
    return refuse('case.notItsPart', { unit: unitName(ctx, unit ?? '') });
  const { until, photos } = command;
  if (until <= earlier(at, ctx.now)) return refuse('case.holdPast', { until });
  if (until > holdLimit(at, ctx.rules.policy))
    return refuse('case.holdTooLong', { days: ctx.rules.policy.holdMostDays });
  const reason = maskText(command.reason);
  return accept([caseEvent(state.id, 'case.asked', at, { kind: 'hold', unit, reason, until, photos })]);
};

/** Extension granted: one share of the original limit more, over the same stretches. */
function extended(state: CaseState, unit: string, ctx: DecideContext): ClockDeadline[] {
  const clock = handleClock(state, unit);
  if (!clock) return [];
  const { grant, intervals } = clock;
  const base = grant.base ?? grant.value;
  const value = Math.round((grant.value + base * ctx.rules.policy.extensionShare) * 1e6) / 1e6;
  const next = ctx.rules.fixed({ value, unit: grant.unit }, grant.rule, intervals, unit);
  return [{ name: 'handle', unit, grant: { ...next, base } }];
}

export const answer: Decide<'case.answer'> = (state, command, ctx, at) => {
  const { ask } = state;
  if (!ask) return refuse('case.noAsk');
  const approver = approverOf(ctx, command.approver);
  if (!approver) return refuse('case.needsApprover');
  const { granted } = command;
  const note = masked(command.note);
  const base = { kind: ask.kind, granted, note, approver };
  if (!granted) return accept([caseEvent(state.id, 'case.answered', at, { ...base, clocks: [] })]);
  if (ask.kind === 'extension') {
    const clocks = extended(state, ask.unit, ctx);
    return accept([caseEvent(state.id, 'case.answered', at, { ...base, clocks })]);
  }
  const until = ask.until ?? at;
  if (until <= earlier(at, ctx.now)) return refuse('case.holdPast', { until });
  const end = later(until, at);
  const clocks = state.clocks.filter(isRunning).map((clock) => continued(clock, ctx, at, end));
  return accept([caseEvent(state.id, 'case.answered', at, { ...base, until: end, clocks })]);
};

export const resume: Decide<'case.resume'> = (state, command, ctx, at) => {
  const clocks = state.clocks.filter(isRunning).map((clock) => continued(clock, ctx, at, at));
  return accept([caseEvent(state.id, 'case.resumed', at, { note: masked(command.note), clocks })]);
};

/** A clock's grant counted again under new hours, holidays or limits; undefined where nothing changes. */
function reckonedClock({ name, unit, grant, intervals }: CaseClock, ctx: DecideContext): ClockDeadline[] {
  const next = recountDeadline(grant, intervals, ctx, unit);
  return next ? [{ name, unit, grant: next }] : [];
}

export const reckon: Decide<'case.reckon'> = (state, { because }, ctx, at) => {
  const clocks = state.clocks
    .filter((clock) => isRunning(clock) && clockOf(state.clocks, clock) === clock)
    .flatMap((clock) => reckonedClock(clock, ctx));
  const supervisions = state.supervisions.flatMap(({ id, unit, grant, answeredAt }) => {
    const answer =
      answeredAt === undefined ? recountDeadline(grant, [{ from: grant.start }], ctx, unit) : undefined;
    return answer ? [{ id, answer }] : [];
  });
  const reply = state.reply && recountDeadline(state.reply, [{ from: state.reply.start }], ctx);
  if (clocks.length === 0 && supervisions.length === 0 && !reply) return accept([]);
  const more = { ...(supervisions.length > 0 ? { supervisions } : {}), ...(reply ? { reply } : {}) };
  return accept([caseEvent(state.id, 'case.reckoned', at, { because, clocks, ...more })]);
};
