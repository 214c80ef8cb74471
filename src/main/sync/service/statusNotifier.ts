import type { World } from '../engine/world';

/** Screens cannot follow more often. */
const TELL_MS = 250;

/** Tells how things stand, soon after something changed, at a pace that screens can follow. */
export class StatusNotifier {
  private telling = false;
  private again = false;

  constructor(
    /** Never fails. */
    private readonly tell: () => Promise<void>,
    private readonly world: Pick<World, 'sleep'>,
    private readonly signal: AbortSignal,
  ) {}

  changed(): void {
    this.again = true;
    if (!this.telling) void this.run();
  }

  private async run(): Promise<void> {
    this.telling = true;
    while (this.again && !this.signal.aborted) {
      this.again = false;
      await this.tell();
      await this.world.sleep(TELL_MS, this.signal);
    }
    this.telling = false;
  }
}
