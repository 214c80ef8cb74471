import { z } from 'zod';
import { keyOf } from '../envelope';

/** The stream of what was erased of a report. */
export function erasureStream(reportId: string): string {
  return `erasure:${keyOf(reportId)}`;
}

/** That somebody's personal data was erased, as a fact of its own stream `erasure:<report>`: every station that sees it drops the key. */
export const erasureEvents = {
  'caller.erased': z.object({ key: z.string(), reason: z.string() }),
} as const;
export type CallerErased = z.infer<(typeof erasureEvents)['caller.erased']>;
