import type { ActionInput, FeedMessage } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Health } from '@shared/contract/models';

/** How the process makes a data folder, and whom it tells. */
export interface FolderMaking {
  build(kind: 'demo' | 'empty'): Promise<void>;
  join(input: ActionInput<'data.join'>): Promise<void>;
  hasStore(): boolean;
  /** There is no store after all, and why. */
  wait(state: Partial<Health>): void;
  progress(message: FeedMessage<'job'>): void;
}

/** The making of a data folder where there is none: built here, or joined to a centre. One at a time. */
export class NewFolder {
  private building = false;

  constructor(private readonly making: FolderMaking) {}

  /** Errors: `sync.notEmpty`. */
  async join(input: ActionInput<'data.join'>): Promise<void> {
    if (this.making.hasStore()) throw new CodedError('sync.notEmpty');
    await this.making.join(input);
  }

  /** Errors: `store.notReady` where there is one, or one is being built. */
  async build(kind: 'demo' | 'empty'): Promise<void> {
    if (this.making.hasStore() || this.building) throw new CodedError('store.notReady');
    this.building = true;
    try {
      await this.making.build(kind);
    } catch (error) {
      // Whoever watches it build is told that it has ended, and may try again.
      const ended = {
        job: 'build',
        kind: 'demo',
        phase: 'commands',
        done: 0,
        total: 0,
        ended: true,
      } as const;
      this.making.progress(ended);
      this.making.wait({ state: 'empty', problem: null });
      throw error;
    } finally {
      this.building = false;
    }
  }
}
