import { afterLast, isFarAhead } from '../../rules/clockAhead';
import { maskText } from '../../rules/intake/personal';
import { later } from '../../rules/time';
import { caseEvent } from '../case/deciding';
import type { CaseState } from '../case/evolve';
import { isFinal } from '../case/moves';
import type { DecideContext } from '../context';
import { accept, type Decision, type NewEvent } from '../envelope';
import type { ReportCommand } from './commands';
import { reportEvent } from './event';
import type { SheetFacts, SheetState } from './events';
import type { ReportState } from './evolve';
import { receivedEvent } from './receive';

type Of<T extends ReportCommand['type']> = Extract<ReportCommand, { type: T }>;

/** The events with which a sheet's state is honoured: a closed order becomes a closed case, a running one an assigned case. */
function importedCase(
  stream: string,
  caseId: string,
  command: Of<'report.import'>,
  ctx: DecideContext,
): NewEvent[] {
  const start = command.receivedAt;
  const { channel, classRef, place, sheet, appealKind } = command;
  const row = ctx.rules.classRow(classRef);
  const unit = sheetUnit(command, ctx);
  const filed = caseEvent(caseId, 'case.filed', start, {
    no: ctx.newCaseNo(start),
    title: maskText(command.title || command.content.slice(0, 40)),
    description: maskText(command.content),
    channel,
    appealKind,
    classRef,
    ...(row ? { className: row.name, catalogue: ctx.rules.catalogue } : {}),
    place,
    priority: 'normal',
    assign: ctx.rules.deadline('assign', { channel, classRef }, start),
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
    handle: ctx.rules.deadline('handle', { channel, classRef, appealKind: command.appealKind }, receivedAt),
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
  const check = ctx.rules.deadline('check', { channel: command.channel }, at);
  return [
    caseEvent(caseId, 'case.handled', at, { unit, note, photos: [], check }),
    caseEvent(caseId, 'case.checked', at, { passed: true, how: 'sheet', photos: [] }),
    caseEvent(caseId, 'case.closed', at, { kind: command.closedAt ? 'normal' : 'special', note }),
  ];
}

/** What a row of a hotline sheet makes: a report with the case that its state stands for, or what it changes on a known one. */
export function decideImport(
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
    kase.stage === 'handling'
  ) {
    // Another station's clock may have been ahead: then it ends when it was last touched, or now where that clock was wrong.
    const last = isFarAhead(kase.lastAt, ctx.now) ? command.receivedAt : kase.lastAt;
    const asOf = command.asOf >= last && command.asOf <= ctx.now ? command.asOf : afterLast(ctx.now, last);
    const closing = { ...command, asOf, receivedAt: last, outsideDue: undefined };
    events.push(...closedBySheet(kase.id, kase.lead, closing, ctx));
  }
  return accept(events, { outcome: 'updated', reportId: state.id });
}
