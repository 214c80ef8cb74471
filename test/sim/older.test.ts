// A centre in which some stations run an older program for a while: this one, with things left out of its lists (`programs.ts`).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelMeeting } from './hubs';
import { mixedPlanOf } from './plan';
import { olderProgram, thisProgram } from './programs';
import { simulate } from './run';
import type { Programs } from './simulation';
import { Ground } from './site';

const nightly = process.env.XIUHUA_NIGHTLY === '1';
/** `SIM_OLDER=4711` plays one seed again. */
const only = process.env.SIM_OLDER;
const first = Number(only ?? 1);
const count = only ? 1 : Number(process.env.SIM_OLDER_SEEDS ?? (nightly ? 150 : 3));

const ground = new Ground();
afterAll(() => ground.remove());

const events = ['case.asked', 'case.supervised', 'ledger.corrected', 'ledger.recorded'].map(
  (type) => `event ${type}`,
);
const rows = ['operators', 'texts', 'units', 'limits'].map((table) => `row of ${table}`);

describe.each([
  { versions: 2, meets: [...events, ...rows, 'table ledgerKinds'] },
  // Sets that only version 2 can say are parked there, so that it meets rows of version 1 alone.
  { versions: 1, meets: [...events, ...rows, 'event table.set'] },
] as const)(
  'some stations run an older program that has table.set in version $versions',
  ({ versions, meets }) => {
    const met = new Set<string>();
    let programs: Programs;
    beforeAll(async () => {
      programs = { newer: thisProgram, older: await olderProgram(versions), met };
    });

    for (let seed = first; seed < first + count; seed += 1)
      it(`seed ${seed}: nothing is set aside, no command stops, and after the upgrade all are equal`, async () => {
        const { commands } = await simulate(
          mixedPlanOf(seed),
          ground,
          async (time) => modelMeeting(time),
          programs,
        );
        expect(commands).toBeGreaterThan(0);
      });

    it.runIf(count > 1)('all that was left out was met', () => {
      expect([...met]).toEqual(expect.arrayContaining([...meets]));
      expect([...met].filter((one) => one.startsWith('edited')).length).toBeGreaterThan(1);
    });
  },
);
