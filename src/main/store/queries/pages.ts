import { CodedError } from '@shared/contract/errors';
import type {
  CasePage,
  ClockView,
  HistoryLine,
  ProposalView,
  ReportPage,
  ReportView,
} from '@shared/contract/models';
import type { CaseState } from '@shared/domain/case/evolve';
import { allowedMoves, isFinal } from '@shared/domain/case/moves';
import type { ClassRef, LimitGrant, Place } from '@shared/domain/common';
import type { Fact } from '@shared/domain/envelope';
import type { ReportState } from '@shared/domain/report/evolve';
import { DAY_MS } from '@shared/rules/time';
import type { QueryContext } from './context';
import { itemById, itemOf } from './items';

/** “Near” on the case page, in metres; and for how long cases of the same class count as precedents. */
const NEAR_M = 100;
const PRECEDENT_DAYS = 90;
const SAME_DAYS = 30;
const METRES_PER_DEGREE = 111_320;

/** A stream's facts as lines of a history: open data only, what is sealed stays sealed. */
export function historyOf(facts: readonly Fact[]): HistoryLine[] {
  return facts.map(({ ref, stream, type, at, recordedAt, actor, onBehalfOf, via, cause, data }) => ({
    ref,
    stream,
    type,
    at,
    recordedAt,
    actor,
    ...(onBehalfOf ? { onBehalfOf } : {}),
    ...(via ? { via } : {}),
    ...(cause ? { cause } : {}),
    data,
  }));
}

function lightAt(grant: LimitGrant, at: string): ClockView['light'] {
  if (at > grant.due) return 'red';
  return at >= grant.yellowAt ? 'yellow' : 'green';
}

function clockView(
  name: ClockView['name'],
  grant: LimitGrant,
  intervals: readonly { from: string; to?: string | undefined }[],
  now: string,
): ClockView {
  const last = intervals.at(-1);
  const running = last !== undefined && last.to === undefined;
  return {
    name,
    grant,
    intervals: intervals.map(({ from, to }) => (to === undefined ? { from } : { from, to })),
    running,
    light: lightAt(grant, running ? now : (last?.to ?? now)),
  };
}

/** A report as screens may see it. */
function reportView(state: ReportState, context: QueryContext): ReportView {
  const hash = state.caller?.hash;
  const sameCaller = hash
    ? context.db.number('SELECT count(*) FROM report WHERE caller_hash=? AND id<>?', [hash, state.id])
    : 0;
  const { refusal, linkedAt: _linked, cause: _cause, ...open } = state;
  return { ...open, ...(refusal ? { refusal } : {}), sameCaller } as ReportView;
}

/** The proposed unit with its reason: the rule, and what happened to cases of this class in the last 90 days. */
function proposal(classRef: ClassRef | undefined, place: Place, context: QueryContext): ProposalView | null {
  const proposed = context.rules.propose(classRef, place);
  if (!proposed || !classRef) return null;
  const since = context.nowMs - PRECEDENT_DAYS * DAY_MS;
  const { db } = context;
  const same = "class=? AND kind='case' AND filed_at>=?";
  return {
    unit: proposed.unit,
    rule: proposed.rule,
    ...(proposed.basis ? { basis: proposed.basis } : {}),
    similar: db.number(`SELECT count(*) FROM item WHERE ${same}`, [classRef.code, since]),
    doneByUnit: db.number(`SELECT count(*) FROM item WHERE ${same} AND unit=? AND closed_at IS NOT NULL`, [
      classRef.code,
      since,
      proposed.unit,
    ]),
    returnedByUnit: db.number(
      'SELECT count(*) FROM returned r JOIN item i ON i.id=r.case_id WHERE r.unit=? AND i.class=? AND r.at>=?',
      [proposed.unit, classRef.code, since],
    ),
  };
}

function nearby(
  id: string,
  place: Place,
  classRef: ClassRef | undefined,
  context: QueryContext,
): CasePage['nearby'] {
  if (place.lon === undefined || place.lat === undefined) return { open: [], sameClass30d: 0 };
  const dLat = NEAR_M / METRES_PER_DEGREE;
  const dLon = dLat / Math.cos((place.lat * Math.PI) / 180);
  const box = [place.lon - dLon, place.lon + dLon, place.lat - dLat, place.lat + dLat];
  const inBox = 'lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?';
  const open = context.db.all(
    `SELECT * FROM item WHERE open=1 AND kind='case' AND id<>? AND ${inBox} ORDER BY received_at DESC LIMIT 20`,
    [id, ...box],
  );
  const sameClass30d = classRef
    ? context.db.number(
        `SELECT count(*) FROM item WHERE class=? AND kind='case' AND filed_at>=? AND ${inBox}`,
        [classRef.code, context.nowMs - SAME_DAYS * DAY_MS, ...box],
      )
    : 0;
  return { open: open.map((row) => itemOf(row, context)), sameClass30d };
}

function caseClocks(state: CaseState, reports: readonly ReportState[], now: string): ClockView[] {
  const clocks = reports
    .slice(0, 1)
    .map((report) =>
      clockView('intake', report.intake, [{ from: report.intake.start, to: report.linkedAt }], now),
    );
  for (const clock of state.clocks) clocks.push(clockView(clock.name, clock.grant, clock.intervals, now));
  const binding = reports
    .map((report) => report.outside)
    .filter((grant) => grant !== undefined)
    .sort((a, b) => (a.due < b.due ? -1 : 1))[0];
  if (binding)
    clocks.push(
      clockView(
        'outside',
        binding,
        [{ from: binding.start, ...(isFinal(state.stage) ? { to: state.closedAt } : {}) }],
        now,
      ),
    );
  return clocks;
}

/** The case page. Errors: `case.unknown`. */
export function casePage(id: string, context: QueryContext): CasePage {
  const state = context.state(id) as CaseState | null;
  const item = itemById(id, context);
  if (!state || !item) throw new CodedError('case.unknown', { case: id });
  const ids = context.db
    .all<{ id: string }>('SELECT id FROM report WHERE case_id=? ORDER BY received_at', [id])
    .map((row) => row.id);
  const reports = ids.map((one) => context.state(one) as ReportState);
  const own = context.facts(id);
  const facts = [...own, ...ids.flatMap((one) => context.facts(one))].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.hlc < b.hlc ? -1 : 1,
  );
  const waits = state.stage === 'toAssign' || state.stage === 'returned';
  const { follows, filedAt, assignedAt, handledAt, closedAt, closeKind } = state;
  return {
    item,
    description: state.description,
    place: state.place,
    filedAt,
    ...definedOnly({ follows, assignedAt, handledAt, closedAt, closeKind }),
    parts: [...state.parts] as CasePage['parts'],
    photos: [
      ...state.photos,
      ...reports.flatMap((report) => report.photos.map((photo) => ({ ...photo, at: report.receivedAt }))),
    ],
    clocks: caseClocks(state, reports, context.now),
    reports: reports.map((report) => reportView(report, context)),
    history: historyOf(facts),
    moves: allowedMoves(state),
    proposal: waits ? proposal(state.classRef, state.place, context) : null,
    nearby: nearby(id, state.place, state.classRef, context),
    basis: own.at(-1)?.ref ?? '',
  };
}

/** The page of a report that has no case. Errors: `report.unknown`. */
export function reportPage(id: string, context: QueryContext): ReportPage {
  const state = context.state(id) as ReportState | null;
  const item = itemById(id, context);
  if (!state || !item) throw new CodedError('report.unknown', { report: id });
  const facts = context.facts(id);
  const ended = state.status === 'received' ? undefined : facts.at(-1)?.at;
  return {
    item,
    report: reportView(state, context),
    clock: clockView('intake', state.intake, [{ from: state.intake.start, to: ended }], context.now),
    history: historyOf(facts),
    proposal: proposal(state.classRef, state.place, context),
    nearby: nearby(id, state.place, state.classRef, context),
    basis: facts.at(-1)?.ref ?? '',
  };
}

function definedOnly<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
