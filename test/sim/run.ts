import type { Meeting } from './hubs';
import { type Plan, type Step, textOf } from './plan';
import { type Programs, Simulation, SimulationError } from './simulation';
import type { Ground, TrueTime } from './site';
import type { Tally } from './tally';

/** How many plans are tried to make a failing one smaller; 0 leaves it as it is. */
const SHRINKS = Number(process.env.SIM_SHRINK ?? 60);

type Meet = (time: TrueTime) => Promise<Meeting>;

/**
 * Carry a plan out. Where it fails, fewer and fewer of its steps are tried, and the smallest that fails is told.
 * @throws SimulationError with the seed and all that happened.
 */
export async function simulate(plan: Plan, ground: Ground, meet: Meet, programs?: Programs): Promise<Tally> {
  const failure = await resultOf(plan, ground, meet, programs);
  if (!(failure instanceof SimulationError)) return failure;
  const smallest = await shrink(failure, ground, meet, programs);
  const { seed, stations, steps } = smallest.plan;
  smallest.message += `\nstations: ${stations}, seed: ${seed}, steps:\n${steps.map(textOf).join(' ')}`;
  throw smallest;
}

async function resultOf(
  plan: Plan,
  ground: Ground,
  meet: Meet,
  programs?: Programs,
): Promise<SimulationError | Tally> {
  try {
    return await Simulation.run(plan, ground, meet, programs);
  } catch (error) {
    if (error instanceof SimulationError) return error;
    throw error;
  }
}

/** Leave steps out, first many at once, as long as it still fails in the same way. */
async function shrink(
  failure: SimulationError,
  ground: Ground,
  meet: Meet,
  programs?: Programs,
): Promise<SimulationError> {
  let smallest = failure;
  let left = SHRINKS;
  const without = (from: number, count: number): Step[] => {
    const { steps } = smallest.plan;
    return [...steps.slice(0, from), ...steps.slice(from + count)];
  };
  for (let size = failure.plan.steps.length >> 1; size >= 1; size >>= 1) {
    for (let from = smallest.plan.steps.length - size; from >= 0; from -= size) {
      if (left <= 0) return smallest;
      left -= 1;
      const found = await resultOf({ ...smallest.plan, steps: without(from, size) }, ground, meet, programs);
      if (found instanceof SimulationError && wayOf(found) === wayOf(failure)) smallest = found;
    }
  }
  return smallest;
}

/** What went wrong, without the names in it. */
function wayOf({ findings }: SimulationError): string {
  return (
    (findings[0] ?? '')
      .split('\n')[0]
      ?.replace(/[^a-z ]/g, '')
      .replace(/ +/g, ' ')
      .slice(0, 60) ?? ''
  );
}
