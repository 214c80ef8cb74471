import { CodedError } from '@shared/contract/errors';
import type { SyncStatus } from '@shared/contract/sync';
import type { Watch } from '../courier/export';

type Current = NonNullable<SyncStatus['courierJob']>;

/** What the courier is busy with: one package at a time, followed by screens, and stopped when somebody wishes. */
export class CourierJob {
  private running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;
  private shown: SyncStatus['courierJob'] = null;

  /** `changed` is called with every step; whoever tells it on keeps its own pace. */
  constructor(private readonly changed: () => void) {}

  get current(): SyncStatus['courierJob'] {
    return this.shown;
  }

  /** Errors: `courier.busy`, `courier.cancelled` where it was stopped, and whatever the work fails with. */
  async run<T>(kind: Current['kind'], work: (watch: Watch) => Promise<T>): Promise<T> {
    if (this.running) throw new CodedError('courier.busy');
    const stop = new AbortController();
    const progress = (done: number, total: number): void => this.show({ kind, done, total });
    const ended = work({ signal: stop.signal, progress });
    this.running = { stop, ended };
    this.show({ kind, done: 0, total: 0 });
    try {
      return await ended;
    } finally {
      this.running = undefined;
      this.show(null);
    }
  }

  /** Stop what runs, and wait until nothing of it is left half done. */
  async cancel(): Promise<void> {
    const { running } = this;
    running?.stop.abort();
    await running?.ended.catch(() => {});
  }

  private show(courierJob: SyncStatus['courierJob']): void {
    this.shown = courierJob;
    this.changed();
  }
}
