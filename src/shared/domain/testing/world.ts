import type { CalendarRow } from '../../rules/calendars';
import { RuleBook } from '../../rules/ruleBook';
import type { LimitRow, UnitRow } from '../../rules/tables';
import { addMinutes } from '../../rules/time';
import type { StreamType } from '../aggregate';
import { atTime, type CaseState, caseStream } from '../case/evolve';
import { allowedMoves } from '../case/moves';
import { type CommandInput, envelopeSchema } from '../commands';
import type { DecideContext, DerivedIds, Streams } from '../context';
import { decide } from '../decide';
import type { Decision, Fact, NewEvent } from '../envelope';
import { evolve } from '../evolve';
import { factsOf } from '../facts';
import { mayBegin } from '../firstEvents';
import { versionFor } from '../knowledge';
import type { TableName } from '../registry/events';
import type { TablesState } from '../registry/evolve';
import { reportStream } from '../report/evolve';
import { allowedReportMoves } from '../report/moves';
import { linkedCase, type ReportState } from '../report/state';
import { stateAs } from '../streams';

/** A Tuesday morning at nine: work days to both sides, New Year's Day the day after. */
export const WORLD_START = '2024-12-31T09:00:00.000+08:00';

/** Units that commands of a history name; `spare` is for nobody, so that there is always one without a part. */
export const UNITS = ['cgb', 'hwz', 'zfd', 'swzx'] as const;
export const SPARE_UNIT = 'spare';

/** Who works there: two at the desk, and one who may approve. */
export const OPERATORS = ['op-1', 'op-2', 'boss'] as const;

const unitRows: Omit<UnitRow, 'aliases'>[] = [...UNITS, SPARE_UNIT].map((id) => ({
  id,
  name: `单位 ${id}`,
  short: id,
  nameEn: id,
  kind: 'office',
}));

/** Limits small enough to be counted by hand: 8 work hours to handle, 4 to send back. */
const limitRows: LimitRow[] = [
  { id: 'intake', item: 'intake', value: 1, unit: 'urgentHour' },
  { id: 'verify', item: 'verify', value: 1, unit: 'workHour' },
  { id: 'assign', item: 'assign', value: 1, unit: 'urgentHour' },
  { id: 'handle', item: 'handle', value: 8, unit: 'workHour' },
  { id: 'check', item: 'check', value: 2, unit: 'workHour' },
  { id: 'outside', item: 'outside', value: 15, unit: 'workDay' },
  { id: 'return', item: 'return', value: 4, unit: 'workHour' },
  { id: 'supervise', item: 'supervise', value: 1, unit: 'workDay' },
  { id: 'reply', item: 'reply', value: 2, unit: 'workDay' },
];

const operatorRows = [
  { id: 'op-1', name: '受理 甲', role: 'intake' },
  { id: 'op-2', name: '派遣 乙', role: 'dispatch' },
  { id: 'boss', name: '值班长 丙', role: 'duty' },
];

type Rows = readonly object[];

function tablesOf(id: string, tables: Partial<Record<TableName, Rows>>): TablesState {
  const set = Object.entries(tables).map(([table, rows]) => [table, { table, version: 'test', rows }]);
  return { id, tables: Object.fromEntries(set) };
}

/** A rule book of small tables; what is given replaces them. */
export function ruleBook(
  own: { limits?: LimitRow[]; calendar?: CalendarRow[]; policy?: Rows } = {},
): RuleBook {
  const classes = [{ scheme: 'event', code: '0101', name: '暴露垃圾', group: '市容环境' }];
  return new RuleBook(
    tablesOf('registry:main', {
      units: unitRows.map((row) => ({ ...row, aliases: [] })),
      operators: operatorRows,
      classes,
    }),
    tablesOf('rules:main', {
      limits: own.limits ?? limitRows,
      calendar: own.calendar ?? [],
      policy: own.policy ?? [],
    }),
  );
}

const derived: DerivedIds = {
  reportOf: (channel, outsideNo) => `report:${channel}-${outsideNo}`,
  caseOf: (reportId) => `case:of-${reportId}`,
};

/** Who sits there for a command: whoever is named as its approver has chosen himself at the desk, as he must; else the usual one. */
export function sittingFor(command: CommandInput, usual: string): string {
  return 'approver' in command ? (command.approver ?? usual) : usual;
}

/** Everything that a decision can see and change, in memory: streams, a clock that is set by hand, a rule book. */
export class World implements Streams {
  now = WORLD_START;
  actor: string = 'op-1';
  rules: RuleBook;
  readonly facts: Fact[] = [];
  private readonly states = new Map<string, unknown>();
  private readonly ranks = new Map<string, number>();
  private readonly numbers = new Map<string, number>();
  private seq = 0;

  constructor(rules: RuleBook = ruleBook()) {
    this.rules = rules;
  }

  get<S>(type: StreamType<S>, id: string): S | null {
    return stateAs(type, id, this.states.get(id));
  }
  report(id: string): ReportState | null {
    return this.get(reportStream, id);
  }
  case(id: string): CaseState | null {
    return this.get(caseStream, id);
  }
  reportsOf(caseId: string): string[] {
    return this.reports
      .filter((one) => linkedCase(one) === caseId)
      .map((one) => one.id)
      .sort();
  }

  get reports(): ReportState[] {
    return this.of<ReportState>('report:');
  }
  get cases(): CaseState[] {
    return this.of<CaseState>('case:');
  }

  private of<S>(prefix: string): S[] {
    return [...this.states].filter(([id]) => id.startsWith(prefix)).map(([, state]) => state as S);
  }

  /** Let time pass. */
  wait(minutes: number): this {
    this.now = addMinutes(this.now, minutes);
    return this;
  }

  /** What would be decided; nothing changes. */
  try(command: CommandInput, more: { actor?: string; at?: string; cause?: string } = {}): Decision {
    const { actor = sittingFor(command, this.actor), ...rest } = more;
    const envelope = envelopeSchema.parse({ id: `command-${this.seq}`, command, ...rest });
    return decide(envelope, this, derived, this.context(actor));
  }

  /** Decide, and fold what was decided as it would be read back from a journal. */
  do(command: CommandInput, more: { actor?: string; at?: string; cause?: string } = {}): Decision {
    const decision = this.try(command, more);
    if (decision.ok && decision.events.length > 0 && !mayBegin(command.type, decision.events))
      throw new Error(`${command.type} began with ${decision.events[0]?.type}: see firstEvents`);
    if (decision.ok) this.write(decision.events, more.actor ?? sittingFor(command, this.actor), more.cause);
    return decision;
  }

  /** The same where a refusal is a mistake of the test. Returns the facts that it made. */
  must(command: CommandInput, more: { actor?: string; at?: string; cause?: string } = {}): Fact[] {
    const before = this.facts.length;
    const decision = this.do(command, more);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(decision.refusal)}`);
    return this.facts.slice(before);
  }

  /** The code of the refusal that a command gets, or undefined where it would be accepted. */
  refusal(
    command: CommandInput,
    more: { actor?: string; at?: string; cause?: string } = {},
  ): string | undefined {
    const decision = this.try(command, more);
    return decision.ok ? undefined : decision.refusal.code;
  }

  /** A case as it stands now. @throws where there is none. */
  at(caseId: string): CaseState {
    const state = this.case(caseId);
    if (!state) throw new Error(`No case ${caseId}`);
    return atTime(state, this.now);
  }

  /** The buttons of a case now. */
  buttons(caseId: string, actor = this.actor): string[] {
    return allowedMoves(this.at(caseId), { at: this.now, now: this.now, actor, policy: this.rules.policy });
  }

  /** The buttons of a report now. */
  reportButtons(reportId: string, actor = this.actor): string[] {
    const state = this.report(reportId);
    if (!state) throw new Error(`No report ${reportId}`);
    return allowedReportMoves(state, { now: this.now, actor, policy: this.rules.policy });
  }

  /** Fold a fact that somebody else wrote. */
  fold(fact: Fact): void {
    this.states.set(fact.stream, evolve(this.states.get(fact.stream) ?? null, fact));
    this.ranks.set(fact.stream, Math.max(this.ranks.get(fact.stream) ?? 0, fact.rank));
  }

  /** A copy that goes its own way. */
  fork(): World {
    const other = new World(this.rules);
    other.now = this.now;
    other.actor = this.actor;
    other.seq = this.seq;
    for (const [id, state] of this.states) other.states.set(id, state);
    for (const [id, rank] of this.ranks) other.ranks.set(id, rank);
    for (const [day, n] of this.numbers) other.numbers.set(day, n);
    return other;
  }

  private context(actor: string): DecideContext {
    let made = 0;
    return {
      now: this.now,
      actor,
      rules: this.rules,
      newId: (aggregate) => `${aggregate}:${this.seq}-${made++}`,
      newCaseNo: (at) => {
        const n = (this.numbers.get(at.slice(0, 10)) ?? 0) + 1;
        this.numbers.set(at.slice(0, 10), n);
        return `${at.slice(0, 10).replaceAll('-', '')}-A${String(n).padStart(4, '0')}`;
      },
      callerHash: (phone) => (phone === undefined ? undefined : `hash-${phone}`),
    };
  }

  private write(events: readonly NewEvent[], actor: string, cause: string | undefined): void {
    if (events.length === 0) return;
    this.seq += 1;
    const ranked = events.map(({ stream, type, at, data }) => {
      const rank = (this.ranks.get(stream) ?? 0) + 1;
      this.ranks.set(stream, rank);
      const json = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
      return { stream, type, v: versionFor(type, json), rank, basis: null, at: at ?? this.now, data: json };
    });
    const commit = {
      device: 'world',
      incarnation: 1,
      seq: this.seq,
      hlc: `${this.now}/0000`,
      id: `command-${this.seq}`,
      actor,
      recordedAt: this.now,
      ...(cause ? { cause } : {}),
      prev: '0'.repeat(64),
      events: ranked,
    };
    for (const fact of factsOf(commit)) {
      this.facts.push(fact);
      this.states.set(fact.stream, evolve(this.states.get(fact.stream) ?? null, fact));
    }
  }
}

const PLACE = { text: '冼村路 12 号' };

/** A report by phone, whose caller left his number. */
export function reported(
  more: Partial<Extract<CommandInput, { type: 'report.receive' }>> = {},
): CommandInput {
  return {
    type: 'report.receive',
    channel: 'phone',
    content: '人行道上堆放垃圾',
    place: PLACE,
    receivedAt: WORLD_START,
    ...more,
  };
}

/** A report and the case filed for it. */
export function filed(world: World, name = '1'): { reportId: string; caseId: string } {
  const [reportId, caseId] = [`report:${name}`, `case:${name}`];
  world.must(reported({ reportId, receivedAt: world.now }));
  world.must({ type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId });
  return { reportId, caseId };
}

/** A case given to `hwz`, with `cgb` assisting where asked. */
export function assigned(world: World, name = '1', assisting: string[] = []): string {
  const { caseId } = filed(world, name);
  world.must({ type: 'case.assign', caseId, lead: 'hwz', assisting });
  return caseId;
}

/** A case handled by all of its units. */
export function handledCase(world: World, name = '1', assisting: string[] = []): string {
  const caseId = assigned(world, name, assisting);
  for (const unit of ['hwz', ...assisting]) world.must({ type: 'case.handle', caseId, unit, note: '已清理' });
  return caseId;
}

/** A closed case. */
export function closedCase(world: World, name = '1'): string {
  const caseId = handledCase(world, name);
  world.must({ type: 'case.check', caseId, passed: true, how: 'photo', close: true });
  return caseId;
}

/** The type and commit of the last fact: what an undo names. */
export function lastCommit(world: World): string {
  const fact = world.facts.at(-1);
  if (!fact) throw new Error('Nothing happened yet');
  return `${fact.device}.${fact.incarnation}.${fact.seq}`;
}
