import { ranBy } from '../../rules/clockAhead';
import { maskExcept } from '../../rules/intake/maskExcept';
import { maskText } from '../../rules/intake/personal';
import type { LimitFor } from '../../rules/ruleBook';
import { caseEvent } from '../case/deciding';
import type { CaseState } from '../case/evolve';
import { caseStream } from '../case/evolve';
import { isFinal } from '../case/moves';
import { type Deadline, maskedPlace } from '../common';
import type { DecideContext, Streams } from '../context';
import { accept, type Decision, refuse } from '../envelope';
import { recountDeadline } from '../recountDeadline';
import type { ReportCommand } from './commands';
import { decideImport } from './decideImport';
import { reportEvent } from './event';
import type { ReportEventData } from './events';
import type { ReportState } from './evolve';
import { isVerifying, reportBlock, reportMoves } from './moves';
import { receivedEvent } from './receive';
import { settle } from './settle';

export { reportEvent } from './event';
export { receivedEvent } from './receive';

type Of<T extends ReportCommand['type']> = Extract<ReportCommand, { type: T }>;

function decideWithdraw(
  state: ReportState,
  kase: CaseState | null,
  command: Of<'report.withdraw'>,
  ctx: DecideContext,
  streams: Streams,
): Decision {
  if (state.status === 'withdrawn') return accept([]);
  if (state.cause !== command.job) return refuse('report.notOfThisImport');
  const own = kase?.cause === command.job;
  // Linking writes nothing to the case: what others reported is found by their reports.
  const alone = !kase || streams.reportsOf(kase.id).every((id) => id === state.id);
  if (kase && own && (kase.lastCause !== command.job || !alone))
    return refuse('report.touched', { case: kase.no });
  const events = [reportEvent(state.id, 'report.withdrawn', ctx.now, { reason: command.reason })];
  if (kase && own && kase.stage !== 'void')
    events.push(caseEvent(kase.id, 'case.voided', ctx.now, { reason: command.reason }));
  return accept(events);
}

type OnExisting = Exclude<ReportCommand, { type: 'report.receive' | 'report.import' | 'report.withdraw' }>;
type Decide<T extends OnExisting['type']> = (
  state: ReportState,
  command: Of<T>,
  ctx: DecideContext,
  at: string,
  streams: Streams,
) => Decision;

function whatOf(state: ReportState): LimitFor {
  const { channel, appealKind, classRef } = state;
  return { channel, appealKind, classRef };
}

function verifiedIntake(state: ReportState, ctx: DecideContext, at: string): Deadline {
  const { intake, intakeRan } = state;
  // A clock that was ahead may have ended the last stretch after now.
  const ran = ranBy(intakeRan, intake.start, at).filter(({ to }) => to !== undefined);
  return ctx.rules.fixed(intake, intake.rule, [...ran, { from: at }]);
}

/** What of a report's deadlines changes under the rules of now. One that came from outside with its date is not ours to count. */
function reckoned(
  state: ReportState,
  ctx: DecideContext,
): Omit<ReportEventData<'report.reckoned'>, 'because'> {
  const running = state.status === 'received' && state.intakeRan.at(-1)?.to === undefined;
  const from = (grant: Deadline) => recountDeadline(grant, [{ from: grant.start }], ctx);
  const { outside, verification, refusal } = state;
  const out = isVerifying(state) && state.status === 'received' ? verification?.grant : undefined;
  const grants = {
    intake: running
      ? recountDeadline(state.intake, ranBy(state.intakeRan, state.intake.start, ctx.now), ctx)
      : undefined,
    outside: outside && outside.rule !== 'outside' ? from(outside) : undefined,
    verify: out && from(out),
    reply: refusal?.reply && from(refusal.reply),
  };
  return Object.fromEntries(Object.entries(grants).filter(([, grant]) => grant !== undefined));
}

/** Where a case's reports are by now, if it was merged into others, and the way there. */
function mergedAlong(caseId: string, streams: Streams): { caseId: string; via: string[] } | undefined {
  const via: string[] = [];
  let here = caseId;
  for (
    let kase = streams.get(caseStream, here);
    kase?.merged && !via.includes(here);
    kase = streams.get(caseStream, here)
  ) {
    via.push(here);
    here = kase.merged.into;
  }
  return via.length > 0 ? { caseId: here, via } : undefined;
}

const onExisting: { [T in OnExisting['type']]: Decide<T> } = {
  'report.describe': (state, { type: _t, reportId: _r, ...data }, _ctx, at) => {
    const open = {
      ...data,
      ...(data.title ? { title: maskText(data.title) } : {}),
      ...(data.content ? { content: maskText(data.content) } : {}),
      ...(data.place ? { place: maskedPlace(data.place) } : {}),
    };
    return accept([reportEvent(state.id, 'report.described', at, open)]);
  },
  'report.link': (state, command, _ctx, at, streams) => {
    const kase = streams.get(caseStream, command.caseId);
    if (!kase) return refuse('case.unknown', { case: command.caseId });
    if (isFinal(kase.stage)) return refuse('case.final');
    return accept([reportEvent(state.id, 'report.linked', at, { caseId: command.caseId, why: 'merged' })]);
  },
  'report.unlink': (state, command, ctx, at) => {
    const { caseId } = state;
    if (caseId === undefined) return refuse('report.notLinked');
    const intake = ctx.rules.deadline('intake', whatOf(state), at);
    const reason = maskText(command.reason);
    return accept([reportEvent(state.id, 'report.unlinked', at, { caseId, reason, intake })]);
  },
  'report.refuse': (state, command, ctx, at) => {
    const { kind } = command;
    const reply = ctx.rules.deadline('reply', whatOf(state), at);
    const reason = maskText(command.reason);
    return accept([reportEvent(state.id, 'report.refused', at, { kind, reason, reply })]);
  },
  'report.sendVerify': (state, { to, how, note }, ctx, at) => {
    const verify = ctx.rules.deadline('verify', whatOf(state), at);
    const data = { to: maskText(to), how, ...(note ? { note: maskText(note) } : {}), verify };
    return accept([reportEvent(state.id, 'report.verify-sent', at, data)]);
  },
  'report.verify': (state, { real, note, photos }, ctx, at) => {
    const intake = verifiedIntake(state, ctx, at);
    const data = { real, note: maskText(note), photos, intake };
    return accept([reportEvent(state.id, 'report.verified', at, data)]);
  },
  'report.reply': (state, { text, way }, ctx, at, streams) => {
    const kase = state.caseId === undefined ? null : streams.get(caseStream, state.caseId);
    const interim = kase !== null && !isFinal(kase.stage);
    const said = maskExcept(text, ctx.rules.policy.contact);
    const data = { text: said, ...(way ? { way } : {}), ...(interim ? { interim } : {}) };
    return accept([reportEvent(state.id, 'report.replied', at, data)]);
  },
  'report.callBack': (state, { reached, solved, satisfaction, note }, _ctx, at) => {
    const data = { reached, solved, satisfaction, note: note === undefined ? undefined : maskText(note) };
    return accept([reportEvent(state.id, 'report.called-back', at, data)]);
  },
  'report.reckon': (state, { because }, ctx, at) => {
    const grants = reckoned(state, ctx);
    if (Object.keys(grants).length === 0) return accept([]);
    return accept([reportEvent(state.id, 'report.reckoned', at, { because, ...grants })]);
  },
  'report.undo': (state, { commit }, _ctx, at, streams) => {
    if (state.undo?.commit !== commit) return refuse('case.notLast');
    const { types, before } = state.undo;
    const events = [reportEvent(state.id, 'report.undone', at, { commit, types: [...types] })];
    const along = before.caseId === undefined ? undefined : mergedAlong(before.caseId, streams);
    if (along) {
      const via = [...before.mergedFrom, ...along.via];
      events.push(reportEvent(state.id, 'report.linked', at, { caseId: along.caseId, why: 'merged', via }));
    }
    return accept(events);
  },
  'report.settle': settle,
  'report.reveal': (state, command, _ctx, at) =>
    accept([reportEvent(state.id, 'report.caller-viewed', at, command.why ? { why: command.why } : {})], {
      reveal: state.id,
    }),
};

/**
 * What may be done with a report. `ids` are the computed ids: its own, and of the case that it is or would be linked to.
 * Refusals: `report.unknown`, `report.exists`, `report.notOfThisImport`, `case.unknown`, `case.final`, and those of `reportMoves`.
 */
export function decideReport(
  state: ReportState | null,
  streams: Streams,
  command: ReportCommand,
  ids: { report: string; case: string },
  ctx: DecideContext,
  at: string,
): Decision {
  if (command.type === 'report.import')
    return decideImport(state, streams.get(caseStream, ids.case), command, ids, ctx);
  if (command.type === 'report.receive') {
    if (state && state.status !== 'withdrawn')
      return refuse('report.exists', { no: command.outsideNo ?? '' });
    const { type: _type, reportId: _id, ...intake } = command;
    return accept([receivedEvent(ids.report, intake, ctx, at)], { reportId: ids.report });
  }
  if (!state) return refuse('report.unknown', { report: command.reportId });
  if (command.type === 'report.withdraw')
    return decideWithdraw(state, streams.get(caseStream, ids.case), command, ctx, streams);
  const { now, actor } = ctx;
  if (Object.hasOwn(reportMoves, command.type)) {
    const move = command.type as keyof typeof reportMoves;
    const block = reportBlock(state, move, { now, actor, policy: ctx.rules.policy });
    if (block) return { ok: false, refusal: block };
  }
  const decide = onExisting[command.type] as Decide<OnExisting['type']>;
  return decide(state, command, ctx, at, streams);
}
