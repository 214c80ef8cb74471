import { afterAll, describe, it } from 'vitest';
import { modelMeeting } from './hubs';
import { planOf } from './plan';
import { simulate } from './run';
import { Ground } from './site';

const nightly = process.env.XIUHUA_NIGHTLY === '1';
/** `SIM_SEED=4711` plays one seed again, `SIM_SEEDS=200` so many. */
const only = process.env.SIM_SEED;
const first = Number(only ?? process.env.SIM_FROM ?? 1);
const count = only ? 1 : Number(process.env.SIM_SEEDS ?? (nightly ? 1000 : 50));

const ground = new Ground();
afterAll(() => ground.remove());

describe('stations around a hub in memory', () => {
  for (let seed = first; seed < first + count; seed += 1)
    it(`seed ${seed}`, () => simulate(planOf(seed), ground, async (time) => modelMeeting(time)), 60_000);
});
