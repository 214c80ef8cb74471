import { afterAll, describe, it } from 'vitest';
import { testPostgres } from '../../src/main/sync/testing/postgres';
import { postgresMeeting } from './hubs';
import { planOf } from './plan';
import { simulate } from './run';
import { Ground } from './site';

/** Enough to see that the model is not kinder than the server: the contract suite proves each call by itself. */
const only = process.env.SIM_SEED;
const first = Number(only ?? process.env.SIM_FROM ?? 1);
const count = only ? 1 : Number(process.env.SIM_PG_SEEDS ?? (process.env.XIUHUA_NIGHTLY === '1' ? 60 : 4));

const server = testPostgres();
const ground = new Ground();
afterAll(() => ground.remove());

describe('stations around PostgreSQL', () => {
  for (let seed = first; seed < first + count; seed += 1)
    it(`seed ${seed}`, () =>
      simulate(planOf(seed), ground, async () => postgresMeeting(await server().database())));
});
