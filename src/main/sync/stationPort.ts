import type { Caller } from '@shared/contract/caller';
import type { StationAction } from '@shared/contract/station';
import type { SyncStatus } from '@shared/contract/sync';
import type { Batch, Line } from '@shared/sync/batch';
import type { WrappedKey } from '@shared/sync/hub';
import type {
  BlobNeed,
  Quarantined,
  Station,
  StationState,
  Taken,
  TrustedDevice,
} from '@shared/sync/station';
import type { ChainId, Vector } from '@shared/sync/vector';

type Method = StationAction extends `sync.${infer M}` ? M : never;

/**
 * The store as this process sees it: over a port, one action per method (`sync.<method>`, input by the names of the
 * parameters). Calls wait while there is no port; those under way when it closes fail with `rpc.closed`.
 */
export class StationPort implements Station {
  private caller: Caller | undefined;
  private waiting: ((caller: Caller) => void)[] = [];
  private readonly listeners = new Set<() => void>();

  /** Talk over this port from now on: the first, and a new one after every restart of the store. */
  use(caller: Caller): void {
    this.caller = caller;
    caller.follow('committed', () => {
      for (const listener of this.listeners) listener();
    });
    for (const go of this.waiting.splice(0)) go(caller);
  }

  state(): Promise<StationState> {
    return this.ask('state', {});
  }

  lines(
    chain: ChainId,
    after: number,
    limit?: { readonly commits: number; readonly bytes: number },
  ): Promise<readonly Line[]> {
    return this.ask('lines', { chain, after, ...(limit ? { limit } : {}) });
  }

  signed(chain: ChainId, after: number, bytes: number): Promise<readonly Batch[]> {
    return this.ask('signed', { chain, after, bytes });
  }

  hashAt(chain: ChainId, seq: number): Promise<string | undefined> {
    return this.ask('hashAt', { chain, seq });
  }

  take(batch: Batch, source: string): Promise<Taken> {
    const { signature } = batch;
    return this.ask('take', {
      batch: { ...batch, lines: batch.lines.map(apart), signature: apart(signature) },
      source,
    });
  }

  async quarantine(item: Quarantined): Promise<void> {
    await this.ask('quarantine', { item: { ...item, lines: item.lines.map(apart) } });
  }

  devices(): Promise<readonly TrustedDevice[]> {
    return this.ask('devices', {});
  }

  reissue(after: number, incarnation: number, chain?: ChainId): Promise<StationState> {
    return this.ask('reissue', { after, incarnation, ...(chain === undefined ? {} : { chain }) });
  }

  keysNamed(names: readonly string[]): Promise<readonly WrappedKey[]> {
    return this.ask('keysNamed', { names });
  }

  wantedKeys(): Promise<readonly string[]> {
    return this.ask('wantedKeys', {});
  }

  async takeKeys(keys: readonly WrappedKey[], erased: readonly string[]): Promise<void> {
    await this.ask('takeKeys', { keys, erased });
  }

  erasedKeys(): Promise<readonly string[]> {
    return this.ask('erasedKeys', {});
  }

  blobs(what: 'held' | 'lacking', after: string, limit: number): Promise<readonly BlobNeed[]> {
    return this.ask('blobs', { what, after, limit });
  }

  readBlob(sha256: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.ask('readBlob', { sha256, offset, length });
  }

  blobHeld(sha256: string): Promise<number> {
    return this.ask('blobHeld', { sha256 });
  }

  async writeBlob(sha256: string, offset: number, bytes: Uint8Array): Promise<void> {
    await this.ask('writeBlob', { sha256, offset, bytes: apart(bytes) });
  }

  finishBlob(sha256: string): Promise<'whole' | 'broken'> {
    return this.ask('finishBlob', { sha256 });
  }

  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tell the store how sharing stands: it publishes that to desks and wall. */
  async report(status: SyncStatus): Promise<void> {
    await this.ask('report', { status });
  }

  /** Write the enrolment of a device as an event, in somebody's name. */
  async enrol(device: TrustedDevice, actor: string): Promise<void> {
    await this.ask('enrol', { device, actor });
  }

  /** May this person let computers in and shut them out? Errors: `device.role`, `session.unknown`. */
  async mayDecide(actor: string): Promise<void> {
    await this.ask('mayDecide', { actor });
  }

  async revokeDevice(device: string, actor: string, reason: string, vector: Vector): Promise<void> {
    await this.ask('revokeDevice', { device, actor, reason, vector });
  }

  async setStreet(street: string): Promise<void> {
    await this.ask('setStreet', { street });
  }

  /** How many batches are kept aside. */
  quarantinedCount(): Promise<number> {
    return this.ask('quarantined', {});
  }

  /** Events of newer programs that are kept, by type. */
  parked(): Promise<readonly { readonly type: string; readonly n: number }[]> {
    return this.ask('parked', {});
  }

  private async ask<T>(method: Method, input: unknown): Promise<T> {
    const caller = this.caller ?? (await new Promise<Caller>((resolve) => this.waiting.push(resolve)));
    return (await caller.call('action', `sync.${method}`, input)) as T;
  }
}

/** Bytes in a buffer of their own: a port sends the whole buffer that a piece lies in. */
function apart(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength && !Buffer.isBuffer(bytes)
    ? bytes
    : new Uint8Array(bytes);
}
