import { CodedError } from '@shared/contract/errors';

/** The jobs that are at work in this process: each at most once, whoever starts it, and nothing of it is left behind at its end. */
export class JobsAtWork {
  private readonly jobs = new Map<string, { cancelled: boolean }>();

  /** Is this job at work? */
  has(job: string): boolean {
    return this.jobs.has(job);
  }

  /** Ask a job to stop after what is in flight; nothing happens where it is not at work. */
  cancel(job: string): void {
    const found = this.jobs.get(job);
    if (found) found.cancelled = true;
  }

  /** Work on a job; `cancelled` tells whether somebody asked it to stop. Errors: `intake.running`, the work's. */
  async run<T>(job: string, work: (cancelled: () => boolean) => Promise<T>): Promise<T> {
    if (this.jobs.has(job)) throw new CodedError('intake.running');
    const mine = { cancelled: false };
    this.jobs.set(job, mine);
    try {
      return await work(() => mine.cancelled);
    } finally {
      this.jobs.delete(job);
    }
  }
}

/** Wait until all have ended, and only then fail with the first failure: nothing is in flight any more behind the end of a job. */
export async function allEnded<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(works);
  return results.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
