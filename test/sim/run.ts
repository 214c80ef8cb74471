import type { Meeting } from './hubs';
import type { Plan } from './plan';
import { Simulation } from './simulation';
import type { Ground, TrueTime } from './site';

/** Carry a plan out. @throws SimulationError with the seed and all that happened. */
export async function simulate(
  plan: Plan,
  ground: Ground,
  meet: (time: TrueTime) => Promise<Meeting>,
): Promise<void> {
  await Simulation.run(plan, ground, meet);
}
