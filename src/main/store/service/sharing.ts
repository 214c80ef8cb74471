import { CodedError } from '@shared/contract/errors';
import { DEVICES } from '@shared/domain/devices/events';
import type { DevicesState } from '@shared/domain/devices/evolve';
import type { Commit } from '@shared/domain/envelope';
import { knowsEvent } from '@shared/domain/knowledge';
import { type Batch, bytesOf, type Line, lastOf } from '@shared/sync/batch';
import type { WrappedKey } from '@shared/sync/hub';
import type {
  BlobNeed,
  Quarantined,
  Station,
  StationState,
  Taken,
  TrustedDevice,
} from '@shared/sync/station';
import { type ChainId, chainOf, chainParts, type Vector } from '@shared/sync/vector';
import { erasedBy } from '../projection/dataKeys';
import { photosOf } from '../projection/pictures';
import { Arrivals } from '../sharing/arrivals';
import { Chains } from '../sharing/chains';
import { aheadOf, sift } from '../sharing/incoming';
import { Quarantine } from '../sharing/quarantine';
import { Reissuer } from '../sharing/reissuer';
import { SharedBlobs } from '../sharing/sharedBlobs';
import { WantedKeys } from '../sharing/wantedKeys';
import { erasedNames } from './opening';
import type { Store } from './store';

/** Commits that are taken in with one flush and one transaction: commands at this desk wait no longer than for these. */
const PIECE = 100;

/** Rows of a long catching-up are written this often, and this soon after it paused. */
const ROWS_MS = 3000;
const IDLE_MS = 200;

/** Let commands and questions come in between two pieces. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A store as the exchange sees it. What comes in was proved by its signature before; numbers, hashes and checksums are proved
 * here, then it is written as it came, and screens follow.
 */
export class Sharing implements Station {
  private readonly chains: Chains;
  private readonly arrivals: Arrivals;
  private readonly shared: SharedBlobs;
  private readonly reissuer: Reissuer;
  private readonly aside: Quarantine;
  private readonly listeners = new Set<() => void>();
  private turn: Promise<void> = Promise.resolve();
  private rowsDue: number | undefined;
  private rowsTimer: NodeJS.Timeout | undefined;
  private readonly wanted: WantedKeys;

  constructor(private readonly store: Store) {
    const { projection, reader, options } = store;
    this.chains = new Chains(projection.db, reader);
    this.arrivals = new Arrivals(options.dataDir);
    this.shared = new SharedBlobs(options.dataDir, projection.db);
    this.reissuer = new Reissuer(store, this.chains);
    this.aside = new Quarantine(options.dataDir);
    this.wanted = new WantedKeys(options.dataDir, projection.db, store.keys);
    if (!store.writable) return;
    this.reissuer.resume();
  }

  /** Own commands were written: the chain has grown, and others will want them. */
  committed(commits: readonly Commit[]): void {
    const last = commits.at(-1);
    if (last) this.chains.reached(chainOf(last.device, last.incarnation), last.seq);
    this.grew(commits);
    this.tell();
  }

  async state(): Promise<StationState> {
    const { identity, position, clock } = this.store;
    return {
      street: identity.street ?? '',
      device: identity.device,
      incarnation: identity.incarnation,
      head: this.store.chainHead.hash,
      vector: { ...this.chains.vector() },
      position,
      demo: identity.demo,
      nowMs: clock.nowMs(),
    };
  }

  /** How far each chain is held without a gap. */
  vector(): Vector {
    return this.chains.vector();
  }

  async lines(
    chain: ChainId,
    after: number,
    limit?: { readonly commits: number; readonly bytes: number },
  ): Promise<readonly Line[]> {
    return this.chains.lines(chain, after, limit);
  }

  async hashAt(chain: ChainId, seq: number): Promise<string | undefined> {
    return this.chains.hashAt(chain, seq);
  }

  take(batch: Batch, source: string): Promise<Taken> {
    return this.inTurn(() => this.takeNow(batch, source));
  }

  /** Several links and packages may bring the same at once: one after the other, each sifted against what the one before left. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.then(
      () => {},
      () => {},
    );
    return mine;
  }

  private async takeNow(batch: Batch, source: string): Promise<Taken> {
    const { identity, clock } = this.store;
    const own = batch.chain === chainOf(identity.device, identity.incarnation);
    const sifted = sift(batch, this.chains);
    const { lines, commits } = sifted;
    // Somebody else writes this very chain: it is left to whoever finds the fork, and never mixed with ours.
    const forked = own && lines.length > 0;
    const refused = forked ? { why: 'differs' as const, seq: commits[0]?.seq ?? batch.from } : sifted.refused;
    if (lines.length > 0 && !forked) {
      this.noteArrival(batch, source, commits);
      this.wanted.coming(commits.flatMap(({ events }) => events));
      const many = lines.length >= PIECE;
      for (let at = 0; at < lines.length; at += PIECE) {
        this.write(commits.slice(at, at + PIECE), lines.slice(at, at + PIECE), many);
        await breathe();
      }
      if (many) this.rowsLater();
      else this.writeRows();
      this.aside.healed(batch.chain, this.chains.vector()[batch.chain] ?? 0);
    }
    const fresh = forked ? 0 : commits.length;
    const parked = forked
      ? 0
      : commits.flatMap(({ events }) => events).filter((one) => !knowsEvent(one)).length;
    const aheadMs = aheadOf(commits, clock.nowMs());
    return {
      held: this.chains.vector()[batch.chain] ?? 0,
      fresh,
      parked,
      aheadMs,
      ...(refused ? { refused } : {}),
    };
  }

  async signed(chain: ChainId, after: number, bytes: number): Promise<readonly Batch[]> {
    const own = chainParts(chain).device === this.store.identity.device;
    const batches: Batch[] = [];
    const held = this.chains.vector()[chain] ?? 0;
    for (let at = after, sum = 0; at < held && (batches.length === 0 || sum < bytes); ) {
      // Where the end of a batch was not taken, the next signature speaks for both.
      const arrival = own ? undefined : this.arrivals.signedBeyond(chain, at);
      const lines = this.chains.lines(chain, at, arrival && { commits: arrival.to - at, bytes: 2 ** 31 });
      if (lines.length === 0 || (!own && !arrival)) break;
      const signature = arrival ? new Uint8Array(Buffer.from(arrival.signature, 'base64')) : new Uint8Array();
      const batch = { chain, from: at + 1, lines, signature };
      batches.push(batch);
      at = lastOf(batch);
      sum += bytesOf(lines);
    }
    return batches;
  }

  async quarantine(item: Quarantined): Promise<void> {
    this.aside.put(item, this.store.clock.now());
  }

  /** Batches that are kept aside. */
  quarantined(): number {
    return this.aside.count();
  }

  async devices(): Promise<readonly TrustedDevice[]> {
    const state = this.store.reader.load(DEVICES).state as DevicesState | null;
    return Object.values(state?.devices ?? {}).map(({ enrolledAt: _at, enrolledBy: _by, ...one }) => one);
  }

  reissue(after: number, incarnation: number, chain?: ChainId): Promise<StationState> {
    return this.inTurn(async () => {
      this.reissuer.start(after, incarnation, chain);
      this.tell();
      return this.state();
    });
  }

  async keysNamed(names: readonly string[]): Promise<readonly WrappedKey[]> {
    return this.store.keys?.wrapped(names) ?? [];
  }

  async wantedKeys(): Promise<readonly string[]> {
    return this.wanted.list();
  }

  async takeKeys(keys: readonly WrappedKey[], erased: readonly string[]): Promise<void> {
    const mine = this.store.keys;
    if (!mine) throw this.store.keyProblem ?? new CodedError('store.key', { reason: 'keys' });
    mine.take(keys);
    this.store.callers.touch(keys.map(({ name }) => name).filter((name) => name.startsWith('report:')));
    // What others call erased is not to be had; a key that is here dies by the event that erases it alone.
    this.wanted.came([...keys.map(({ name }) => name), ...erased]);
  }

  async erasedKeys(): Promise<readonly string[]> {
    return erasedNames(this.store.projection.db);
  }

  async blobs(what: 'held' | 'lacking', after: string, limit: number): Promise<readonly BlobNeed[]> {
    return this.shared.known(what, after, limit);
  }

  async readBlob(sha256: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.shared.read(sha256, offset, length);
  }

  async blobHeld(sha256: string): Promise<number> {
    return this.shared.held(sha256);
  }

  async writeBlob(sha256: string, offset: number, bytes: Uint8Array): Promise<void> {
    this.shared.write(sha256, offset, bytes);
  }

  async finishBlob(sha256: string): Promise<'whole' | 'broken'> {
    const done = this.shared.finish(sha256);
    if (done === 'whole') this.store.screensFollow();
    return done;
  }

  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Journal first, then the chains, then what hangs on them. */
  private write(commits: readonly Commit[], lines: readonly Buffer[], later: boolean): void {
    this.store.takeIn(commits, lines, later);
    const last = commits.at(-1);
    if (last) this.chains.reached(chainOf(last.device, last.incarnation), last.seq);
    this.grew(commits);
  }

  /** While much comes in, rows are written now and then: many commits touch the same case. */
  private rowsLater(): void {
    const now = performance.now();
    this.rowsDue ??= now + ROWS_MS;
    if (now >= this.rowsDue) this.writeRows();
    clearTimeout(this.rowsTimer);
    this.rowsTimer = setTimeout(() => this.writeRows(), IDLE_MS).unref();
  }

  private writeRows(): void {
    clearTimeout(this.rowsTimer);
    this.rowsDue = undefined;
    if (this.store.open) this.store.writePending();
  }

  private grew(commits: readonly Commit[]): void {
    const events = commits.flatMap((commit) => commit.events);
    this.shared.grew(events.flatMap(photosOf));
    this.store.keyCare.erase(events.flatMap((event) => erasedBy(event) ?? []));
    this.wanted.grew(events);
  }

  private noteArrival(
    { chain, from, lines, signature }: Batch,
    source: string,
    commits: readonly Commit[],
  ): void {
    const to = commits.at(-1)?.seq ?? from;
    // The signature is over the batch's last line: without that line it proves nothing.
    const whole = to === from + lines.length - 1;
    this.arrivals.note({
      at: this.store.clock.now(),
      source,
      chain,
      from: commits[0]?.seq ?? from,
      to,
      position: this.store.position + 1,
      signature: whole ? Buffer.from(signature).toString('base64') : '',
    });
  }
}
