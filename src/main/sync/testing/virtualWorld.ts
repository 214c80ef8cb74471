import type { World } from '../engine/world';

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  wake(): void;
}

/** A world whose clock goes on only when it is told to, and whose chance follows a seed. */
export class VirtualWorld implements World {
  private time = 0;
  private order = 0;
  private sleepers: Sleeper[] = [];
  /** The wall clock is the monotonic one and this; setting it is setting the clock. */
  constructor(
    private seed = 20241231,
    public wallOffsetMs = Date.UTC(2024, 11, 31),
  ) {}

  nowMs(): number {
    return this.time + this.wallOffsetMs;
  }

  monotonicMs(): number {
    return this.time;
  }

  /** Mulberry32. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const sleeper: Sleeper = { atMs: this.time + ms, order: this.order++, wake: () => end() };
      const end = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.sleepers.push(sleeper);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Let `ms` pass: everybody who sleeps until then wakes in turn. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const next = this.sleepers
        .filter(({ atMs }) => atMs <= end)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.atMs);
      next.wake();
    }
    this.time = end;
  }
}

/** Let all that can go on without time go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
