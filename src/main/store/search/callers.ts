import type { Fact, Sealed } from '@shared/domain/envelope';
import { reportStream } from '@shared/domain/report/evolve';
import { factAs } from '@shared/domain/streams';
import type { Db } from '../projection/database';

/** What the index reads with. */
export interface CallerSource {
  readonly db: Pick<Db, 'all'>;
  facts(stream: string): readonly Fact[];
  /** What was sealed, opened; undefined where its key was erased or is not here. */
  open(sealed: Sealed): Record<string, unknown> | undefined;
  /** Was the caller of this report erased for good? */
  isErased(report: string): boolean;
}

const BLOCK = 'SELECT id FROM report WHERE id > ? ORDER BY id LIMIT 100';

/**
 * Which reports one number called about, by its keyed hash. It lives in memory only: hashes are sealed, and no file holds them
 * side by side. Read report by report in the idle moments after the start, and kept fresh by what changes.
 */
export class CallerIndex {
  private readonly hashes = new Map<string, string>();
  private readonly reports = new Map<string, Set<string>>();
  private readonly dirty = new Set<string>();
  private next: string | undefined = '';

  constructor(private readonly source: CallerSource) {}

  /** Read for at most about `ms` milliseconds; true when everything is there. */
  fill(ms: number): boolean {
    const until = performance.now() + ms;
    while (this.next !== undefined && performance.now() < until) {
      const block = this.source.db.all<{ id: string }>(BLOCK, [this.next]);
      for (const { id } of block) this.read(id);
      this.next = block.at(-1)?.id;
    }
    for (const id of this.dirty) {
      if (performance.now() >= until) return false;
      this.dirty.delete(id);
      this.read(id);
    }
    return this.next === undefined;
  }

  /** Callers whose reports came, or who were erased, are read again. */
  follow(events: readonly { readonly stream: string; readonly type: string }[]): void {
    for (const { stream, type } of events) {
      if (type === 'report.received' || type === 'report.withdrawn') this.touch([stream]);
      if (type === 'caller.erased') this.touch([`report:${stream.slice('erasure:'.length)}`]);
    }
  }

  /** These reports were received, their keys came, or their callers were erased: read them again. */
  touch(reports: Iterable<string>): void {
    for (const id of reports) this.dirty.add(id);
  }

  /** Reports of a hash. Complete once `fill` said so. */
  reportsOf(hash: string): ReadonlySet<string> {
    return this.reports.get(hash) ?? new Set();
  }

  /** How many other reports, as far as they were read, the caller of this one made. */
  othersOf(report: string): number {
    this.dirty.delete(report);
    this.read(report);
    const hash = this.hashes.get(report);
    return hash === undefined ? 0 : this.reportsOf(hash).size - 1;
  }

  private read(report: string): void {
    const hash = this.hashOf(report);
    const before = this.hashes.get(report);
    if (hash === before) return;
    if (before !== undefined) {
      this.reports.get(before)?.delete(report);
      this.hashes.delete(report);
    }
    if (hash === undefined) return;
    this.hashes.set(report, hash);
    const same = this.reports.get(hash) ?? new Set();
    this.reports.set(hash, same.add(report));
  }

  private hashOf(report: string): string | undefined {
    if (this.source.isErased(report)) return undefined;
    const facts = this.source.facts(report);
    // Of several stations' the first stands, unless it was withdrawn.
    const from = facts.findLastIndex(({ type }) => type === 'report.withdrawn') + 1;
    const received = facts
      .slice(from)
      .map((fact) => factAs(reportStream, fact))
      .find((fact) => fact?.type === 'report.received');
    const caller = received?.data.caller;
    // As it was written before the hash was sealed.
    if (caller && caller.callable === undefined) return caller.hash;
    if (!caller?.callable || !received?.sealed) return undefined;
    const { hash } = this.source.open(received.sealed) ?? {};
    return typeof hash === 'string' ? hash : undefined;
  }
}
