import {
  BACKOFF,
  BACKOFF_LIVE,
  BACKOFF_REFUSED,
  type BackoffLimits,
  backoffMs,
  SHORT_OUTAGE_MS,
} from '@shared/sync/backoff';
import type { World } from './world';

/** Errors that only an administrator can mend: asked after rarely. */
const LASTING = new Set([
  'sync.refused',
  'sync.hubOld',
  'sync.hubNew',
  'sync.otherStreet',
  'sync.forkedAgain',
  'sync.badCertificate',
  'sync.tlsNeeded',
  'sync.badAddress',
  'sync.hubFull',
  'sync.commitTooLarge',
]);

/** Failures in a row over one link, and how long to wait after each. */
export class Outage {
  private failures = 0;
  private sinceMs = 0;
  private code = '';

  constructor(private readonly world: Pick<World, 'monotonicMs' | 'random'>) {}

  /** The last exchange failed. */
  get on(): boolean {
    return this.failures > 0;
  }

  /** It may end by itself, as cuts of a network do. */
  get mayPass(): boolean {
    return this.on && !LASTING.has(this.code);
  }

  /** It failed (again); returns how long to wait, in ms. `live`: desks that are not to be kept apart by a short cut. */
  failed(code: string, live: boolean): number {
    if (this.failures === 0) this.sinceMs = this.world.monotonicMs();
    this.failures += 1;
    this.code = code;
    return backoffMs(this.failures, this.world.random(), this.limits(live));
  }

  over(): void {
    this.failures = 0;
  }

  private limits(live: boolean): BackoffLimits {
    if (LASTING.has(this.code)) return BACKOFF_REFUSED;
    const short = this.world.monotonicMs() - this.sinceMs < SHORT_OUTAGE_MS;
    return live && short ? BACKOFF_LIVE : BACKOFF;
  }
}
