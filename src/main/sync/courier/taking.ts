import { CodedError } from '@shared/contract/errors';
import { DEVICES } from '@shared/domain/devices/events';
import { type Batch, lastOf } from '@shared/sync/batch';
import type { Quarantined, Station, TrustedDevice } from '@shared/sync/station';
import { type ChainId, chainOf } from '@shared/sync/vector';
import { hashOf } from '../engine/lines';
import type { BatchEntry, PieceEntry } from './format';
import type { Package } from './package';
import { stopIf } from './plan';
import { heldOf, wholeOf } from './preview';
import { type Me, Proof } from './proof';

/** Bytes of an attachment written at once. */
const PIECE_BYTES = 1_048_576;

/** What taking a package needs. */
export interface TakeParts {
  readonly opened: Package;
  readonly station: Station;
  readonly me: Me;
  readonly vouched: readonly TrustedDevice[];
  /** Named with what is kept aside. */
  readonly source: string;
  readonly signal: AbortSignal | undefined;
  readonly wrote: (bytes: number) => void;
}

/** What became of a package. */
export interface Tally {
  readonly commits: number;
  readonly photos: number;
  /** Commits and attachments that did not hold. */
  readonly refused: number;
  /** Attachments of the package that are held whole now. */
  readonly held: readonly string[];
}

/** Takes a package in: keys, then commits in the order of each chain, then attachments. What is known costs nothing. */
export class Taking {
  private fresh = 0;
  private refused = 0;
  private photos = 0;
  private vector: Record<ChainId, number> = {};

  private constructor(
    private readonly parts: TakeParts,
    private proof: Proof,
    private readonly street: string,
    /** The chain that only this station writes. */
    private readonly running: ChainId,
  ) {}

  static async run(parts: TakeParts): Promise<Tally> {
    const state = await parts.station.state();
    const proof = await Proof.of(parts.station, state.street, parts.me, parts.vouched);
    const running = chainOf(state.device, state.incarnation);
    const taking = new Taking(parts, proof, state.street, running);
    taking.vector = { ...state.vector };
    await taking.keys();
    await taking.commits();
    const held = await taking.attachments();
    return { commits: taking.fresh, photos: taking.photos, refused: taking.refused, held };
  }

  /** Keys come first: what the commits speak of must be there when screens are drawn. */
  private async keys(): Promise<void> {
    const { keys, erased } = await this.parts.opened.keys();
    if (keys.length > 0 || erased.length > 0) await this.parts.station.takeKeys(keys, erased);
  }

  /** Batches of devices that are not known yet wait until others have let these in; what still waits then is kept aside. */
  private async commits(): Promise<void> {
    let waiting: readonly BatchEntry[] = this.parts.opened.manifest.commits;
    for (;;) {
      const later: BatchEntry[] = [];
      const before = waiting.length;
      for (const entry of waiting) {
        stopIf(this.parts.signal);
        // Behind a batch that waits, the others of its chain would only be gaps.
        const follows = later.some(({ chain }) => chain === entry.chain);
        if (follows || !(await this.consider(entry))) later.push(entry);
      }
      waiting = later;
      if (later.length === 0 || later.length === before) break;
    }
    for (const entry of waiting) {
      const batch = await this.parts.opened.batch(entry);
      await this.aside(batch, 'unknownDevice', batch.from);
    }
  }

  /** Returns whether this batch is settled; false where its device is not known. */
  private async consider(entry: BatchEntry): Promise<boolean> {
    const { opened } = this.parts;
    const { take, why, batch: proved } = await this.proof.judge(opened, entry);
    if (why === 'unknownDevice') return false;
    this.parts.wrote(entry.bytes);
    // What does not hold is taken apart to be kept aside: the sender answers for the package.
    const batch = proved ?? (await opened.batch(entry));
    // Cut off, the signature is over a line that is not there: it proves nothing to others.
    const cut = take < batch.lines.length ? { signature: new Uint8Array() } : {};
    if (take > 0) await this.take({ ...batch, ...cut, lines: batch.lines.slice(0, take) });
    if (why !== undefined) await this.aside(batch, why, batch.from + take);
    return true;
  }

  private async take(batch: Batch): Promise<void> {
    const { station, me, source, vouched } = this.parts;
    if (lastOf(batch) <= (this.vector[batch.chain] ?? 0)) {
      await this.compare(batch);
      return;
    }
    if (batch.chain === this.running) {
      // Another computer writes in this one's name (a clone), or this one was restored: never mixed into what is written here.
      await this.aside(batch, 'differs', (this.vector[batch.chain] ?? 0) + 1);
      return;
    }
    const taken = await station.take(batch, source);
    this.fresh += taken.fresh;
    this.vector[batch.chain] = taken.held;
    if (taken.refused) await this.aside(batch, taken.refused.why, taken.refused.seq);
    if (taken.fresh > 0 && batch.lines.some((line) => Buffer.from(line).includes(DEVICES)))
      this.proof = await Proof.of(station, this.street, me, vouched);
  }

  /** Known numbers with other content are an alarm. Each line holds the hash of the one before: the last speaks for all. */
  private async compare(batch: Batch): Promise<void> {
    const last = batch.lines.at(-1);
    const seq = lastOf(batch);
    if (last && (await this.parts.station.hashAt(batch.chain, seq)) !== hashOf(last))
      await this.aside(batch, 'differs', seq);
  }

  private async aside(batch: Batch, why: Quarantined['why'], seq: number): Promise<void> {
    const { chain, lines } = batch;
    const from = Math.max(batch.from, seq);
    const rest = lines.slice(from - batch.from);
    this.refused += rest.length;
    await this.parts.station.quarantine({ chain, from, why, seq, lines: rest, source: this.parts.source });
  }

  private async attachments(): Promise<string[]> {
    const { opened, station } = this.parts;
    const whole = wholeOf(opened.manifest);
    const all = new Map(opened.manifest.attachments.map((piece) => [piece.sha256, piece]));
    const held = await heldOf(station, all);
    for (const piece of opened.manifest.attachments) {
      stopIf(this.parts.signal);
      if (held.has(piece.sha256)) continue;
      const became = await this.piece(piece);
      if (became === 'broken') this.refused += 1;
      if (became !== 'whole') continue;
      held.add(piece.sha256);
      this.photos += 1;
    }
    return [...held].filter((sha256) => whole.has(sha256)).sort();
  }

  /** Write what is lacking of a piece, after its bytes were proved: bad ones would only show at the end of the whole. */
  private async piece(piece: PieceEntry): Promise<'part' | 'whole' | 'broken'> {
    const { opened, station } = this.parts;
    const end = piece.offset + piece.bytes;
    let at = await station.blobHeld(piece.sha256);
    if (at < piece.offset || (at < end && !(await opened.holds(piece)))) return 'broken';
    let position = piece.offset;
    if (at < end || piece.size === 0) {
      for await (const bytes of gathered(opened.piece(piece))) {
        stopIf(this.parts.signal);
        const news = bytes.subarray(Math.min(bytes.length, Math.max(0, at - position)));
        if (news.length > 0) await station.writeBlob(piece.sha256, at, news);
        at += news.length;
        position += bytes.length;
        this.parts.wrote(bytes.length);
      }
    }
    if (at < piece.size) return 'part';
    return station.finishBlob(piece.sha256);
  }
}

/** The same bytes in larger pieces: the station flushes each one to its disk. */
async function* gathered(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    waiting.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** Bytes that taking a package goes through, for a bar. */
export function workOf({ manifest }: Package): number {
  const sum = (entries: readonly { bytes: number }[]): number =>
    entries.reduce((total, { bytes }) => total + bytes, 0);
  return sum(manifest.commits) + sum(manifest.attachments);
}

/** Throws unless this is still the file that was shown. Errors: `courier.changed`. */
export function sameAs(opened: Package, mark: string): void {
  if (opened.mark !== mark) throw new CodedError('courier.changed');
}
