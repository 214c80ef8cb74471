import { WRONG_CLOCK_MS } from '@shared/rules/clockAhead';
import { toInstant, toMs } from '@shared/rules/time';

const SEPARATOR = '/';

/** A hybrid logical clock reading: `<instant>/<counter, 4 hex>`; sorts as text. */
export function formatHlc(ms: number, counter: number): string {
  return `${toInstant(ms)}${SEPARATOR}${counter.toString(16).padStart(4, '0')}`;
}

/** Milliseconds and counter of a reading. */
export function parseHlc(hlc: string): { ms: number; counter: number } {
  const [time = '', counter = '0'] = hlc.split(SEPARATOR);
  return { ms: toMs(time), counter: Number.parseInt(counter, 16) };
}

/**
 * A clock that does not go back when the host's clock does, but for one that had been set wrong: what comes after bears its own
 * time. The host's time is passed in.
 */
export class HybridClock {
  private ms = 0;
  private counter = 0;

  /** Take a reading into account that was seen in the journal or came from another station. */
  observe(hlc: string): void {
    const seen = parseHlc(hlc);
    if (seen.ms > this.ms || (seen.ms === this.ms && seen.counter > this.counter)) {
      this.ms = seen.ms;
      this.counter = seen.counter;
    }
  }

  /** The next reading at this host time. */
  next(nowMs: number): string {
    if (nowMs > this.ms || this.ms - nowMs >= WRONG_CLOCK_MS) {
      this.ms = nowMs;
      this.counter = 0;
    } else if (this.counter < 0xffff) this.counter += 1;
    else {
      this.ms += 1;
      this.counter = 0;
    }
    return formatHlc(this.ms, this.counter);
  }
}
