import { briefingSchema } from '@shared/contract/briefing';
import { toWireError } from '@shared/contract/errors';
import { ledgerSheetSchema } from '@shared/contract/ledger';
import { repliesDaySchema, unitDaysSchema } from '@shared/contract/sheets';
import { dayOf } from '@shared/rules/time';
import { z } from 'zod';
import { ledgerDaySheet } from '../sheets/ledgerDay';
import { type ReplySheetRow, repliesSheet } from '../sheets/replies';
import { type UnitDayRow, unitDaySheet } from '../sheets/unitDay';
import { briefingDocx } from './docx';

const briefingJob = z.object({
  kind: z.literal('briefing'),
  model: briefingSchema,
  pictures: z.object({ days: z.instanceof(Uint8Array), units: z.instanceof(Uint8Array) }),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/** What main sends once: what is to be written, and the frozen figures of it. */
const jobSchema = z.discriminatedUnion('kind', [
  briefingJob,
  z.object({ kind: z.literal('unitDay'), days: unitDaysSchema, unit: z.string(), centre: z.string() }),
  z.object({ kind: z.literal('ledgerDay'), sheet: ledgerSheetSchema, unit: z.string(), centre: z.string() }),
  z.object({ kind: z.literal('replies'), replies: repliesDaySchema, centre: z.string() }),
]);
export type PressJob = z.input<typeof jobSchema>;

async function write(job: z.output<typeof jobSchema>): Promise<Uint8Array> {
  if (job.kind === 'briefing') return briefingDocx(job.model, job.pictures, job.language);
  const { centre } = job;
  if (job.kind === 'ledgerDay') return ledgerDaySheet(job.sheet, job.unit, centre);
  if (job.kind === 'replies') {
    const { rows, day, now } = job.replies;
    return repliesSheet(rows as ReplySheetRow[], { centre, day, exportedAt: now });
  }
  const { units, names, now } = job.days;
  const one = units.find(({ unit }) => unit === job.unit);
  const head = { unit: one?.name ?? job.unit, centre, day: dayOf(now), exportedAt: now, units: names };
  return unitDaySheet((one?.rows ?? []) as UnitDayRow[], head);
}

/** Entry of a utility process that writes one document and ends: `{bytes}` or `{error}` comes back. */
process.parentPort.once('message', async (event) => {
  try {
    process.parentPort.postMessage({ bytes: await write(jobSchema.parse(event.data)) });
  } catch (error) {
    process.parentPort.postMessage({ error: toWireError(error, 'document') });
  }
});
