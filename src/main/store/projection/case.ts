import { cases } from '@shared/domain/case';
import { handleClock } from '@shared/domain/case/clocks';
import { handledOnTime } from '@shared/domain/case/decide';
import { type CaseState, runningClocks } from '@shared/domain/case/evolve';
import { isFinal } from '@shared/domain/case/moves';
import type { Deadline } from '@shared/domain/common';
import { dayOf, toInstant, toMs } from '@shared/rules/time';
import type { DayCount } from './dayCounts';
import { defineProjection, rowsOf, type StateWriter } from './descriptor';
import type { OutsideClock } from './outsideClocks';
import { type DueTimes, deadlineOf, dueColumns, NO_DEADLINE, placeColumns } from './queue';
import type { RowContext } from './rowContext';
import { ms, type Row } from './rowTables';

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
  const outer: DueTimes = [outside.due, outside.yellow];
  const inner = firstDeadline([
    ...(isFinal(state.stage) ? [] : runningClocks(state).map(({ name, grant }) => ({ name, grant }))),
    ...(state.stage === 'void' || state.stage === 'merged' ? [] : openSupervisions(state)),
  ]);
  if (!isFinal(state.stage)) {
    const clock = inner?.name ?? (outside.due === null ? null : 'outside');
    return dueColumns(clock, deadlineOf(inner?.grant), outer, receivedAt);
  }
  const columns = endedDue(state, outside, inner, receivedAt);
  return { ...columns, outside_due: outer[0], outside_yellow: outer[1] };
}

interface Named {
  readonly name: string;
  readonly grant: Deadline;
}

function firstDeadline(grants: readonly Named[]): Named | undefined {
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
  if (!owed) return dueColumns(inner?.name ?? null, deadlineOf(inner?.grant), NO_DEADLINE, receivedAt);
  const reply: DueTimes =
    outside.owedDue === null ? deadlineOf(state.reply) : [outside.owedDue, outside.owedYellow];
  return dueColumns('reply', reply, NO_DEADLINE, receivedAt);
}

/** The queue's row of a case; `outside` comes from its reports. */
function caseItem(state: CaseState, outside: OutsideClock): Row {
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
function choiceRows(state: CaseState): Row[] {
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
function partRows(state: CaseState): Row[] {
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
function returnRows(state: CaseState): Row[] {
  return state.returns.map((one, n) => ({
    case_id: state.id,
    n,
    unit: one.unit,
    at: toMs(one.at),
    reason: one.reason,
  }));
}

const dayOfMs = (at: number): string => dayOf(toInstant(at));

/** What a case adds to the daily counts: filed, closed, and closed with handling on time. */
function caseCounts(item: Row): DayCount[] {
  if (item.kind !== 'case' || item.state === 'void' || item.state === 'merged') return [];
  const counts: DayCount[] = [];
  if (typeof item.filed_at === 'number') counts.push([dayOfMs(item.filed_at), 'filed']);
  if (typeof item.closed_at === 'number') {
    const day = dayOfMs(item.closed_at);
    counts.push([day, 'closed']);
    if (item.on_time !== null) counts.push([day, item.on_time === 1 ? 'closed:onTime' : 'closed:late']);
  }
  return counts;
}

/** What is written of one case. */
interface CaseRows {
  readonly item: Row | undefined;
  readonly outside: OutsideClock;
  readonly parts: readonly Row[];
  readonly returned: readonly Row[];
  readonly choices: readonly Row[];
}

/** Cases whose rows are remembered: some days' work. */
const REMEMBERED = 2000;

/** Writes cases: the queue's row, and their parts, returns and choices. */
class CaseWriter implements StateWriter<CaseState> {
  /** Rows of the cases in work, as they are written. */
  private readonly cases = new Map<string, CaseRows>();

  constructor(private readonly to: RowContext) {}

  write(id: string, state: CaseState | null): void {
    const { tables, queue, days } = this.to;
    const old = this.written(id);
    if (!state) {
      this.drop(id, old);
      return;
    }
    const rows = {
      item: caseItem(state, old.outside),
      outside: old.outside,
      parts: partRows(state),
      returned: returnRows(state),
      choices: choiceRows(state),
    };
    days.move(old.item ? caseCounts(old.item) : [], caseCounts(rows.item));
    queue.write(id, rows.item, old.item);
    tables.replace('part', ['case_id', id], 'unit', rows.parts, old.parts);
    tables.replace('returned', ['case_id', id], 'n', rows.returned, old.returned);
    tables.replace('choice', ['case_id', id], 'n', rows.choices, old.choices);
    if (!tables.filling) this.remember(id, rows);
  }

  forget(id?: string): void {
    if (id === undefined) this.cases.clear();
    else this.cases.delete(id);
  }

  private drop(id: string, old: CaseRows): void {
    if (!old.item) return;
    const { tables, queue, days } = this.to;
    days.move(caseCounts(old.item), []);
    queue.write(id, null, old.item);
    for (const table of ['part', 'returned', 'choice']) tables.clear(table, 'case_id', id);
    this.cases.delete(id);
  }

  /** What is written of a case: remembered for those in work, else read. */
  private written(id: string): CaseRows {
    const { tables, queue, outside } = this.to;
    if (tables.filling)
      return { item: undefined, outside: outside.of(id), parts: [], returned: [], choices: [] };
    const of = (table: string): Row[] => tables.db.all<Row>(`SELECT * FROM ${table} WHERE case_id=?`, [id]);
    return (
      this.cases.get(id) ?? {
        item: queue.row(id),
        outside: outside.of(id),
        parts: of('part'),
        returned: of('returned'),
        choices: of('choice'),
      }
    );
  }

  private remember(id: string, rows: CaseRows): void {
    if (this.cases.size >= REMEMBERED) this.cases.clear();
    this.cases.set(id, rows);
  }
}

/** Cases (案卷) with what belongs to them. */
export const caseProjection = defineProjection({
  tables: {
    part: {
      create:
        'CREATE TABLE part (case_id TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL, assigned_at INTEGER NOT NULL, handled_at INTEGER, due INTEGER NOT NULL, PRIMARY KEY (case_id, unit)) WITHOUT ROWID',
      compared: { order: 'case_id, unit' },
    },
    returned: {
      create:
        'CREATE TABLE returned (case_id TEXT NOT NULL, n INTEGER NOT NULL, unit TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (case_id, n)) WITHOUT ROWID',
      compared: { order: 'case_id, n' },
    },
    choice: {
      create: `CREATE TABLE choice (
  case_id TEXT NOT NULL, n INTEGER NOT NULL, scheme TEXT, class TEXT, community TEXT, grid TEXT, unit TEXT NOT NULL,
  "by" TEXT NOT NULL, rule_unit TEXT, at INTEGER NOT NULL, PRIMARY KEY (case_id, n)
) WITHOUT ROWID`,
      compared: { order: 'case_id, n' },
    },
  },
  indexes: [
    'CREATE INDEX part_unit ON part (unit, handled_at)',
    'CREATE INDEX choice_class ON choice (class, scheme, community, at)',
    'CREATE INDEX returned_unit ON returned (unit, at)',
  ],
  streamRows: rowsOf(cases, (context) => new CaseWriter(context)),
});
