import { stageClocks } from '../case/clocks';
import { type CaseState, runningClocks } from '../case/evolve';
import { isFinal } from '../case/moves';
import { isVerifying } from '../report/moves';
import type { ReportState } from '../report/state';

type Ran = readonly { readonly from: string; readonly to?: string | undefined }[];

/** What is wrong with the stretches of a clock: one ends before it begins, two overlap, one that is not the last is open. */
export function stretchWrongs(ran: Ran, what: string): string[] {
  return ran.flatMap(({ from, to }, i) => {
    const before = ran[i - 1]?.to;
    return [
      ...(to === undefined && i < ran.length - 1 ? [`${what}: an open stretch is not the last`] : []),
      ...(to !== undefined && to < from ? [`${what}: ends at ${to} before it begins at ${from}`] : []),
      ...(before !== undefined && from < before ? [`${what}: begins at ${from} before ${before}`] : []),
    ];
  });
}

const names = (clocks: readonly { name: string; unit?: string | undefined }[]): string =>
  clocks
    .map(({ name, unit }) => (unit ? `${name} ${unit}` : name))
    .sort()
    .join(', ');

/**
 * What is wrong with a case as it stands: a clock runs in a final stage; in another one not exactly those of the stage, or
 * none at all; a hold that does not know when it goes on; a unit asks for time and has nothing to do.
 */
export function caseWrongs(state: CaseState): string[] {
  const { id, stage, hold, clocks, ask, parts } = state;
  const running = runningClocks(state);
  const due = names(stageClocks(state));
  const wrong = clocks.flatMap((clock) => stretchWrongs(clock.intervals, `${id}, ${names([clock])}`));
  if (names(running) !== due) wrong.push(`${id} ${stage}: ${names(running)} run, not ${due}`);
  if (!isFinal(stage) && running.length === 0) wrong.push(`${id} ${stage}: nothing runs`);
  if (stage === 'onHold' && running.some((clock) => clock.intervals.at(-1)?.from !== hold?.until))
    wrong.push(`${id}: a clock does not go on when the hold ends`);
  if (ask && !parts.some(({ unit, handledAt }) => unit === ask.unit && handledAt === undefined))
    wrong.push(`${id} ${stage}: ${ask.unit} asks for ${ask.kind} and has nothing open`);
  return wrong;
}

/** What is wrong with a report: its intake clock does not run just while it waits here; it is nowhere. */
export function reportWrongs(
  state: ReportState,
  caseOf: (id: string) => Pick<CaseState, 'stage'> | null,
): string[] {
  const { id, status, caseId, intakeRan } = state;
  const wrong = stretchWrongs(intakeRan, `${id}, intake`);
  const runs = intakeRan.at(-1)?.to === undefined;
  const waits = status === 'received' && !isVerifying(state);
  if (runs !== waits) wrong.push(`${id} ${status}: intake ${runs ? 'runs' : 'stands'}`);
  if (status === 'received' && caseId !== undefined) wrong.push(`${id} waits and has a case`);
  if (status === 'refused' && !state.refusal) wrong.push(`${id} refused without words`);
  if (status === 'linked' && !caseOf(caseId ?? '')) wrong.push(`${id} is linked to nothing`);
  return wrong;
}
