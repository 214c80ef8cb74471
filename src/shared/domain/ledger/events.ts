import { z } from 'zod';
import { daySchema } from '../../rules/timeSchema';
import { photoSchema, placeSchema } from '../common';
import { type EventData, nextVersion } from '../eventType';

/** The kinds of work that programs knew before kinds were a table: version 1 of `ledger.recorded` takes no other. */
const kindsOfVersion1 = z.enum(['roadRepair', 'bollard', 'bikesCollected']);

const quantitySchema = z.number().int().positive().max(1_000_000);

const entry = {
  day: daySchema,
  /** In the smallest unit of the kind. */
  quantity: quantitySchema,
  /** Who did it. */
  unit: z.string().optional(),
  /** Where: the words (a road), and the community where it is known. */
  place: placeSchema.optional(),
  note: z.string().optional(),
  photos: z.array(photoSchema).optional(),
  /** Random; an entry without one is called `<command id>/<index in the commit>`. */
  id: z.string().max(60).optional(),
};

const recordedV1 = z.object({ ...entry, kind: kindsOfVersion1 });
const recordedV2 = z.object({ ...entry, kind: z.string().min(1).max(40) });

/** What is written in the ledger (作业台账); one stream per day: `ledger:2024-05-06`. */
export const ledgerEvents = {
  /** Work was done (登记). `kind`: the id of a row of the table `ledgerKinds`. */
  'ledger.recorded': nextVersion(recordedV1, recordedV2, {
    upcast: (data) => data,
    fits: ({ kind }) => kindsOfVersion1.safeParse(kind).success,
  }),
  /**
   * An entry's quantity was corrected (更正), with the reason; 0 strikes it out. `after`: the ids of the corrections that this one
   * replaces, none where it corrects what was recorded first. Two that replace the same are a dispute until a third replaces both.
   */
  'ledger.corrected': z.object({
    day: daySchema,
    entry: z.string().max(120),
    id: z.string().max(60),
    quantity: z.number().int().min(0).max(1_000_000),
    reason: z.string().min(1),
    after: z.array(z.string()).max(20),
  }),
} as const;
export type LedgerRecorded = EventData<typeof ledgerEvents, 'ledger.recorded'>;
export type LedgerCorrected = EventData<typeof ledgerEvents, 'ledger.corrected'>;
