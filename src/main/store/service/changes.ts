/**
 * What screens have to ask for anew: streams whose content changed, by id, or everything. Gathered until somebody takes it, so that a change
 * of tables is not lost among changes of items that come with it.
 */
export class Changes {
  private ids = new Set<string>();
  private all = false;

  /** These changed; none stands for everything, as in the feed `change`. */
  add(ids: readonly string[]): void {
    if (ids.length === 0) this.all = true;
    for (const id of ids) this.ids.add(id);
  }

  /** What changed since it was taken last; empty where everything did, or nothing is known to have. */
  take(): string[] {
    const taken = this.all ? [] : [...this.ids];
    this.ids = new Set();
    this.all = false;
    return taken;
  }
}
