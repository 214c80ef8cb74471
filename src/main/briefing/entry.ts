import { briefingSchema } from '@shared/contract/briefing';
import { toWireError } from '@shared/contract/errors';
import { z } from 'zod';
import { briefingDocx } from './docx';

/** What main sends once: the frozen model and the charts drawn of it. */
const jobSchema = z.object({
  model: briefingSchema,
  pictures: z.object({ days: z.instanceof(Uint8Array), units: z.instanceof(Uint8Array) }),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/** Entry of a utility process that writes one briefing and ends: `{bytes}` or `{error}` comes back. */
process.parentPort.once('message', async (event) => {
  try {
    const { model, pictures, language } = jobSchema.parse(event.data);
    process.parentPort.postMessage({ bytes: await briefingDocx(model, pictures, language) });
  } catch (error) {
    process.parentPort.postMessage({ error: toWireError(error, 'briefing.docx') });
  }
});
