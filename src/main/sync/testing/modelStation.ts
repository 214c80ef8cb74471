import { createHash } from 'node:crypto';
import { BATCH_BYTES, BATCH_COMMITS, type Batch, batchLength, bytesOf, type Line } from '@shared/sync/batch';
import type { WrappedKey } from '@shared/sync/hub';
import type {
  BlobNeed,
  Quarantined,
  Station,
  StationState,
  Taken,
  TrustedDevice,
} from '@shared/sync/station';
import { type ChainId, chainOf, type Vector } from '@shared/sync/vector';
import { hashOf } from '../engine/lines';

/** What a model's commit says. Real ones say more; the exchange looks at nothing else. */
export interface ModelCommit {
  readonly device: string;
  readonly incarnation: number;
  readonly seq: number;
  readonly id: string;
  readonly prev: string;
  readonly copyOf?: string | undefined;
  readonly events: readonly ModelEvent[];
}

export interface ModelEvent {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sealed?: { readonly key: string; readonly box: string } | undefined;
}

const NO_PREV = '0'.repeat(64);

/** A station's store in memory: chains of real lines, keys and blobs as maps. For tests of whatever talks to a `Station`. */
export class ModelStation implements Station {
  readonly chains = new Map<ChainId, Line[]>();
  readonly quarantined: Quarantined[] = [];
  readonly dataKeys = new Map<string, WrappedKey>();
  readonly keysErased = new Set<string>();
  readonly blobFiles = new Map<string, Uint8Array>();
  readonly blobParts = new Map<string, Uint8Array>();
  /** Blobs that commits speak of: hash → thumbnail or not. */
  readonly blobUses = new Map<string, boolean>();
  private readonly blobLists = new Map<string, 'held' | 'lacking'>();
  private readonly blobOrder: Record<'held' | 'lacking', string[]> = { held: [], lacking: [] };
  readonly reissues: { chain: ChainId; after: number; incarnation: number }[] = [];
  /** Foreign batches as they came. */
  private readonly cuts = new Map<ChainId, Batch[]>();
  incarnation = 1;
  nowMs = 0;
  private made = 0;
  private position = 0;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly street: string,
    readonly device: string,
  ) {}

  /** A copy as a cloned disk has it. */
  clone(): ModelStation {
    const copy = new ModelStation(this.street, this.device);
    for (const [chain, lines] of this.chains) copy.chains.set(chain, [...lines]);
    for (const [name, key] of this.dataKeys) copy.dataKeys.set(name, key);
    for (const [hash, bytes] of this.blobFiles) copy.blobFiles.set(hash, bytes);
    for (const [hash, thumb] of this.blobUses) copy.blobUses.set(hash, thumb);
    copy.incarnation = this.incarnation;
    copy.position = this.position;
    copy.made = this.made;
    return copy;
  }

  /** Commit these events in the running incarnation. */
  commit(
    events: readonly ModelEvent[],
    id = `${this.device}-${this.incarnation}-${++this.made}`,
  ): ModelCommit {
    const commit = this.append(id, events, undefined);
    for (const listener of this.listeners) listener();
    return commit;
  }

  /** A commit with nothing of interest in it. */
  note(text = 'note'): ModelCommit {
    return this.commit([{ stream: 'case:1', type: 'case.noted', data: { text } }]);
  }

  /** A commit with a blob beside it. */
  attach(bytes: Uint8Array, thumb = false): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.blobFiles.set(sha256, bytes);
    this.commit([{ stream: 'case:1', type: 'case.pictured', data: { blob: sha256, thumb } }]);
    return sha256;
  }

  /** Let a device in, as a desk does. */
  async enrol(device: TrustedDevice): Promise<void> {
    this.commit([{ stream: 'devices:main', type: 'device.enrolled', data: { ...device } }]);
  }

  revoke(device: string, upTo: Vector): void {
    this.commit([{ stream: 'devices:main', type: 'device.revoked', data: { device, upTo, reason: 'test' } }]);
  }

  /** Erase a caller for good, as an event. */
  eraseCaller(key: string): void {
    this.commit([{ stream: `erasure:${key}`, type: 'caller.erased', data: { key, reason: 'test' } }]);
    this.erase(key);
  }

  /** The same for two stations that know the same acknowledged commands: ids, each once, copies counted as their first. */
  digest(): string {
    const ids = new Set([...this.commits()].map(({ id }) => id));
    return createHash('sha256')
      .update([...ids].sort().join('\n'))
      .digest('hex');
  }

  *commits(): Generator<ModelCommit> {
    for (const lines of this.chains.values()) for (const line of lines) yield decode(line);
  }

  get vector(): Vector {
    return Object.fromEntries([...this.chains].map(([chain, lines]) => [chain, lines.length]));
  }

  async state(): Promise<StationState> {
    const { street, device, incarnation, vector, position, nowMs } = this;
    return { street, device, incarnation, head: this.head(), vector, position, demo: false, nowMs };
  }

  async lines(
    chain: ChainId,
    after: number,
    limit = { commits: BATCH_COMMITS, bytes: BATCH_BYTES },
  ): Promise<readonly Line[]> {
    const rest = (this.chains.get(chain) ?? []).slice(after);
    return rest.slice(0, batchLength(rest, limit));
  }

  async signed(chain: ChainId, after: number, bytes: number): Promise<readonly Batch[]> {
    const held = this.chains.get(chain) ?? [];
    const cuts = this.cuts.get(chain) ?? [];
    const batches: Batch[] = [];
    let sum = 0;
    for (let at = after; at < held.length && (sum < bytes || batches.length === 0); ) {
      const kept = cuts.find(({ from, lines }) => from <= at + 1 && at + 1 < from + lines.length);
      const rest = held.slice(at);
      const lines = rest.slice(0, batchLength(rest));
      const batch = kept ?? { chain, from: at + 1, lines, signature: new Uint8Array() };
      batches.push(batch);
      sum += bytesOf(batch.lines);
      at = batch.from + batch.lines.length - 1;
    }
    return batches;
  }

  async hashAt(chain: ChainId, seq: number): Promise<string | undefined> {
    const line = this.chains.get(chain)?.[seq - 1];
    return line && hashOf(line);
  }

  async take(batch: Batch): Promise<Taken> {
    const held = this.chains.get(batch.chain) ?? [];
    const answer = { held: held.length, fresh: 0, parked: 0, aheadMs: 0 };
    if (batch.from > held.length + 1) return { ...answer, refused: { why: 'gap', seq: batch.from } };
    for (const [i, line] of batch.lines.entries()) {
      const seq = batch.from + i;
      const there = held[seq - 1];
      if (there) {
        if (hashOf(there) !== hashOf(line)) return { ...answer, refused: { why: 'differs', seq } };
        continue;
      }
      const commit = decode(line);
      if (chainOf(commit.device, commit.incarnation) !== batch.chain || commit.seq !== seq)
        return { ...answer, refused: { why: 'shape', seq } };
      const before = held[seq - 2];
      if (before && commit.prev !== hashOf(before)) return { ...answer, refused: { why: 'chain', seq } };
      held.push(line);
      this.chains.set(batch.chain, held);
      this.position += 1;
      answer.fresh += 1;
      answer.held = held.length;
      this.uses(commit);
    }
    if (answer.fresh > 0) this.cuts.set(batch.chain, [...(this.cuts.get(batch.chain) ?? []), batch]);
    return answer;
  }

  async quarantine(item: Quarantined): Promise<void> {
    this.quarantined.push(item);
  }

  async devices(): Promise<readonly TrustedDevice[]> {
    const found = new Map<string, TrustedDevice>();
    const events = [...this.commits()].flatMap((commit) => commit.events);
    for (const { type, data } of events)
      if (type === 'device.enrolled') found.set(String(data.device), data as unknown as TrustedDevice);
    for (const { type, data } of events) {
      const known = found.get(String(data.device));
      if (type === 'device.revoked' && known)
        found.set(known.device, { ...known, revoked: { at: '', upTo: data.upTo as Vector } });
    }
    return [...found.values()];
  }

  async reissue(
    after: number,
    incarnation: number,
    chain = chainOf(this.device, this.incarnation),
  ): Promise<StationState> {
    this.reissues.push({ chain, after, incarnation });
    const lines = this.chains.get(chain) ?? [];
    const again = lines.slice(after).map(decode);
    this.chains.set(chain, lines.slice(0, after));
    this.incarnation = Math.max(incarnation, this.incarnation + 1);
    const prev = after > 0 ? hashOf(lines[after - 1] as Line) : NO_PREV;
    for (const [i, commit] of again.entries())
      this.append(
        commit.id,
        commit.events,
        `${commit.device}.${commit.incarnation}.${commit.seq}`,
        i === 0 ? prev : undefined,
      );
    return this.state();
  }

  async keysNamed(names: readonly string[]): Promise<readonly WrappedKey[]> {
    return names.flatMap((name) => this.dataKeys.get(name) ?? []);
  }

  async wantedKeys(): Promise<readonly string[]> {
    const spoken = [...this.commits()].flatMap(({ events }) =>
      events.flatMap(({ sealed }) => sealed?.key ?? []),
    );
    return [...new Set(spoken)].filter((name) => !this.dataKeys.has(name) && !this.keysErased.has(name));
  }

  async takeKeys(keys: readonly WrappedKey[], erased: readonly string[]): Promise<void> {
    for (const key of keys) this.dataKeys.set(key.name, key);
    for (const name of erased) this.erase(name);
  }

  erase(name: string): void {
    this.dataKeys.delete(name);
    this.keysErased.add(name);
  }

  async erasedKeys(): Promise<readonly string[]> {
    return [...this.keysErased];
  }

  async blobs(what: 'held' | 'lacking', after: string, limit: number): Promise<readonly BlobNeed[]> {
    for (const sha256 of this.blobUses.keys()) {
      const is = this.blobFiles.has(sha256) ? 'held' : 'lacking';
      if (this.blobLists.get(sha256) === is) continue;
      this.blobLists.set(sha256, is);
      this.blobOrder[is] = [...this.blobOrder[is].filter((one) => one !== sha256), sha256];
    }
    const list = this.blobOrder[what];
    return list
      .slice(list.indexOf(after) + 1)
      .filter((sha256) => this.blobLists.get(sha256) === what)
      .slice(0, limit)
      .map((sha256) => ({
        sha256,
        thumb: this.blobUses.get(sha256) === true,
        size: this.blobFiles.get(sha256)?.length,
      }));
  }

  async readBlob(sha256: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.blobFiles.get(sha256)?.slice(offset, offset + length);
  }

  async blobHeld(sha256: string): Promise<number> {
    return this.blobParts.get(sha256)?.length ?? 0;
  }

  async writeBlob(sha256: string, offset: number, bytes: Uint8Array): Promise<void> {
    const before = (this.blobParts.get(sha256) ?? new Uint8Array()).slice(0, offset);
    this.blobParts.set(sha256, Buffer.concat([before, bytes]));
  }

  async finishBlob(sha256: string): Promise<'whole' | 'broken'> {
    const bytes = this.blobParts.get(sha256) ?? new Uint8Array();
    this.blobParts.delete(sha256);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return 'broken';
    this.blobFiles.set(sha256, bytes);
    return 'whole';
  }

  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private head(): string {
    const own = this.chains.get(chainOf(this.device, this.incarnation))?.at(-1);
    return own ? hashOf(own) : NO_PREV;
  }

  private append(
    id: string,
    events: readonly ModelEvent[],
    copyOf?: string,
    prev = this.head(),
  ): ModelCommit {
    const { device, incarnation } = this;
    const chain = chainOf(device, incarnation);
    const lines = this.chains.get(chain) ?? [];
    const commit: ModelCommit = {
      device,
      incarnation,
      seq: lines.length + 1,
      id,
      prev,
      ...(copyOf === undefined ? {} : { copyOf }),
      events,
    };
    lines.push(Buffer.from(JSON.stringify(commit)));
    this.chains.set(chain, lines);
    this.position += 1;
    this.uses(commit);
    return commit;
  }

  private uses(commit: ModelCommit): void {
    for (const { data } of commit.events)
      if (typeof data.blob === 'string') this.blobUses.set(data.blob, data.thumb === true);
  }
}

const decoded = new WeakMap<Line, ModelCommit>();

function decode(line: Line): ModelCommit {
  const known = decoded.get(line) ?? (JSON.parse(Buffer.from(line).toString('utf8')) as ModelCommit);
  decoded.set(line, known);
  return known;
}
