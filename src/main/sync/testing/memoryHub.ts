import { CodedError } from '@shared/contract/errors';
import { type Batch, bytesOf, lastOf, MAX_COMMIT_BYTES } from '@shared/sync/batch';
import {
  type AttachmentState,
  CHUNK_BYTES,
  type Hub,
  type HubDevice,
  type Introduction,
  type PushAnswer,
  type Welcome,
  type WrappedKey,
} from '@shared/sync/hub';
import { type ChainId, chainOf, chainParts, type Vector } from '@shared/sync/vector';
import { mergeBatches } from '../hub/merge';
import { SCHEMA_NEEDED } from '../hub/migrations';
import { byDevice, erasedNames, type HeldCommit, sha256Of, unitsBeyond } from './memoryChains';

interface Attachment {
  size: number;
  whole: boolean;
  readonly chunks: Map<number, Uint8Array>;
}

export interface RaisedAlarm {
  readonly device: string;
  readonly kind: string;
  readonly about: string;
  readonly detail: string;
}

/** What happens to a call: nothing, it fails before it reached the hub, its answer is lost, or (pull) only the first batch comes. */
export type Fault = 'none' | 'before' | 'after' | 'short';

/** One street as the model keeps it. */
class Street {
  readonly devices = new Map<string, HubDevice>();
  readonly chains = new Map<ChainId, HeldCommit[]>();
  readonly claims = new Map<ChainId, string>();
  readonly keys = new Map<string, WrappedKey>();
  readonly erased = new Set<string>();
  readonly attachments = new Map<string, Attachment>();
  readonly alarms: RaisedAlarm[] = [];
  readonly clients = new Set<MemoryHub>();
}

/**
 * The model of a hub: the rules of `resources/hub/001-exchange.sql` and `005-limits.sql` in memory, shared by its clients. Every call is one step that
 * nothing comes between. `fault` decides the fate of each call, `now` is the hub's clock, `quiet` keeps news back.
 */
export class MemoryHubServer {
  schema = SCHEMA_NEEDED;
  protocolMin = 1;
  quiet = false;
  fault: (device: string, call: keyof Hub) => Fault = () => 'none';
  private readonly streets = new Map<string, Street>();

  constructor(public now: () => number = () => 0) {}

  /** Enrol a device; once more after a revocation changes nothing. */
  enrol(street: string, device: string, { name = device, letter = 'A' } = {}): void {
    const { devices } = this.street(street);
    if (devices.has(device)) return;
    devices.set(device, { device, name, letter, enrolledMs: this.now(), revokedMs: null, lastSeenMs: null });
  }

  revoke(street: string, device: string): void {
    const { devices } = this.street(street);
    const known = devices.get(device);
    if (known) devices.set(device, { ...known, revokedMs: this.now() });
  }

  /** A connection of an enrolled device. */
  client(street: string, device: string): MemoryHub {
    return new MemoryHub(this, street, device);
  }

  alarms(street: string): readonly RaisedAlarm[] {
    return this.street(street).alarms;
  }

  street(street: string): Street {
    const found = this.streets.get(street) ?? new Street();
    this.streets.set(street, found);
    return found;
  }
}

/** One device's connection to the model. */
export class MemoryHub implements Hub {
  private readonly street: Street;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly server: MemoryHubServer,
    private readonly streetId: string,
    private readonly device: string,
  ) {
    this.street = server.street(streetId);
    this.street.clients.add(this);
  }

  async hello(me: Introduction): Promise<Welcome> {
    const mine = this.street.devices.get(this.device);
    if (!mine || me.device !== this.device) throw refused();
    return this.step('hello', () => this.welcome(me, mine), true);
  }

  async vector(): Promise<Vector> {
    return this.step('vector', () =>
      Object.fromEntries([...this.street.chains].map(([chain, held]) => [chain, held.length])),
    );
  }

  async hashAt(chain: ChainId, seq: number): Promise<string | undefined> {
    return this.step('hashAt', () => this.street.chains.get(chain)?.[seq - 1]?.hash);
  }

  async push(batch: Batch): Promise<PushAnswer> {
    return this.step('push', () => {
      if (chainParts(batch.chain).device !== this.device) throw refused();
      const answer = this.take(batch);
      if (answer.ok && answer.fresh > 0) this.tellOthers();
      return answer;
    });
  }

  async pull(
    since: Vector,
    { bytes, skip = [] }: { readonly bytes: number; readonly skip?: readonly ChainId[] },
  ): Promise<{ readonly batches: readonly Batch[]; readonly more: boolean }> {
    return this.step('pull', (fault) => {
      const all = [...this.street.chains.keys()]
        .filter((chain) => !skip.includes(chain))
        .sort(byDevice)
        .flatMap((chain) => unitsBeyond(chain, this.street.chains.get(chain) ?? [], since[chain] ?? 0));
      const room = fault === 'short' ? 0 : bytes;
      let sum = 0;
      const cut = all.findIndex((unit, index) => {
        sum += bytesOf(unit.lines);
        return index > 0 && sum > room;
      });
      const batches = mergeBatches(cut < 0 ? all : all.slice(0, cut));
      return { batches, more: cut >= 0 };
    });
  }

  async putKeys(keys: readonly WrappedKey[]): Promise<void> {
    await this.step('putKeys', () => {
      for (const key of keys) {
        const at = `${key.name}\n${key.id}`;
        if (!this.street.erased.has(key.name) && !this.street.keys.has(at)) this.street.keys.set(at, key);
      }
    });
  }

  async keysNamed(
    names: readonly string[],
  ): Promise<{ keys: readonly WrappedKey[]; erased: readonly string[] }> {
    return this.step('keysNamed', () => ({
      keys: [...this.street.keys.values()].filter(({ name }) => names.includes(name)),
      erased: names.filter((name) => this.street.erased.has(name)),
    }));
  }

  async eraseKeys(names: readonly string[]): Promise<readonly string[]> {
    return this.step('eraseKeys', () => names.filter((name) => !this.street.erased.has(name)));
  }

  async attachments(sha256s: readonly string[]): Promise<readonly AttachmentState[]> {
    return this.step('attachments', () =>
      sha256s.flatMap((sha256) => {
        const found = this.street.attachments.get(sha256);
        if (!found) return [];
        const chunks = [...found.chunks.keys()].sort((a, b) => a - b);
        return [{ sha256, size: found.size, chunks, whole: found.whole }];
      }),
    );
  }

  async putChunk(sha256: string, size: number, no: number, bytes: Uint8Array): Promise<void> {
    await this.step('putChunk', () => {
      if (bytes.length !== Math.min(CHUNK_BYTES, size - no * CHUNK_BYTES)) {
        throw new CodedError('sync.hubFault', { detail: 'chunk_fits' });
      }
      const found = this.street.attachments.get(sha256) ?? { size, whole: false, chunks: new Map() };
      if (found.whole) return;
      this.street.attachments.set(sha256, found);
      if (!found.chunks.has(no)) found.chunks.set(no, Uint8Array.from(bytes));
    });
  }

  async finishAttachment(sha256: string): Promise<'whole' | 'broken' | 'missing'> {
    return this.step('finishAttachment', () => {
      const found = this.street.attachments.get(sha256);
      if (!found) return 'missing';
      const count = Math.max(1, Math.ceil(found.size / CHUNK_BYTES));
      const parts = Array.from({ length: count }, (_, no) => found.chunks.get(no));
      if (parts.includes(undefined)) return 'missing';
      found.whole = sha256 === sha256Of(Buffer.concat(parts.filter((part) => part !== undefined)));
      if (!found.whole) this.street.attachments.delete(sha256);
      return found.whole ? 'whole' : 'broken';
    });
  }

  async chunk(sha256: string, no: number): Promise<Uint8Array | undefined> {
    return this.step('chunk', () => this.street.attachments.get(sha256)?.chunks.get(no));
  }

  async devices(): Promise<readonly HubDevice[]> {
    return this.step('devices', () => [...this.street.devices.values()]);
  }

  async alarm(kind: string, about: string, detail: string): Promise<void> {
    await this.step('alarm', () => this.raise(kind, about, detail));
  }

  onNews(listener: () => void): void {
    this.listeners.push(listener);
  }

  async close(): Promise<void> {
    this.street.clients.delete(this);
  }

  /** Runs a call under the server's faults; `open`: for a revoked device too. */
  private step<Answer>(call: keyof Hub, run: (fault: Fault) => Answer, open = false): Answer {
    const fault = this.server.fault(this.device, call);
    if (fault === 'before') throw lost('before');
    const mine = this.street.devices.get(this.device);
    if (!open && (!mine || mine.revokedMs !== null)) throw refused();
    const answer = run(fault);
    if (fault === 'after') throw lost('after');
    return answer;
  }

  private welcome(me: Introduction, mine: HubDevice): Welcome {
    const { schema, protocolMin } = this.server;
    if (schema < SCHEMA_NEEDED) throw new CodedError('sync.hubOld', { schema, needed: SCHEMA_NEEDED });
    if (protocolMin > me.protocol) {
      throw new CodedError('sync.hubNew', { needed: protocolMin, protocol: me.protocol });
    }
    const claim = mine.revokedMs === null ? this.claim(me) : 'revoked';
    if (claim !== 'revoked') this.street.devices.set(this.device, { ...mine, lastSeenMs: this.server.now() });
    const known = [...this.street.claims.keys(), ...this.street.chains.keys()].map(chainParts);
    const mineOnly = known.filter(({ device }) => device === this.device);
    const newest = Math.max(0, ...mineOnly.map(({ incarnation }) => incarnation));
    return { street: this.streetId, nowMs: this.server.now(), schema, protocolMin, claim, newest };
  }

  private claim({ incarnation, host }: Introduction): 'mine' | 'otherHost' {
    const chain = chainOf(this.device, incarnation);
    const keeper = this.street.claims.get(chain) ?? host;
    this.street.claims.set(chain, keeper);
    if (keeper === host) return 'mine';
    this.raise('otherHost', chain, `${keeper} / ${host}`);
    return 'otherHost';
  }

  private take(batch: Batch): PushAnswer {
    const held = this.street.chains.get(batch.chain) ?? [];
    if (batch.from > held.length + 1) return { ok: false, why: 'gap', expected: held.length + 1 };
    const hashes = batch.lines.map(sha256Of);
    const wrong = hashes.findIndex((hash, index) => {
      const there = held[batch.from - 1 + index];
      return there !== undefined && there.hash !== hash;
    });
    if (wrong >= 0) {
      this.raise('differs', batch.chain, String(batch.from + wrong));
      return { ok: false, why: 'differs', seq: batch.from + wrong };
    }
    const last = lastOf(batch);
    const before = held.length;
    if (bytesOf(batch.lines.slice(Math.max(0, before + 1 - batch.from))) > MAX_COMMIT_BYTES)
      throw new CodedError('sync.commitTooLarge');
    for (let seq = before + 1; seq <= last; seq += 1) {
      const line = batch.lines[seq - batch.from];
      const hash = hashes[seq - batch.from];
      if (line === undefined || hash === undefined) throw new Error('unreachable');
      held.push({ line: Uint8Array.from(line), hash, signature: seq === last ? batch.signature : undefined });
      this.erase(erasedNames(batch.chain, seq, line));
    }
    if (held.length > 0) this.street.chains.set(batch.chain, held);
    return { ok: true, held: held.length, fresh: held.length - before };
  }

  /** Keys are erased with the commit that erases. */
  private erase(names: readonly string[]): void {
    for (const name of names) this.street.erased.add(name);
    for (const [at, { name }] of this.street.keys) if (names.includes(name)) this.street.keys.delete(at);
  }

  private raise(kind: string, about: string, detail: string): void {
    const alarm = { device: this.device, kind, about, detail };
    const same = (one: RaisedAlarm) => JSON.stringify(one) === JSON.stringify(alarm);
    if (!this.street.alarms.some(same)) this.street.alarms.push(alarm);
  }

  private tellOthers(): void {
    if (this.server.quiet) return;
    for (const client of this.street.clients) {
      if (client !== this) for (const listener of client.listeners) queueMicrotask(listener);
    }
  }
}

function lost(when: string): CodedError {
  return new CodedError('sync.unreachable', { address: 'memory' }, `fault ${when}`);
}

function refused(): CodedError {
  return new CodedError('sync.refused', { address: 'memory' });
}
