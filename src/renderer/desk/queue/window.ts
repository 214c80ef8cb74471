import type { Item, QueueFilter, QueuePage } from '@shared/contract/models';

/** Rows that one question brings. */
export const PAGE_ROWS = 80;
/** So many rows before a page's end the next one is asked for. */
const AHEAD = 30;
/** Filters whose first page is kept. */
const REMEMBERED = 24;
/** Changes that come faster than this are answered by one question. */
const REFRESH_GAP_MS = 150;

export type QueryPage = (input: QueueFilter & { offset: number; limit: number }) => Promise<QueuePage>;

/** What the list draws; a new object whenever something of it changed. */
export interface QueueSnapshot {
  /** Rows of the whole filtered queue; undefined until the first answer. */
  readonly total: number | undefined;
  /** The row at an index; undefined where it is not fetched yet. */
  readonly row: (index: number) => Item | undefined;
  /** Index of an item among the rows that are here, -1 where it is not. */
  readonly indexOf: (id: string) => number;
  /** A key for the row at an index that no other row has: its item's id, while it stands in one place only. */
  readonly keyOf: (index: number) => string | number;
  /** The filter that these rows answer: an older one while the next answer is on its way. */
  readonly filter: QueueFilter;
  readonly error: unknown;
}

/**
 * The queue as a window on the store's list: pages of rows around what is looked at. What is on screen stays there
 * until its successor has come, so neither a new filter nor a change leaves blank rows behind.
 */
export class QueueWindow {
  private pages = new Map<number, readonly Item[]>();
  private readonly stale = new Set<number>();
  private readonly asked = new Set<number>();
  private places = new Map<string, number>();
  private generation = 0;
  private visible: readonly [number, number] = [0, 40];
  private busy = false;
  private again = false;
  private total: number | undefined;
  private error: unknown;
  private shownFilter: QueueFilter;
  private snapshot: QueueSnapshot;
  private readonly listeners = new Set<() => void>();
  /** How the queue looked under other filters: shown at once on the way back, and asked for again behind it. */
  private readonly remembered = new Map<string, { rows: readonly Item[]; total: number }>();

  constructor(
    private readonly queryPage: QueryPage,
    private filter: QueueFilter,
    private readonly onNow: (now: string) => void = () => {},
  ) {
    this.shownFilter = filter;
    this.snapshot = this.picture();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): QueueSnapshot => this.snapshot;

  /** Another filter: from the top, the old rows stay until the new ones are here. */
  setFilter(filter: QueueFilter): void {
    const key = JSON.stringify(filter);
    if (key === JSON.stringify(this.filter)) return;
    this.remember();
    this.filter = filter;
    this.visible = [0, 40];
    const known = this.remembered.get(key);
    if (known) this.recall(filter, known);
    this.renew(known === undefined);
  }

  /** Keep the first page of what is shown; words that are being typed are not worth it. */
  private remember(): void {
    const rows = this.pages.get(0);
    if (!rows || this.total === undefined || this.shownFilter.text) return;
    const key = JSON.stringify(this.shownFilter);
    this.remembered.delete(key);
    this.remembered.set(key, { rows, total: this.total });
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
  }

  private recall(filter: QueueFilter, known: { rows: readonly Item[]; total: number }): void {
    this.pages = new Map([[0, known.rows]]);
    this.total = known.total;
    this.shownFilter = filter;
    this.error = undefined;
    this.publish();
  }

  /** What is on screen now, as indices of rows; fetches what is missing around it. */
  look(first: number, last: number): void {
    this.visible = [Math.max(0, first), Math.max(0, last)];
    if (this.total === undefined) {
      if (!this.busy) this.renew(true);
      return;
    }
    this.fill();
  }

  /** Something changed in the store: ask again for what is on screen, the rest when it is looked at. */
  refresh(): void {
    if (this.busy) this.again = true;
    else this.renew(false);
  }

  private wanted(margin: number): number[] {
    const end = Math.max(0, (this.total ?? PAGE_ROWS) - 1);
    const first = Math.floor(Math.max(0, Math.min(this.visible[0], end) - margin) / PAGE_ROWS);
    const last = Math.floor(Math.min(end, this.visible[1] + margin) / PAGE_ROWS);
    return Array.from({ length: Math.max(1, last - first + 1) }, (_, k) => first + k);
  }

  private request(page: number): Promise<QueuePage> {
    return this.queryPage({ ...this.filter, offset: page * PAGE_ROWS, limit: PAGE_ROWS });
  }

  /** Fetch the pages on screen anew and put them up together, so that no row is shown twice in between. */
  private renew(first: boolean): void {
    const mine = ++this.generation;
    const filter = this.filter;
    // Rows of another filter are never mixed with these, whatever asked first.
    const fromScratch = first || this.shownFilter !== filter;
    this.busy = true;
    this.again = false;
    this.asked.clear();
    const wanted = fromScratch ? [Math.floor(this.visible[0] / PAGE_ROWS)] : this.wanted(0);
    Promise.all(wanted.map((page) => this.request(page))).then(
      (answers) => {
        if (mine !== this.generation) return;
        if (fromScratch) this.pages = new Map();
        for (const page of this.pages.keys()) this.stale.add(page);
        for (const [k, page] of wanted.entries()) this.take(page, answers[k]);
        this.shownFilter = filter;
        this.settle(undefined);
      },
      (error: unknown) => mine === this.generation && this.settle(error),
    );
  }

  private settle(error: unknown): void {
    this.error = error;
    this.publish();
    this.fill();
    setTimeout(() => {
      this.busy = false;
      if (this.again) this.renew(false);
    }, REFRESH_GAP_MS);
  }

  private take(page: number, answer: QueuePage | undefined): void {
    if (!answer) return;
    this.pages.set(page, answer.rows);
    this.stale.delete(page);
    this.total = answer.total;
    const pageCount = Math.ceil(answer.total / PAGE_ROWS);
    for (const old of [...this.pages.keys()]) if (old > 0 && old >= pageCount) this.pages.delete(old);
    this.onNow(answer.now);
  }

  /** Ask for pages that are missing or stale around what is looked at. */
  private fill(): void {
    if (this.total === undefined) return;
    const mine = this.generation;
    for (const page of this.wanted(AHEAD)) {
      if (this.asked.has(page) || (this.pages.has(page) && !this.stale.has(page))) continue;
      this.asked.add(page);
      this.request(page).then(
        (answer) => {
          if (mine !== this.generation) return;
          this.asked.delete(page);
          this.take(page, answer);
          this.publish();
        },
        (error: unknown) => {
          if (mine !== this.generation) return;
          this.asked.delete(page);
          this.error = error;
          this.publish();
        },
      );
    }
  }

  private publish(): void {
    this.places = new Map();
    // Fresh pages last: a row that moved is where they say, not where a stale page still has it.
    const order = [...this.pages.keys()].sort(
      (a, b) => Number(this.stale.has(b)) - Number(this.stale.has(a)),
    );
    for (const page of order) {
      for (const [k, row] of (this.pages.get(page) ?? []).entries())
        this.places.set(row.id, page * PAGE_ROWS + k);
    }
    this.snapshot = this.picture();
    for (const listener of this.listeners) listener();
  }

  private picture(): QueueSnapshot {
    const { pages, places } = this;
    const row = (index: number) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
    return {
      total: this.total,
      row,
      keyOf: (index) => {
        const id = row(index)?.id;
        return id !== undefined && places.get(id) === index ? id : index;
      },
      indexOf: (id) => places.get(id) ?? -1,
      filter: this.shownFilter,
      error: this.error,
    };
  }
}
