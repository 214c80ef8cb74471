import { afterAll, describe, expect, it } from 'vitest';
import { modelMeeting } from './hubs';
import { planOf } from './plan';
import { simulate } from './run';
import { Ground } from './site';
import { Sum } from './tally';

const nightly = process.env.XIUHUA_NIGHTLY === '1';
/** `SIM_SEED=4711` plays one seed again; `SIM_FROM` and `SIM_SEEDS` others than the usual ones. */
const only = process.env.SIM_SEED;
const first = Number(only ?? process.env.SIM_FROM ?? 1);
const count = only ? 1 : Number(process.env.SIM_SEEDS ?? (nightly ? 1000 : 50));

const ground = new Ground();
const sum = new Sum();
afterAll(() => ground.remove());

describe('stations around a hub in memory', () => {
  for (let seed = first; seed < first + count; seed += 1)
    it(`seed ${seed}`, async () => {
      sum.add(await simulate(planOf(seed), ground, async (time) => modelMeeting(time)));
    });

  // Of any others so many may well lack what is rare.
  it.runIf(count >= 50)('everything that can happen happened', ({ skip }) => {
    console.log(sum.text);
    skip(first !== 1, 'asked of the usual seeds only');
    expect(sum.missing()).toEqual([]);
  });
});
