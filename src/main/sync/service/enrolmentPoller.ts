import type { Link } from '@shared/contract/sync';
import type { World } from '../engine/world';
import type { Enrolling } from './enrolling';

/** Who asks to be let in is looked after this often; sooner where the hub tells of news. */
const LOOK_MS = 30_000;
/** The same while a code made here waits for somebody. */
const LOOK_EAGER_MS = 4000;
/** News come in bursts; one look for all of them. */
const BURST_MS = 250;

export interface EnrolmentPollerDependencies {
  readonly enrolling: Pick<Enrolling, 'look' | 'requests' | 'invitation'>;
  readonly world: World;
  /** Links whose hubs answer at present. */
  reachable(): readonly Link[];
  changed(): void;
}

/** Looks now and then who asks to be let in; at once where a hub tells of news. */
export class EnrolmentPoller {
  private hurry = new AbortController();
  private readonly ended = new AbortController();

  constructor(private readonly dependencies: EnrolmentPollerDependencies) {}

  async run(): Promise<void> {
    const { world, enrolling, reachable } = this.dependencies;
    while (!this.ended.signal.aborted) {
      for (const link of reachable()) await this.look(link);
      await world.sleep(enrolling.invitation ? LOOK_EAGER_MS : LOOK_MS, this.hurry.signal);
      if (this.ended.signal.aborted) return;
      if (this.hurry.signal.aborted) await world.sleep(BURST_MS, this.ended.signal);
      this.hurry = new AbortController();
    }
  }

  /** Look at once. */
  soon(): void {
    this.hurry.abort();
  }

  close(): void {
    this.ended.abort();
    this.hurry.abort();
  }

  private async look(link: Link): Promise<void> {
    const { enrolling, changed } = this.dependencies;
    const before = JSON.stringify(enrolling.requests);
    // That it cannot be asked is told by the exchange over the same link.
    await enrolling.look(link).catch(() => {});
    if (JSON.stringify(enrolling.requests) !== before) changed();
  }
}
