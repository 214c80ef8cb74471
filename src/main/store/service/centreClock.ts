import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, toInstant, toMs } from '@shared/rules/time';
import { instantSchema } from '@shared/rules/timeSchema';
import { z } from 'zod';
import { writeFileSafely } from '../files';

const savedSchema = z.object({ at: instantSchema });

/** The demo's clock stands here at first start. */
export const DEMO_START: Instant = '2024-12-31T16:00:00.000+08:00';

/**
 * The centre's clock. In real work it is the host's; the demo's ticks from where it stopped; `--now` sets another start.
 * Nothing else in the store asks what time it is.
 */
export class CentreClock {
  private constructor(
    private readonly hostNow: () => number,
    private readonly shift: number,
    private readonly savePath: string | undefined,
  ) {}

  static open(
    dataDir: string,
    options: { demo: boolean; start?: Instant | undefined; notBefore?: Instant | undefined },
    hostNow = Date.now,
  ): CentreClock {
    const path = join(dataDir, 'clock.json');
    if (options.start)
      return new CentreClock(hostNow, toMs(options.start) - hostNow(), options.demo ? path : undefined);
    if (!options.demo) return new CentreClock(hostNow, 0, undefined);
    const from = [readSaved(path), options.notBefore].reduce<Instant>(
      (a, b) => (b !== undefined && b > a ? b : a),
      DEMO_START,
    );
    return new CentreClock(hostNow, toMs(from) - hostNow(), path);
  }

  nowMs(): number {
    return this.hostNow() + this.shift;
  }

  now(): Instant {
    return toInstant(this.nowMs());
  }

  /** The host's time at which the centre's clock shows `at`. */
  hostMsOf(at: number): number {
    return at - this.shift;
  }

  /** Remember where the demo's clock stands, so that it goes on from there. */
  save(): void {
    if (this.savePath) writeFileSafely(this.savePath, JSON.stringify({ at: this.now() }));
  }
}

function readSaved(path: string): Instant | undefined {
  try {
    return savedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).at;
  } catch {
    return undefined;
  }
}
