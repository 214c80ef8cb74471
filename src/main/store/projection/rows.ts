import { handleClock } from '@shared/domain/case/clocks';
import { handledOnTime } from '@shared/domain/case/decide';
import { type CaseState, runningClocks } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import { channelGroup, type LimitGrant } from '@shared/domain/common';
import type { ReportState } from '@shared/domain/report/evolve';
import { isVerifying } from '@shared/domain/report/moves';
import { owesReply } from '@shared/domain/report/state';
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
  /** How many of them are owed a reply, and by when the first of these, where an outside deadline says so. */
  readonly owed: number;
  readonly owedDue: number | null;
  readonly owedYellow: number | null;
}

export const NO_REPORTS: OutsideClock = {
  due: null,
  yellow: null,
  reports: 0,
  first: null,
  owed: 0,
  owedDue: null,
  owedYellow: null,
};

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
    cause: state.cause ?? null,
    owes: owesReply(state) ? 1 : 0,
    replied_at: ms(state.reply?.at),
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

type Pair = readonly [due: number | null, yellow: number | null];
const NO_CLOCK: Pair = [null, null];

/** An instant so far ahead that what has no clock comes behind all that has one, newest first. */
export const NO_DUE = 9_000_000_000_000_000;

/** The order of what is due first, as one number. */
function dueKey(redAt: number | null, receivedAt: number): number {
  return redAt ?? NO_DUE - receivedAt;
}

/** First to come of the stage clock and the outside deadline: what the light hangs on. `clock` null: nothing runs. */
function dueColumns(clock: string | null, stage: Pair, outside: Pair, receivedAt: number): Row {
  const [stageDue, stageYellow] = stage;
  const [outsideDue, outsideYellow] = outside;
  const all = {
    stage_due: stageDue,
    stage_yellow: stageYellow,
    outside_due: outsideDue,
    outside_yellow: outsideYellow,
  };
  if (clock === null)
    return { ...all, clock: null, red_at: null, yellow_at: null, due_key: dueKey(null, receivedAt) };
  const first = (a: number | null, b: number | null): number | null =>
    a === null ? b : b === null ? a : Math.min(a, b);
  const outsideFirst = outsideDue !== null && (stageDue === null || outsideDue < stageDue);
  const redAt = first(stageDue, outsideDue);
  return {
    ...all,
    clock: outsideFirst && clock !== 'reply' ? 'outside' : clock,
    red_at: redAt,
    yellow_at: first(stageYellow, outsideYellow),
    due_key: dueKey(redAt, receivedAt),
  };
}

const pairOf = (grant: LimitGrant | undefined): Pair => [ms(grant?.due), ms(grant?.yellowAt)];

/** Which clock a waiting report is under: the verification while somebody is out, else intake; a refused one's reply. */
function reportClock(state: ReportState): { clock: string | null; stage: Pair } {
  const { verification, status } = state;
  if (status === 'received')
    return isVerifying(state)
      ? { clock: 'verify', stage: pairOf(verification?.grant) }
      : { clock: 'intake', stage: pairOf(state.intake) };
  if (status === 'refused' && owesReply(state))
    return { clock: 'reply', stage: pairOf(state.outside ?? state.refusal?.reply) };
  return { clock: null, stage: NO_CLOCK };
}

const reportStates = {
  received: 'toTakeIn',
  refused: 'refused',
  withdrawn: 'withdrawn',
  linked: 'linked',
} as const;

/**
 * The queue's row of a report that has no case: waiting for intake, refused or withdrawn. Linked ones have one only while stations
 * disagree about them: to which case they belong is then for somebody to decide.
 */
export function reportItem(state: ReportState): Row | null {
  const conflict = state.conflicts?.length ? 1 : 0;
  if (state.status === 'linked' && conflict === 0) return null;
  const receivedAt = toMs(state.receivedAt);
  const { clock, stage } = reportClock(state);
  return {
    id: state.id,
    kind: 'report',
    no: state.outsideNo ?? '',
    title: state.title || state.content.slice(0, 60),
    state: isVerifying(state) && state.status === 'received' ? 'verifying' : reportStates[state.status],
    open: state.status === 'received' ? 1 : 0,
    channel: state.channel,
    ...placeColumns(state.place),
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    class_name: null,
    unit: null,
    priority: 'normal',
    reports: 1,
    returns: 0,
    reworks: 0,
    photos: state.photos.length,
    received_at: receivedAt,
    filed_at: null,
    updated_at: toMs(state.recordedAt),
    closed_at: null,
    handled_at: null,
    on_time: null,
    owner: null,
    hold_until: null,
    to_reply: state.status === 'refused' && owesReply(state) ? 1 : 0,
    supervised: 0,
    urges: 0,
    ask: null,
    follows: null,
    conflict,
    also: null,
    ...dueColumns(clock, stage, NO_CLOCK, receivedAt),
  };
}

function onTimeOf(state: CaseState): number | null {
  // A sheet that gives no closing time says nothing about on time or late.
  if (state.closeKind === 'special') return null;
  const onTime = handledOnTime(state);
  return onTime === undefined ? null : Number(onTime);
}

/** Has it ended in a way that its reporters are to hear of? A merged case's reports went elsewhere. */
function owesReplies(state: CaseState): boolean {
  return state.stage === 'closed' || state.stage === 'void';
}

/** The clocks that a case is under now: of its stage with the outside deadline, or of the replies that it owes once closed. */
function caseDue(state: CaseState, outside: OutsideClock, receivedAt: number): Row {
  const outer: Pair = [outside.due, outside.yellow];
  const inner = firstGrant([
    ...(isFinal(state.stage) ? [] : runningClocks(state).map(({ name, grant }) => ({ name, grant }))),
    ...(state.stage === 'void' || state.stage === 'merged' ? [] : openSupervisions(state)),
  ]);
  if (!isFinal(state.stage)) {
    const clock = inner?.name ?? (outside.due === null ? null : 'outside');
    return dueColumns(clock, pairOf(inner?.grant), outer, receivedAt);
  }
  const columns = endedDue(state, outside, inner, receivedAt);
  return { ...columns, outside_due: outer[0], outside_yellow: outer[1] };
}

interface Named {
  readonly name: string;
  readonly grant: LimitGrant;
}

function firstGrant(grants: readonly Named[]): Named | undefined {
  return [...grants].sort((a, b) => (a.grant.due < b.grant.due ? -1 : 1))[0];
}

function openSupervisions(state: CaseState): Named[] {
  return state.supervisions.flatMap(({ grant, answeredAt }) =>
    answeredAt === undefined ? [{ name: 'supervise', grant }] : [],
  );
}

/** What still runs when a case has ended: the replies that it owes, and an answer to a supervision. */
function endedDue(
  state: CaseState,
  outside: OutsideClock,
  inner: Named | undefined,
  receivedAt: number,
): Row {
  const owed = owesReplies(state) && outside.owed > 0;
  if (!owed) return dueColumns(inner?.name ?? null, pairOf(inner?.grant), NO_CLOCK, receivedAt);
  const reply: Pair = outside.owedDue === null ? pairOf(state.reply) : [outside.owedDue, outside.owedYellow];
  return dueColumns('reply', reply, NO_CLOCK, receivedAt);
}

/** The queue's row of a case; `outside` comes from its reports. */
export function caseItem(state: CaseState, outside: OutsideClock): Row {
  const final = isFinal(state.stage);
  const receivedAt = outside.first ?? toMs(state.filedAt);
  const unanswered = state.supervisions.some((one) => one.answeredAt === undefined);
  return {
    id: state.id,
    kind: 'case',
    no: state.no,
    title: state.title,
    state: state.stage,
    open: final ? 0 : 1,
    channel: state.channel,
    ...placeColumns(state.place),
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    class_name: state.className ?? null,
    unit: state.lead ?? null,
    priority: state.priority,
    reports: outside.reports,
    returns: state.returns.length,
    reworks: state.reworks,
    photos: state.photos.length,
    received_at: receivedAt,
    filed_at: toMs(state.filedAt),
    updated_at: toMs(state.lastAt),
    closed_at: ms(state.closedAt),
    handled_at: ms(state.handledAt),
    on_time: onTimeOf(state),
    owner: state.lastBy,
    hold_until: state.stage === 'onHold' ? ms(state.hold?.until) : null,
    to_reply: owesReplies(state) ? outside.owed : 0,
    supervised: unanswered && (!final || state.stage === 'closed') ? 1 : 0,
    urges: state.urges.length,
    ask: state.ask?.kind ?? null,
    follows: state.follows ?? null,
    conflict: state.conflicts?.length ? 1 : 0,
    also: state.otherNos?.join(' ') ?? null,
    ...caseDue(state, outside, receivedAt),
  };
}

/** What was chosen at each assignment, and what the table said: precedents. */
export function choiceRows(state: CaseState): Row[] {
  return state.choices.map((choice, n) => ({
    case_id: state.id,
    n,
    scheme: state.classRef?.scheme ?? null,
    class: state.classRef?.code ?? null,
    community: state.place.communityCode ?? null,
    grid: state.place.gridCode ?? null,
    unit: choice.unit,
    by: choice.by,
    rule_unit: choice.tableUnit ?? null,
    at: toMs(choice.at),
  }));
}

/** The parts of a case's present round. */
export function partRows(state: CaseState): Row[] {
  return state.parts.map((part) => ({
    case_id: state.id,
    unit: part.unit,
    role: part.role,
    assigned_at: toMs(part.assignedAt),
    handled_at: ms(part.handledAt),
    due: toMs(handleClock(state, part.unit)?.grant.due ?? part.assignedAt),
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
  if (item.kind !== 'case' || item.state === 'void' || item.state === 'merged') return [];
  const counts: [string, string][] = [];
  if (typeof item.filed_at === 'number') counts.push([dayOfMs(item.filed_at), 'filed']);
  if (typeof item.closed_at === 'number') {
    const day = dayOfMs(item.closed_at);
    counts.push([day, 'closed']);
    if (item.on_time !== null) counts.push([day, item.on_time === 1 ? 'closed:onTime' : 'closed:late']);
  }
  return counts;
}
