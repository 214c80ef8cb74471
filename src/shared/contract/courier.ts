import { z } from 'zod';
import { defineContract, nothing } from './capability';
import { pathTokenSchema, writtenFileSchema } from './files';
import { attachmentPolicySchema, packagePreviewSchema } from './sync';

/** Packages that a courier carries (摆渡包). */
export const courierContract = defineContract({
  shell: {
    /** Write courier packages of what `peer` lacks (a device or a name that receipts know), split by `partBytes`. Null where cancelled. */
    'courier.export': {
      input: z.object({
        peer: z.string(),
        partBytes: z.number().int().min(1_000_000).default(4_000_000_000),
        attachments: attachmentPolicySchema.default('original'),
        password: z.string().min(8).max(200).optional(),
      }),
      output: z
        .object({ files: z.array(writtenFileSchema), commits: z.number().int(), photos: z.number().int() })
        .nullable(),
      deed: 'courier.export',
    },
    /** Look into a package or a receipt. Null where cancelled. Errors: `courier.password`, `courier.broken`, `courier.notOurs`. */
    'courier.open': {
      input: z.object({
        file: pathTokenSchema.optional(),
        password: z.string().optional(),
        /** Digits of an unknown sender's key, as its operator read them out on the telephone. */
        trust: z.string().max(40).optional(),
      }),
      output: z
        .discriminatedUnion('kind', [
          /** `source` opens it again, with a password or with digits. */
          z.object({ kind: z.literal('package'), preview: packagePreviewSchema, source: pathTokenSchema }),
          z.object({ kind: z.literal('receipt'), peer: z.string(), at: z.string(), held: z.number().int() }),
        ])
        .nullable(),
      deed: 'courier.take',
    },
    /** Take a previewed package in; a receipt is written beside it for the way back. */
    'courier.take': {
      input: z.object({ token: z.string() }),
      output: z.object({
        commits: z.number().int(),
        photos: z.number().int(),
        refused: z.number().int(),
        receipt: writtenFileSchema,
      }),
      deed: 'courier.take',
    },
    /** Stop what the courier is busy with: its call ends with `courier.cancelled`. */
    'courier.cancel': { input: nothing, output: nothing, deed: 'courier.take' },
    /** Digits of this desk's own key, to be read out on the telephone to whoever does not know it. Errors: `sync.notReady`. */
    'courier.safety': { input: nothing, output: z.object({ digits: z.string() }), deed: null },
    /** Peers that receipts and packages told of. */
    'courier.peers': {
      input: nothing,
      output: z.array(
        z.object({
          peer: z.string(),
          name: z.string(),
          lastAt: z.string().nullable(),
          lacks: z.number().int(),
        }),
      ),
      deed: 'courier.take',
    },
  },
});
