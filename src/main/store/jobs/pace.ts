/** So many at once, and then one more every `everyMs`: a bucket that fills again. The clock is passed in, in ms. */
export class Pace {
  private left: number;
  private at: number;

  constructor(
    private readonly atOnce: number,
    private readonly everyMs: number,
    private readonly now: () => number,
  ) {
    this.left = atOnce;
    this.at = now();
  }

  /** Take one: 0 where there was one, else how many ms it is until there is. */
  take(): number {
    const now = this.now();
    this.left = Math.min(this.atOnce, this.left + (now - this.at) / this.everyMs);
    this.at = now;
    if (this.left < 1) return (1 - this.left) * this.everyMs;
    this.left -= 1;
    return 0;
  }
}
