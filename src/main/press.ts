import { CodedError, type WireError } from '@shared/contract/errors';
import { utilityProcess } from 'electron';
import type { PressJob } from './briefing/entry';
import pressPath from './briefing/entry?modulePath';

const LIMIT_MS = 60_000;

/** A document is put together in a process of its own, which ends with it: it is the memory-hungry part. Errors: `document.failed`. */
export async function press(job: PressJob, format: string): Promise<Uint8Array> {
  const child = utilityProcess.fork(pressPath, [], { serviceName: 'xiuhua-press', stdio: 'inherit' });
  const timer = setTimeout(() => child.kill(), LIMIT_MS);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      child.once('message', (answer: { bytes?: Uint8Array; error?: WireError }) => {
        if (answer.bytes) resolve(answer.bytes);
        else reject(new CodedError('document.failed', { format }, answer.error?.detail));
      });
      child.once('exit', () => reject(new CodedError('document.failed', { format })));
      child.postMessage(job);
    });
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}
