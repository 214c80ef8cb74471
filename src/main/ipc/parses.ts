/** What is being read for the desk, so that the desk can stop it. */
export class Parses {
  private readonly running = new Set<AbortController>();

  /** Do something that {@link cancel} stops; it ends with `parse.cancelled`. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    this.running.add(stop);
    try {
      return await work(stop.signal);
    } finally {
      this.running.delete(stop);
    }
  }

  cancel(): void {
    for (const stop of this.running) stop.abort();
  }
}
