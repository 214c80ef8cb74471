import { maskName, maskPhone, maskText, normalisePhone } from '../../rules/intake/personal';
import { later } from '../../rules/time';
import { caseEvent } from '../case/decide';
import type { CaseState } from '../case/evolve';
import { isFinal } from '../case/moves';
import { maskedPlace } from '../common';
import type { DecideContext } from '../context';
import { accept, type Decision, type NewEvent, refuse } from '../envelope';
import type { ReportCommand } from './commands';
import type {
  CallerView,
  ReportBody,
  ReportEventData,
  ReportEventType,
  SheetFacts,
  SheetState,
} from './events';
import type { ReportState } from './evolve';

type Of<T extends ReportCommand['type']> = Extract<ReportCommand, { type: T }>;
type Intake = Omit<Of<'report.receive'>, 'type' | 'reportId'>;

/** A report event with its payload checked by type; version 1. */
export function reportEvent<T extends ReportEventType>(
  stream: string,
  type: T,
  at: string,
  data: ReportEventData<T>,
  secret?: Record<string, unknown>,
): NewEvent {
  const event = { stream, type, v: 1, at, data: data as Record<string, unknown> };
  return secret ? { ...event, secret: { keyId: stream, value: secret } } : event;
}

function callerView(intake: Intake, ctx: DecideContext): CallerView | undefined {
  const { caller } = intake;
  if (!caller) return undefined;
  const phone = caller.phone ? normalisePhone(caller.phone) : undefined;
  const anonymous = !caller.name || caller.name === '匿名';
  const mask = [caller.name ? maskName(caller.name) : '', phone ? maskPhone(phone) : '']
    .filter(Boolean)
    .join(' ');
  return { mask, hash: ctx.callerHash(phone), anonymous, wishes: caller.wishes };
}

/** The received event of an intake: open words masked, the caller and the words as given sealed. */
export function receivedEvent(stream: string, intake: Intake, ctx: DecideContext, at: string): NewEvent {
  const title = maskText(intake.title);
  const content = maskText(intake.content);
  const what = { channel: intake.channel, appealKind: intake.appealKind };
  const outside = intake.outsideDue
    ? ctx.rules.outsideUntil(intake.receivedAt, intake.outsideDue)
    : intake.appealKind && intake.appealKind !== 'praise' && intake.channel === 'hotline12345'
      ? ctx.rules.grant('outside', what, intake.receivedAt)
      : undefined;
  const { caller, outsideDue: _due, more, ...open } = intake;
  const view = callerView(intake, ctx);
  const body: ReportBody = {
    ...open,
    title,
    content,
    place: maskedPlace(intake.place),
    ...(view ? { caller: view } : {}),
    ...(outside ? { outside } : {}),
    intake: ctx.rules.grant('intake', what, at),
  };
  const words = {
    ...(title !== intake.title ? { title: intake.title } : {}),
    ...(content !== intake.content ? { content: intake.content } : {}),
  };
  const who = caller?.name || caller?.phone ? { name: caller.name, phone: caller.phone } : {};
  const rest = more && Object.keys(more).length > 0 ? { more } : {};
  const secret = { ...words, ...who, ...rest };
  return reportEvent(
    stream,
    'report.received',
    at,
    body,
    Object.keys(secret).length > 0 ? secret : undefined,
  );
}

/** The events with which a sheet's state is honoured: a closed order becomes a closed case, a running one an assigned case. */
function importedCase(
  stream: string,
  caseId: string,
  command: Of<'report.import'>,
  ctx: DecideContext,
): NewEvent[] {
  const start = command.receivedAt;
  const { channel, classRef, place, sheet } = command;
  const unit = sheetUnit(command, ctx);
  const filed = caseEvent(caseId, 'case.filed', start, {
    no: ctx.newCaseNo(start),
    title: maskText(command.title || command.content.slice(0, 40)),
    description: maskText(command.content),
    channel,
    classRef,
    place,
    priority: 'normal',
    assign: ctx.rules.grant('assign', { channel, classRef }, start),
  });
  const events = [reportEvent(stream, 'report.linked', start, { caseId, why: 'imported' }), filed];
  if (!unit) return events;
  events.push(assignedBySheet(caseId, unit, command, ctx));
  if (sheet.state === 'closed') events.push(...closedBySheet(caseId, unit, command, ctx));
  return events;
}

function sheetUnit(command: Of<'report.import'>, ctx: DecideContext): string | undefined {
  const { sheet, classRef, place } = command;
  for (const name of [sheet.section, sheet.unit]) {
    const unit = name ? ctx.rules.unitByName(name) : undefined;
    if (unit) return unit;
  }
  return ctx.rules.propose(classRef, place)?.unit;
}

function assignedBySheet(
  caseId: string,
  unit: string,
  command: Of<'report.import'>,
  ctx: DecideContext,
): NewEvent {
  const { channel, classRef, receivedAt, sheet } = command;
  const text = [sheet.unit, sheet.section].filter(Boolean).join(' ');
  return caseEvent(caseId, 'case.assigned', receivedAt, {
    lead: unit,
    assisting: [],
    choice: { by: 'sheet', ...(text ? { text } : {}) },
    handle: ctx.rules.grant('handle', { channel, classRef, appealKind: command.appealKind }, receivedAt),
  });
}

/** When the order was closed: as the sheet says; else its deadline or the export's time, whichever came first. */
function closedBySheet(
  caseId: string,
  unit: string,
  command: Of<'report.import'>,
  ctx: DecideContext,
): NewEvent[] {
  const latest = command.outsideDue && command.outsideDue < command.asOf ? command.outsideDue : command.asOf;
  const guess = later(latest, command.receivedAt);
  const at = command.closedAt && command.closedAt >= command.receivedAt ? command.closedAt : guess;
  const note = maskText(command.sheet.result ?? '') || '—';
  const check = ctx.rules.grant('check', { channel: command.channel }, at);
  return [
    caseEvent(caseId, 'case.handled', at, { unit, note, photos: [], check }),
    caseEvent(caseId, 'case.checked', at, { passed: true, how: 'sheet', photos: [] }),
    caseEvent(caseId, 'case.closed', at, { kind: command.closedAt ? 'normal' : 'special', note }),
  ];
}

function decideImport(
  state: ReportState | null,
  kase: CaseState | null,
  command: Of<'report.import'>,
  ids: { report: string; case: string },
  ctx: DecideContext,
): Decision {
  if (state && state.status !== 'withdrawn') return decideSheetAgain(state, kase, command, ids, ctx);
  const { type: _type, asOf: _asOf, closedAt: _closed, ...intake } = command;
  const received = receivedEvent(ids.report, intake, ctx, ctx.now);
  const result = { outcome: 'created', reportId: ids.report };
  if (isSentBack(command.sheet.state))
    return accept([received, refusedBySheet(ids.report, command, ctx)], result);
  return accept(
    filesCase(command.sheet.state)
      ? [received, ...importedCase(ids.report, ids.case, command, ctx)]
      : [received],
    result,
  );
}

const filesCase = (state: SheetState): boolean => state === 'closed' || state === 'handling';
const isSentBack = (state: SheetState): boolean => state === 'returned' || state === 'void';

function refusedBySheet(report: string, command: Of<'report.import'>, ctx: DecideContext): NewEvent {
  const { state, stateText } = command.sheet;
  const kind = state === 'void' ? 'void' : 'notAccepted';
  return reportEvent(report, 'report.refused', ctx.now, { kind, reason: stateText ?? state });
}

/** Does this row say what was known before the row that was taken over last: an older export, or higher up in the same one? */
function isOlder(row: SheetFacts, known: SheetFacts | undefined): boolean {
  if (row.asOf === undefined || known?.asOf === undefined) return false;
  if (row.asOf !== known.asOf) return row.asOf < known.asOf;
  return row.file === known.file && (row.row ?? 0) < (known.row ?? 0);
}

/** The same number in a later export: nothing where nothing changed; a newer state is taken over and closes what it closed. */
function decideSheetAgain(
  state: ReportState,
  kase: CaseState | null,
  command: Of<'report.import'>,
  ids: { report: string; case: string },
  ctx: DecideContext,
): Decision {
  const same = { outcome: 'same', reportId: state.id };
  const { sheet } = command;
  if (state.sheet && state.sheet.state === sheet.state && state.sheet.result === sheet.result)
    return accept([], same);
  if (state.sheet?.state === 'closed' || isOlder(sheet, state.sheet)) return accept([], same);
  const events = [reportEvent(state.id, 'report.sheet-updated', ctx.now, { sheet })];
  // Still waiting here, but the hotline has moved on: what a first import would do with this state.
  if (state.status === 'received' && !kase) {
    if (filesCase(sheet.state)) events.push(...importedCase(ids.report, ids.case, command, ctx));
    else if (isSentBack(sheet.state)) events.push(refusedBySheet(ids.report, command, ctx));
  } else if (
    sheet.state === 'closed' &&
    kase &&
    !isFinal(kase.stage) &&
    kase.lead &&
    kase.stage === 'handling' &&
    kase.lastAt <= ctx.now
  ) {
    const asOf = command.asOf >= kase.lastAt && command.asOf <= ctx.now ? command.asOf : ctx.now;
    const closing = { ...command, asOf, receivedAt: kase.lastAt, outsideDue: undefined };
    events.push(...closedBySheet(kase.id, kase.lead, closing, ctx));
  }
  return accept(events, { outcome: 'updated', reportId: state.id });
}

function decideWithdraw(
  state: ReportState,
  kase: CaseState | null,
  command: Of<'report.withdraw'>,
  ctx: DecideContext,
): Decision {
  if (state.status === 'withdrawn') return accept([]);
  if (state.cause !== command.job) return refuse('report.notOfThisImport');
  const own = kase?.cause === command.job;
  if (kase && own && kase.lastCause !== command.job) return refuse('report.touched', { case: kase.no });
  const events = [reportEvent(state.id, 'report.withdrawn', ctx.now, { reason: command.reason })];
  if (kase && own && kase.stage !== 'void')
    events.push(caseEvent(kase.id, 'case.voided', ctx.now, { reason: command.reason }));
  return accept(events);
}

type OnExisting = Exclude<ReportCommand, { type: 'report.receive' | 'report.import' | 'report.withdraw' }>;

const onExisting: {
  [T in OnExisting['type']]: (
    state: ReportState,
    command: Of<T>,
    at: string,
    kase: CaseState | null,
  ) => Decision;
} = {
  'report.describe': (state, { type: _t, reportId: _r, ...data }, at) => {
    const open = {
      ...data,
      ...(data.title ? { title: maskText(data.title) } : {}),
      ...(data.content ? { content: maskText(data.content) } : {}),
      ...(data.place ? { place: maskedPlace(data.place) } : {}),
    };
    return accept([reportEvent(state.id, 'report.described', at, open)]);
  },
  'report.link': (state, command, at, kase) => {
    if (state.status !== 'received') return refuse('report.notWaiting', { status: state.status });
    if (!kase) return refuse('case.unknown', { case: command.caseId });
    if (isFinal(kase.stage)) return refuse('case.final');
    return accept([reportEvent(state.id, 'report.linked', at, { caseId: command.caseId, why: 'merged' })]);
  },
  'report.unlink': (state, command, at) =>
    state.caseId === undefined
      ? refuse('report.notLinked')
      : accept([
          reportEvent(state.id, 'report.unlinked', at, { caseId: state.caseId, reason: command.reason }),
        ]),
  'report.refuse': (state, command, at) =>
    state.status === 'received'
      ? accept([
          reportEvent(state.id, 'report.refused', at, {
            kind: command.kind,
            reason: maskText(command.reason),
          }),
        ])
      : refuse('report.notWaiting', { status: state.status }),
  'report.reply': (state, command, at) =>
    accept([reportEvent(state.id, 'report.replied', at, { text: maskText(command.text) })]),
  'report.reveal': (state, command, at) =>
    accept([reportEvent(state.id, 'report.caller-viewed', at, command.why ? { why: command.why } : {})], {
      reveal: state.id,
    }),
};

/**
 * What may be done with a report. `kase` is the case it is (or would be) linked to, `ids` the computed ids.
 * Refusals: `report.unknown`, `report.exists`, `report.notWaiting`, `report.notLinked`, `report.notOfThisImport`, `case.unknown`, `case.final`.
 */
export function decideReport(
  state: ReportState | null,
  kase: CaseState | null,
  command: ReportCommand,
  ids: { report: string; case: string },
  ctx: DecideContext,
  at: string,
): Decision {
  if (command.type === 'report.import') return decideImport(state, kase, command, ids, ctx);
  if (command.type === 'report.receive') {
    if (state && state.status !== 'withdrawn')
      return refuse('report.exists', { no: command.outsideNo ?? '' });
    const { type: _type, reportId: _id, ...intake } = command;
    return accept([receivedEvent(ids.report, intake, ctx, at)], { reportId: ids.report });
  }
  if (!state) return refuse('report.unknown', { report: command.reportId });
  if (command.type === 'report.withdraw') return decideWithdraw(state, kase, command, ctx);
  const decide = onExisting[command.type] as (
    state: ReportState,
    command: ReportCommand,
    at: string,
    kase: CaseState | null,
  ) => Decision;
  return decide(state, command, at, kase);
}
