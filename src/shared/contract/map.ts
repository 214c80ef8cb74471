import { z } from 'zod';
import { mapDataSchema, mapPointSchema } from './board';
import { defineContract, nothing } from './capability';

/** The street on a map (地图): its shapes, open items as points, places for a text. */
export const mapContract = defineContract({
  queries: {
    'map.data': { input: nothing, output: mapDataSchema, wall: true },
    'map.points': {
      input: nothing,
      output: z.object({ points: z.array(mapPointSchema), gridOpen: z.record(z.string(), z.number()) }),
      wall: true,
    },
    /** Places for an address text: what the gazetteer makes of it. */
    'place.find': {
      input: z.object({ text: z.string().max(500) }),
      output: z
        .object({
          lon: z.number(),
          lat: z.number(),
          how: z.string(),
          matched: z.string(),
          gridCode: z.string().nullable(),
          communityCode: z.string().nullable(),
        })
        .nullable(),
    },
  },
});
