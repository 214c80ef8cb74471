import { type CaseState, runningClock } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import { channelGroup } from '@shared/domain/common';
import type { ReportState } from '@shared/domain/report/evolve';
import { dayOf, toMs } from '@shared/rules/time';
import type { SqlValue } from './database';

/** A row as column → value. */
export type Row = Record<string, SqlValue>;

/** The few dates of a report that its case's row depends on. */
export interface OutsideClock {
  readonly due: number | null;
  readonly yellow: number | null;
  readonly reports: number;
  /** When the first of them was received. */
  readonly first: number | null;
}

export const NO_REPORTS: OutsideClock = { due: null, yellow: null, reports: 0, first: null };

/** The columns in which a new row differs from the old one. */
export function changed(row: Row, old: Row): string[] {
  return Object.keys(row).filter((column) => row[column] !== old[column]);
}

const ms = (at: string | undefined): number | null => (at === undefined ? null : toMs(at));

/** The row of a report. */
export function reportRow(state: ReportState): Row {
  const linked = state.status === 'linked';
  return {
    id: state.id,
    channel: state.channel,
    grp: channelGroup(state.channel),
    status: state.status,
    case_id: linked ? (state.caseId ?? null) : null,
    outside_no: state.outsideNo ?? null,
    root_no: state.rootNo ?? null,
    received_at: toMs(state.receivedAt),
    received_day: dayOf(state.receivedAt),
    outside_due: ms(state.outside?.due),
    outside_yellow: ms(state.outside?.yellowAt),
    caller_hash: state.caller?.hash ?? null,
    cause: state.cause ?? null,
  };
}

function placeColumns(place: ReportState['place']): Row {
  return {
    place: place.text,
    community: place.communityCode ?? null,
    grid: place.gridCode ?? null,
    lon: place.lon ?? null,
    lat: place.lat ?? null,
  };
}

/** First to come of the stage clock and the outside deadline: what the light hangs on. */
export function dueColumns(
  open: boolean,
  clock: string | null,
  stage: [number | null, number | null],
  outside: [number | null, number | null],
): Row {
  const [stageDue, stageYellow] = stage;
  const [outsideDue, outsideYellow] = outside;
  const all = {
    stage_due: stageDue,
    stage_yellow: stageYellow,
    outside_due: outsideDue,
    outside_yellow: outsideYellow,
  };
  if (!open) return { ...all, clock: null, red_at: null, yellow_at: null };
  const first = (a: number | null, b: number | null): number | null =>
    a === null ? b : b === null ? a : Math.min(a, b);
  const outsideFirst = outsideDue !== null && (stageDue === null || outsideDue < stageDue);
  return {
    ...all,
    clock: outsideFirst ? 'outside' : clock,
    red_at: first(stageDue, outsideDue),
    yellow_at: first(stageYellow, outsideYellow),
  };
}

const reportStates = { received: 'toTakeIn', refused: 'refused', withdrawn: 'withdrawn' } as const;

/** The queue's row of a report that has no case: waiting for intake, refused or withdrawn. Linked ones have none. */
export function reportItem(state: ReportState): Row | null {
  if (state.status === 'linked') return null;
  const open = state.status === 'received';
  const stage: [number, number] = [toMs(state.intake.due), toMs(state.intake.yellowAt)];
  return {
    id: state.id,
    kind: 'report',
    no: state.outsideNo ?? '',
    title: state.title || state.content.slice(0, 60),
    state: reportStates[state.status],
    open: open ? 1 : 0,
    channel: state.channel,
    ...placeColumns(state.place),
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    unit: null,
    priority: 'normal',
    reports: 1,
    returns: 0,
    reworks: 0,
    photos: state.photos.length,
    received_at: toMs(state.receivedAt),
    filed_at: null,
    updated_at: toMs(state.recordedAt),
    closed_at: null,
    handled_at: null,
    on_time: null,
    ...dueColumns(open, 'intake', open ? stage : [null, null], [null, null]),
  };
}

/** The queue's row of a case; `outside` comes from its reports. */
export function caseItem(state: CaseState, outside: OutsideClock): Row {
  const open = !isFinal(state.stage);
  const running = runningClock(state);
  const handle = state.clocks.findLast((clock) => clock.name === 'handle');
  // A sheet that gives no closing time says nothing about on time or late.
  const known = state.closeKind !== 'special';
  const onTime =
    known && state.handledAt !== undefined && handle ? Number(state.handledAt <= handle.grant.due) : null;
  return {
    id: state.id,
    kind: 'case',
    no: state.no,
    title: state.title,
    state: state.stage,
    open: open ? 1 : 0,
    channel: state.channel,
    ...placeColumns(state.place),
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    unit: state.lead ?? null,
    priority: state.priority,
    reports: outside.reports,
    returns: state.returns.length,
    reworks: state.reworks,
    photos: state.photos.length,
    received_at: outside.first ?? toMs(state.filedAt),
    filed_at: toMs(state.filedAt),
    updated_at: toMs(state.lastAt),
    closed_at: ms(state.closedAt),
    handled_at: ms(state.handledAt),
    on_time: onTime,
    ...dueColumns(
      open,
      running?.name ?? null,
      [ms(running?.grant.due), ms(running?.grant.yellowAt)],
      [outside.due, outside.yellow],
    ),
  };
}

/** The parts of a case's present round. */
export function partRows(state: CaseState): Row[] {
  const handle = state.clocks.findLast((clock) => clock.name === 'handle');
  if (!handle) return [];
  return state.parts.map((part) => ({
    case_id: state.id,
    unit: part.unit,
    role: part.role,
    assigned_at: toMs(part.assignedAt),
    handled_at: ms(part.handledAt),
    due: toMs(handle.grant.due),
  }));
}

/** Every return of a case (退单). */
export function returnRows(state: CaseState): Row[] {
  return state.returns.map((one, n) => ({
    case_id: state.id,
    n,
    unit: one.unit,
    at: toMs(one.at),
    reason: one.reason,
  }));
}

/** What a report adds to the daily counts: withdrawn reports are counted no longer. */
export function reportCounts(row: Row): [day: string, kind: string][] {
  return row.status === 'withdrawn' ? [] : [[String(row.received_day), `reports:${row.grp}`]];
}

/** What a case adds to the daily counts: filed, closed, and closed with handling on time. */
export function caseCounts(item: Row, dayOfMs: (at: number) => string): [day: string, kind: string][] {
  if (item.kind !== 'case' || item.state === 'void') return [];
  const counts: [string, string][] = [];
  if (typeof item.filed_at === 'number') counts.push([dayOfMs(item.filed_at), 'filed']);
  if (typeof item.closed_at === 'number') {
    const day = dayOfMs(item.closed_at);
    counts.push([day, 'closed']);
    if (item.on_time !== null) counts.push([day, item.on_time === 1 ? 'closed:onTime' : 'closed:late']);
  }
  return counts;
}
