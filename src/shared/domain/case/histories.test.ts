import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInstant } from '../../rules/time';
import type { CommandInput } from '../commands';
import { aggregateOf, commitOf, type Fact } from '../envelope';
import { reportEvents } from '../report/events';
import { reportMoves } from '../report/moves';
import type { ReportState } from '../report/state';
import {
  caseTries,
  type PressedMove,
  reportTries,
  SPARE_CASE,
  SPARE_REPORT,
  wayToClose,
} from '../testing/tries';
import { filed, type OPERATORS, reported, SPARE_UNIT, World } from '../testing/world';
import { caseWrongs, reportWrongs } from '../testing/wrongs';
import { caseEvents } from './events';
import type { CaseState } from './evolve';
import { caseMoves, isFinal } from './moves';

/** Histories tried: many more at night. */
const NIGHTLY = Boolean(process.env.XIUHUA_NIGHTLY);
const RUNS = NIGHTLY ? 10_000 : 500;

interface Step {
  readonly minutes: number;
  readonly actor: (typeof OPERATORS)[number];
  readonly what: number;
  readonly which: number;
  readonly sensible: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  minutes: fc.constantFrom(0, 0, 1, 5, 20, 90, 240, 1440, 4320),
  actor: fc.constantFrom('op-1', 'op-1', 'op-1', 'op-2', 'boss'),
  what: fc.noBias(fc.nat(9999)),
  which: fc.noBias(fc.nat(9999)),
  sensible: fc.constantFrom(true, true, true, true, false),
});
const histories = fc.array(step, { minLength: 5, maxLength: 60 });

/** What leads a case on is chosen more often than what is said beside it, and what ends it only now and then. */
const beside: readonly PressedMove[] = [
  'case.describe',
  'case.note',
  'case.urge',
  'case.supervise',
  'case.answerSupervision',
  'case.undo',
];
const ending: readonly PressedMove[] = ['case.forceClose', 'case.void', 'case.merge', 'case.return'];

function weighted(allowed: readonly PressedMove[], which: number): PressedMove[] {
  const onward = allowed.filter((move) => !beside.includes(move) && !ending.includes(move));
  if (which % 4 > 0 && onward.length > 0) return onward;
  if (which % 8 > 0) return [...onward, ...allowed.filter((move) => beside.includes(move))];
  return [...allowed];
}

/** The command of a step: a new report, a move on one, or, mostly, a move on a case. */
function commandOf(world: World, { what, which, sensible }: Step): CommandInput {
  const reports = world.reports.filter(({ id }) => id !== SPARE_REPORT);
  const cases = world.cases.filter(({ id }) => id !== SPARE_CASE);
  const kind = what % 10;
  if (reports.length === 0 || (kind === 0 && reports.length < 6)) {
    const outside = which % 2 === 0 ? ({ channel: 'hotline12345', appealKind: 'help' } as const) : {};
    return reported({ ...outside, receivedAt: world.now, title: '垃圾' });
  }
  const id = reports[which % reports.length]?.id ?? '';
  const oneCase = cases[which % Math.max(1, cases.length)]?.id;
  if (oneCase === undefined || kind < 3) {
    const moves = Object.values(reportTries(world, id));
    const allowed = world.reportButtons(id);
    const all = Object.entries(reportTries(world, id)).filter(([move]) => allowed.includes(move));
    const tries = sensible && all.length > 0 ? all.map(([, commands]) => commands) : moves;
    return pick(pick(tries, Math.floor(what / 10)), which);
  }
  const tries = caseTries(world, oneCase);
  const all = Object.keys(tries) as PressedMove[];
  const allowed = all.filter((move) => world.buttons(oneCase).includes(move));
  const sensibly = weighted(allowed, Math.floor(which / 10));
  const moves = sensible && sensibly.length > 0 ? sensibly : all;
  // One unit has nothing to do with any case, so that there is always one that could be added.
  const own = tries[pick(moves, Math.floor(what / 10))].filter(
    (one) => !('unit' in one && one.unit === SPARE_UNIT),
  );
  return pick(own, which);
}

function pick<T>(from: readonly T[], n: number): T {
  const one = from[n % from.length];
  if (one === undefined) throw new Error('Nothing to pick from');
  return one;
}

/** Where a fact must say why: the field that does. */
const why: Readonly<Record<string, string>> = {
  'case.voided': 'reason',
  'case.reopened': 'reason',
  'case.split': 'reason',
  'case.returned': 'reason',
  'case.asked': 'reason',
  'case.supervised': 'text',
  'case.supervision-answered': 'text',
  'case.answered': 'approver',
  'case.handled': 'note',
  'report.refused': 'reason',
  'report.unlinked': 'reason',
  'report.verified': 'note',
};

/** (c) actor, time and reason; (f) the schema of its type reads back exactly what was written. */
function checkFact(fact: Fact): void {
  expect(fact.actor).not.toBe('');
  expect(isInstant(fact.at)).toBe(true);
  const field = why[fact.type];
  if (field) expect(String(fact.data[field] ?? '').trim(), `${fact.type} says ${field}`).not.toBe('');
  if (fact.type === 'case.closed' && fact.data.kind === 'forced')
    expect([fact.data.note, fact.data.approver]).toEqual([
      expect.stringMatching(/\S/),
      expect.stringMatching(/\S/),
    ]);
  const schemas: Record<string, { parse(data: unknown): unknown }> = { ...caseEvents, ...reportEvents };
  const schema = schemas[fact.type];
  expect(schema, `${fact.type} has a schema`).toBeDefined();
  expect(schema?.parse(fact.data)).toEqual(fact.data);
}

/** (b) clocks run where they must, and nowhere else; (g) every report is somewhere. */
function checkStates(world: World): void {
  for (const { id } of world.cases) expect(caseWrongs(world.at(id))).toEqual([]);
  for (const report of world.reports) {
    expect(reportWrongs(report, (id) => world.case(id))).toEqual([]);
    // A merged case holds none: they went over with it.
    if (report.status === 'linked') expect(world.case(report.caseId ?? '')?.stage).not.toBe('merged');
  }
}

/** (d) a button is shown exactly where some well-formed command of its move is accepted. */
function checkButtons(world: World): void {
  for (const { id } of world.cases.filter((one) => one.id !== SPARE_CASE)) {
    const shown = world.buttons(id);
    for (const [move, tries] of Object.entries(caseTries(world, id))) {
      const accepted = tries.some((command) => world.refusal(command) === undefined);
      expect(accepted, `${move} in ${world.at(id).stage}`).toBe(shown.includes(move));
    }
  }
  for (const { id } of world.reports.filter((one) => one.id !== SPARE_REPORT)) {
    const shown = world.reportButtons(id);
    for (const [move, tries] of Object.entries(reportTries(world, id))) {
      const accepted = tries.some((command) => world.refusal(command) === undefined);
      expect(accepted, `${move} of a ${world.report(id)?.status} report`).toBe(shown.includes(move));
    }
  }
}

function essence(state: CaseState | null): unknown {
  if (!state) return null;
  const { undo: _u, lastAt: _a, lastBy: _b, lastCause: _c, ...rest } = state;
  return rest;
}

/** (e) what was just done, taken back, leaves everything as it was. */
function checkUndo(before: World, after: World, facts: readonly Fact[]): void {
  const [first] = facts;
  if (!first || first.type.endsWith('.undone')) return;
  const { stream } = first;
  const undone = after.fork();
  const commit = commitOf(first.ref);
  if (aggregateOf(stream) === 'case') {
    if (after.case(stream)?.undo?.commit !== commit) return;
    undone.must({ type: 'case.undo', caseId: stream, commit }, { actor: first.actor });
    // The state before is what it was by then: a hold may have come to its end.
    expect(essence(undone.at(stream))).toEqual(essence(before.at(stream)));
  } else {
    if (after.report(stream)?.undo?.commit !== commit) return;
    undone.must({ type: 'report.undo', reportId: stream, commit }, { actor: first.actor });
    const { undo: _u, ...was } = before.report(stream) ?? ({} as Partial<ReportState>);
    const { undo: _v, ...is } = undone.report(stream) ?? ({} as Partial<ReportState>);
    expect(is).toEqual(was);
  }
}

const links = (world: World) => world.reports.map(({ id, status, caseId }) => [id, status, caseId]);

/** (g) a merger taken back leaves every report where it was, and the case at its stage. */
function checkSplit(before: World, after: World, command: CommandInput): void {
  if (command.type !== 'case.merge') return;
  const back = after.fork();
  back.must({ type: 'case.unmerge', caseId: command.caseId, reason: '拆分' });
  expect(links(back)).toEqual(links(before));
  const [is, was] = [back.at(command.caseId), before.at(command.caseId)];
  expect([is.stage, is.parts, is.ask]).toEqual([was.stage, was.parts, was.ask]);
}

/** (a) from every stage that is not final there is a normal way to the end. */
function checkWay(world: World, id: string): void {
  const state = world.at(id);
  if (isFinal(state.stage)) return;
  const way = wayToClose(world, id);
  expect(way, `a way to close from ${state.stage}`).toBeDefined();
}

const met = { stages: new Set<string>(), moves: new Set<string>() };

function run(history: readonly Step[]): void {
  const world = new World();
  filed(world, 'spare');
  filed(world, '1');
  for (const [n, one] of history.entries()) {
    world.wait(one.minutes);
    world.actor = one.actor;
    const command = commandOf(world, one);
    const before = world.fork();
    const made = world.facts.length;
    const decision = world.do(command);
    const facts = world.facts.slice(made);
    if (decision.ok) met.moves.add(command.type);
    for (const fact of facts) checkFact(fact);
    const touched = new Set(facts.map(({ stream }) => stream).filter((id) => id.startsWith('case:')));
    for (const id of touched) {
      met.stages.add(world.at(id).stage);
      checkWay(world, id);
    }
    checkStates(world);
    checkUndo(before, world, facts);
    if (facts.length > 0) checkSplit(before, world, command);
    if (n % 5 === 4) checkButtons(world);
  }
  checkButtons(world);
}

describe('whatever happens to a case', () => {
  it(
    'leads on: clocks true, reasons given, buttons right, undoing exact, nothing lost, no dead end',
    () => {
      fc.assert(
        fc.property(histories, (history) => run(history)),
        { seed: 20241231, numRuns: RUNS },
      );
      // The histories are not empty talk: every move was made, and every stage was met.
      const moves = [...Object.keys(caseMoves), ...Object.keys(reportMoves)].filter(
        // One desk alone is never at odds with another.
        (move) => move !== 'case.reckon' && !move.endsWith('.settle'),
      );
      expect(moves.filter((move) => !met.moves.has(move))).toEqual([]);
      expect([...met.stages].sort()).toEqual(
        [...new Set(Object.values(caseMoves).flatMap(({ from }) => from)), 'void']
          .filter((stage, i, all) => all.indexOf(stage) === i)
          .sort(),
      );
    },
    NIGHTLY ? 45 * 60_000 : 120_000,
  );
});
