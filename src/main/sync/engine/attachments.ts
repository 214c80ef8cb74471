import type { Link } from '@shared/contract/sync';
import { type Bucket, fullBucket, spend, waitMs } from '@shared/sync/bucket';
import { type AttachmentState, CHUNK_BYTES, type Hub } from '@shared/sync/hub';
import type { BlobNeed, Station } from '@shared/sync/station';
import type { SyncReporter, World } from './world';

type Policy = Link['attachments'];

/** One attachment that has yet to go in one direction. */
export interface Transfer {
  readonly sha256: string;
  readonly size: number;
  readonly up: boolean;
  /** Up: numbers of the chunks that the hub holds. */
  readonly there: ReadonlySet<number>;
}

export interface Pending {
  readonly photos: number;
  readonly bytes: number;
}

/** How a stretch of carrying ended: nothing left, something more pressing, or the bandwidth's turn to wait. */
export type ExchangeEnd =
  | { readonly end: 'done' }
  | { readonly end: 'pressed' }
  | { readonly end: 'wait'; readonly ms: number };

const PAGE = 500;

/** How often an attachment may arrive broken, at either side, before it is left until somebody asks again. */
const MOST_BREAKS = 2;

export interface CarryDependencies {
  readonly hub: Hub;
  readonly station: Station;
  readonly reporter: SyncReporter;
  readonly world: World;
}

/** What is remembered of attachments over all connections of a link. */
export class AttachmentQueue {
  /** Whole at the hub: not asked for again. */
  readonly whole = new Set<string>();
  readonly breaks = new Map<string, number>();
  bucket: Bucket | undefined;
  /** What has yet to go or to come, as of the last look. */
  transfers: Transfer[] = [];
  /** Both sides were looked through since this process began. */
  looked = false;

  /** How much has yet to go up or come down. */
  pending(up: boolean): Pending {
    const transfers = this.transfers.filter((transfer) => transfer.up === up);
    const bytes = transfers.reduce(
      (sum, { size, there }) => sum + Math.max(0, size - there.size * CHUNK_BYTES),
      0,
    );
    return { photos: transfers.length, bytes };
  }

  /** Hashes of those that have yet to go up. */
  sending(): ReadonlySet<string> {
    return new Set(this.transfers.flatMap(({ up, sha256 }) => (up ? [sha256] : [])));
  }
}

/**
 * Carries attachments both ways, smallest first, chunk by chunk, only chunks that are missing; between two chunks it looks
 * whether commits wait. Hashes are proved at the end of each transfer by whoever received it. One for each connection: its first
 * look goes through everything, later ones through what was added since.
 */
export class AttachmentExchange {
  private looked = false;
  /** The last ones that were told of as held and as lacking. */
  private readonly seen = { held: '', lacking: '' };
  /** Lacking here, and not whole at the hub when it was asked. */
  private readonly expected = new Set<string>();
  /** Arrived broken at the hub: sent again after the next look. */
  private readonly again = new Map<string, BlobNeed>();

  constructor(
    private readonly dependencies: CarryDependencies,
    private readonly queue: AttachmentQueue,
    private readonly policy: Policy,
    private readonly bandwidth: number,
  ) {}

  /** What has yet to go up or come down, as of the last look. */
  pending(up: boolean): Pending {
    return this.queue.pending(up);
  }

  /** Attachments that are lacking here and that the hub has not whole yet, as of the last look. */
  get awaited(): number {
    return this.toAsk().length;
  }

  /** Attachments that are lacking here and are not on their way: not at the hub yet, or given up after breaks. */
  get lacking(): number {
    return this.expected.size;
  }

  /** Look what is missing on either side. */
  async look(): Promise<void> {
    if (!this.looked) this.queue.transfers = [];
    this.looked = true;
    if (this.policy !== 'none') {
      const broken = [...this.again.values()].filter(({ sha256 }) => !this.isGivenUp(sha256));
      for (const { sha256 } of broken) this.again.delete(sha256);
      await this.ask(broken, 'held');
      await this.walk('held');
      await this.walk('lacking');
      this.smallestFirst();
    }
    this.queue.looked = true;
  }

  /** Look only whether what is lacking has come to the hub meanwhile. */
  async lookAwaited(): Promise<void> {
    const needs = this.toAsk().map((sha256) => ({ sha256, thumb: false }));
    for (let at = 0; at < needs.length; at += PAGE) await this.ask(needs.slice(at, at + PAGE), 'lacking');
    this.smallestFirst();
  }

  /** Something waits to be sent again. */
  get isPutOff(): boolean {
    return this.again.size > 0;
  }

  /** The hub takes none now: those that were to go up are asked for again at the next look. */
  putOff(): void {
    const { transfers } = this.queue;
    for (const { up, sha256, size } of transfers)
      if (up) this.again.set(sha256, { sha256, size, thumb: false });
    this.queue.transfers = transfers.filter(({ up }) => !up);
  }

  /** Carry until all is done, `pressed` says that something else is more pressing, or the bandwidth is used up. */
  async carry(pressed: () => boolean): Promise<ExchangeEnd> {
    for (;;) {
      const transfer = this.queue.transfers[0];
      if (!transfer) return { end: 'done' };
      const ms = this.mustWait();
      if (ms > 0) return { end: 'wait', ms };
      const ended = transfer.up ? await this.sendChunk(transfer) : await this.fetchChunk(transfer);
      if (ended) this.queue.transfers.shift();
      if (pressed()) return { end: 'pressed' };
    }
  }

  /** What is expected and was not given up. */
  private toAsk(): string[] {
    return [...this.expected].filter((sha256) => !this.isGivenUp(sha256));
  }

  private isGivenUp(sha256: string): boolean {
    return (this.queue.breaks.get(sha256) ?? 0) >= MOST_BREAKS;
  }

  /** Go through what was added to one of the station's lists. */
  private async walk(what: 'held' | 'lacking'): Promise<void> {
    for (;;) {
      const page = await this.dependencies.station.blobs(what, this.seen[what], PAGE);
      const last = page.at(-1);
      if (!last) return;
      if (what === 'held') for (const { sha256 } of page) this.expected.delete(sha256);
      await this.ask(
        page.filter((need) => this.travels(need, what)),
        what,
      );
      this.seen[what] = last.sha256;
      if (page.length < PAGE) return;
    }
  }

  /** Ask the hub for these, and note what has to travel. */
  private async ask(needs: readonly BlobNeed[], what: 'held' | 'lacking'): Promise<void> {
    if (needs.length === 0) return;
    const found = await this.dependencies.hub.attachments(needs.map(({ sha256 }) => sha256));
    const states = new Map(found.map((state) => [state.sha256, state]));
    const up = what === 'held';
    const going = new Set(
      this.queue.transfers.flatMap((transfer) => (transfer.up === up ? [transfer.sha256] : [])),
    );
    const transfers = needs
      .filter(({ sha256 }) => !going.has(sha256))
      .flatMap((need) => this.tripOf(need, what, states.get(need.sha256)) ?? []);
    this.queue.transfers.push(...transfers);
  }

  private smallestFirst(): void {
    this.queue.transfers.sort((a, b) => a.size - b.size || (a.sha256 < b.sha256 ? -1 : 1));
  }

  private travels({ sha256, thumb }: BlobNeed, what: 'held' | 'lacking'): boolean {
    if (this.policy === 'reduced' && !thumb) return false;
    return what === 'lacking' || !this.queue.whole.has(sha256);
  }

  private tripOf(
    need: BlobNeed,
    what: 'held' | 'lacking',
    state: AttachmentState | undefined,
  ): Transfer | undefined {
    const { sha256, size } = need;
    if (state?.whole) this.queue.whole.add(sha256);
    if (what === 'lacking') {
      const comes = state?.whole === true && !this.isGivenUp(sha256);
      if (!comes) this.expected.add(sha256);
      else this.expected.delete(sha256);
      return comes ? { sha256, size: state.size, up: false, there: new Set() } : undefined;
    }
    if (state?.whole || size === undefined) return undefined;
    if (this.isGivenUp(sha256)) {
      this.again.set(sha256, need);
      return undefined;
    }
    return { sha256, size, up: true, there: new Set(state?.chunks ?? []) };
  }

  private mustWait(): number {
    const { world } = this.dependencies;
    if (this.bandwidth <= 0) return 0;
    this.queue.bucket ??= fullBucket(this.bandwidth, world.monotonicMs());
    return waitMs(this.queue.bucket, this.bandwidth, world.monotonicMs());
  }

  private spent(bytes: number): void {
    if (this.queue.bucket)
      this.queue.bucket = spend(
        this.queue.bucket,
        this.bandwidth,
        bytes,
        this.dependencies.world.monotonicMs(),
      );
  }

  /** Send the next missing chunk; true once this attachment's transfer is over. */
  private async sendChunk(transfer: Transfer): Promise<boolean> {
    const { hub, station } = this.dependencies;
    const { sha256, size, there } = transfer;
    const count = Math.max(1, Math.ceil(size / CHUNK_BYTES));
    const no = Array.from({ length: count }, (_, i) => i).find((i) => !there.has(i));
    if (no !== undefined) {
      const bytes = await station.readBlob(sha256, no * CHUNK_BYTES, chunkLength(size, no));
      // It was erased, or is shorter than it was: nothing that could be sent.
      if (bytes === undefined || bytes.length !== chunkLength(size, no)) return true;
      await hub.putChunk(sha256, size, no, bytes);
      this.spent(bytes.length);
      this.queue.transfers[0] = { ...transfer, there: new Set([...there, no]) };
      if (there.size + 1 < count) return false;
    }
    const proof = await hub.finishAttachment(sha256);
    if (proof === 'whole') this.queue.whole.add(sha256);
    else {
      this.again.set(sha256, { sha256, size, thumb: false });
      this.broke(sha256, 'up');
    }
    return true;
  }

  /** Fetch the next bytes; true once this attachment's transfer is over. */
  private async fetchChunk({ sha256, size }: Transfer): Promise<boolean> {
    const { hub, station } = this.dependencies;
    const held = await station.blobHeld(sha256);
    if (held < size) {
      const no = Math.floor(held / CHUNK_BYTES);
      const bytes = await hub.chunk(sha256, no);
      if (bytes === undefined) {
        this.expected.add(sha256);
        return true;
      }
      const part = bytes.subarray(held - no * CHUNK_BYTES);
      if (part.length === 0) {
        this.broke(sha256, 'down');
        return true;
      }
      await station.writeBlob(sha256, held, part);
      this.spent(bytes.length);
      if (held + part.length < size) return false;
    }
    if ((await station.finishBlob(sha256)) === 'broken') this.broke(sha256, 'down');
    return true;
  }

  private broke(sha256: string, way: 'up' | 'down'): void {
    const { reporter } = this.dependencies;
    const breaks = (this.queue.breaks.get(sha256) ?? 0) + 1;
    this.queue.breaks.set(sha256, breaks);
    if (way === 'down') this.expected.add(sha256);
    reporter.log('warn', `log.attachmentBroken.${way}`, { sha256: sha256.slice(0, 12) });
    if (breaks >= MOST_BREAKS)
      reporter.alarm(`attachment:${sha256}`, 'alarm.attachment', { sha256: sha256.slice(0, 12) });
  }
}

function chunkLength(size: number, no: number): number {
  return Math.min(CHUNK_BYTES, size - no * CHUNK_BYTES);
}
