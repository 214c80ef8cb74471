import { Worker } from 'node:worker_threads';
import type { SnapshotJob, SnapshotMaker } from './makeSnapshot';

/** Makes each snapshot in a thread of its own, which ends with it and gives its memory back. */
export class SnapshotThread implements SnapshotMaker {
  private worker: Worker | undefined;

  /** `entry` is the path of the built `snapshotWorker`. */
  constructor(private readonly entry: string) {}

  make(job: SnapshotJob): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.entry, { workerData: job });
      this.worker = worker;
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', (code) => {
        this.worker = undefined;
        reject(new Error(`the thread ended with code ${code}`));
      });
    });
  }

  stop(): void {
    void this.worker?.terminate();
  }
}
