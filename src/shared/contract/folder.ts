import { z } from 'zod';
import { defineContract, nothing } from './capability';
import { healthSchema } from './models';

/** The data folder as a whole (数据目录): its state, its clock, what changes in it, and how a new one begins. */
export const folderContract = defineContract({
  queries: {
    health: { input: nothing, output: healthSchema, wall: true, withoutStore: true },
  },
  actions: {
    /**
     * Somebody at the desk looked at the computer's clock, which does not fit the last entry (`store.clock`), and says that it is right.
     * Errors: `session.none` where nobody is chosen.
     */
    'clock.confirm': { input: nothing, output: nothing, deed: 'desk.work' },
    'data.build': { input: z.object({ kind: z.enum(['demo', 'empty']) }), output: nothing, deed: null },
    /** Begin a folder that gets everything from its centre; only main asks for it, once the centre's key lies there. Errors: `sync.notEmpty`. */
    'data.join': {
      input: z.object({
        device: z.string().min(4),
        letter: z.string().regex(/^[A-Z]$/),
        street: z.string().min(1),
        demo: z.boolean(),
        nowMs: z.number(),
        key: z.object({ key: z.instanceof(Uint8Array), protection: z.enum(['os', 'file']) }),
      }),
      output: nothing,
      deed: null,
      from: ['main'],
    },
  },
  feeds: {
    /** `changed` names items whose row changed; empty means: ask again for everything. */
    change: {
      message: z.object({ position: z.number().int(), changed: z.array(z.string()), now: z.string() }),
      wall: true,
    },
    /** The centre's clock: `now` at the host's `hostMs` (epoch). The demo's clock differs from the host's. */
    clock: {
      message: z.object({ now: z.string(), hostMs: z.number(), lightsMoved: z.boolean() }),
      wall: true,
    },
    health: { message: healthSchema, wall: true },
    job: {
      message: z.object({
        job: z.string(),
        kind: z.enum(['demo', 'import', 'withdraw', 'rebuild', 'reckon']),
        phase: z.string(),
        done: z.number().int(),
        total: z.number().int(),
        ended: z.boolean(),
      }),
      wall: true,
    },
  },
});
