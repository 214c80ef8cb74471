import type { CaseState } from '../case/state';
import type { CommandInput } from '../commands';
import type { Conflict } from '../conflicts';
import { Desk, exchange } from './desks';
import { reported } from './world';

// Two desks of a centre that do something without knowing of each other, and what comes of it.

/** The report and the case that all is about. */
export const R = 'report:1';
export const C = 'case:1';
const PLACE = { text: '冼村路 12 号' };
/** Moves on that case, by their names. */
export const file = (caseId = C, reportId = R): CommandInput => ({
  type: 'case.file',
  reportId,
  title: '垃圾',
  place: PLACE,
  caseId,
});
export const assign = (lead: string, assisting: string[] = []): CommandInput => ({
  type: 'case.assign',
  caseId: C,
  lead,
  assisting,
});
export const accept = (unit: string): CommandInput => ({ type: 'case.accept', caseId: C, unit });
export const handle = (unit: string, note = '已清理'): CommandInput => ({
  type: 'case.handle',
  caseId: C,
  unit,
  note,
});
export const giveBack = (unit: string): CommandInput => ({
  type: 'case.return',
  caseId: C,
  unit,
  reason: 'notOurDuty',
});
export const note = (text: string): CommandInput => ({ type: 'case.note', caseId: C, text });
export const describeAs = (more: object): CommandInput => ({ type: 'case.describe', caseId: C, ...more });

/** Two desks that know of one report and what was done with it. */
export function two(...before: CommandInput[]): [Desk, Desk] {
  const [a, b] = [new Desk('a'), new Desk('b')];
  a.must(reported({ reportId: R }));
  for (const command of before) a.must(command);
  exchange(a, b);
  for (const desk of [a, b]) desk.wait(10);
  return [a, b];
}

export function all(desk: Desk, commands: readonly CommandInput[]): void {
  for (const command of commands) desk.wait(1).must(command);
}

/** What two desks do without knowing of each other; then they hear of it. `b` acts later by the clock. */
export function apart(
  before: readonly CommandInput[],
  left: readonly CommandInput[],
  right: readonly CommandInput[],
) {
  const [a, b] = two(...before);
  b.wait(1);
  all(a, left);
  all(b, right);
  exchange(a, b);
  return { a, b };
}

/** What is open at a desk. */
export const open = (desk: Desk, id = C): readonly Conflict[] =>
  (desk.state(id) as { conflicts?: readonly Conflict[] } | null)?.conflicts ?? [];
/** The one conflict that is open. */
export const only = (desk: Desk, id = C): Conflict => {
  const [one, ...more] = open(desk, id);
  if (!one || more.length > 0) throw new Error(`${more.length} conflicts beside ${one?.key}`);
  return one;
};
/** What each desk did, by the types of its events. */
export const types = (conflict: Conflict) =>
  Object.fromEntries(conflict.sides.map(({ device, events }) => [device, events.map(({ type }) => type)]));
/** Choose a desk's side. */
export const settle = (conflict: Conflict, device: string, said?: string): CommandInput => ({
  type: 'case.settle',
  caseId: C,
  key: conflict.key,
  side: `${device}.1`,
  ...(said ? { note: said } : {}),
});

/** The state without what tells who did something last. */
export function bare(state: CaseState | null) {
  const { undo, lastAt, lastBy, movedAt, lastCause, ...rest } = state ?? ({} as CaseState);
  return rest;
}
