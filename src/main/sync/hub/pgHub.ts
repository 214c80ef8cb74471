import { CodedError } from '@shared/contract/errors';
import type { Batch } from '@shared/sync/batch';
import type {
  AttachmentState,
  Hub,
  HubDevice,
  Introduction,
  PushAnswer,
  TooLarge,
  Welcome,
  WrappedKey,
} from '@shared/sync/hub';
import { type ChainId, chainOf, chainParts, type Vector } from '@shared/sync/vector';
import type { HubAccess } from './connection';
import { LargeCommits } from './largeCommits';
import { mergeBatches } from './merge';
import { SCHEMA_NEEDED, schemaOf } from './migrations';
import { batchOf, type PulledRow } from './pulled';
import { Session } from './session';

/** Beyond every number: a chain that is not wanted. */
const NEVER = 2_147_483_647;
/** The schema whose hubs bound what they take and hand out, and erase by commits alone. */
const BOUNDED_SCHEMA = 5;

interface HelloRow extends Omit<Welcome, 'nowMs' | 'protocolMin'> {
  now_ms: number;
  protocol_min: number;
  channel: string;
}

/**
 * The hub in PostgreSQL (`resources/hub`, 14 or later). Connects at the first call and again after a break; one more connection
 * listens for news once `onNews` and `hello` were called. `street`: for couriers, who have none of their own.
 */
export class PgHub implements Hub {
  private readonly calls: Session;
  private news: Session | undefined;
  private channel: string | undefined;
  private schema: number | undefined;
  private readonly large: LargeCommits;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly access: HubAccess,
    private readonly street: string | null = null,
  ) {
    this.calls = new Session(access);
    this.large = new LargeCommits(this.calls, street);
  }

  async hello(me: Introduction): Promise<Welcome> {
    const row = await this.greet(me);
    if (row.schema < SCHEMA_NEEDED) {
      throw new CodedError('sync.hubOld', { schema: row.schema, needed: SCHEMA_NEEDED });
    }
    if (row.protocol_min > me.protocol) {
      throw new CodedError('sync.hubNew', { needed: row.protocol_min, protocol: me.protocol });
    }
    this.channel = row.channel;
    this.schema = row.schema;
    // Without the second connection polling finds out; the next hello tries again.
    await this.listen().catch(() => undefined);
    const { street, schema, claim, newest } = row;
    return { street, nowMs: row.now_ms, schema, protocolMin: row.protocol_min, claim, newest };
  }

  async vector(): Promise<Vector> {
    const rows = await this.calls.query<{ device: string; incarnation: number; seq: number }>(
      'vector',
      'SELECT device, incarnation, seq FROM xiuhua.vector($1)',
      [this.street],
      true,
    );
    return Object.fromEntries(rows.map((row) => [chainOf(row.device, row.incarnation), row.seq]));
  }

  async hashAt(chain: ChainId, seq: number): Promise<string | undefined> {
    const { device, incarnation } = chainParts(chain);
    const [row] = await this.calls.query<{ hash: string | null }>(
      'hash_at',
      'SELECT xiuhua.hash_at($1, $2, $3, $4) AS hash',
      [device, incarnation, seq, this.street],
    );
    return row?.hash ?? undefined;
  }

  async push(batch: Batch): Promise<PushAnswer> {
    const { device, incarnation } = chainParts(batch.chain);
    // Bytes travel as one binary value. The sizes as the text of an array: cheaper than an array that pg quotes element by element.
    const [row] = await this.calls.query<{ why: string; seq: number; fresh: number }>(
      'push',
      'SELECT why, seq, fresh FROM xiuhua.push($1, $2, $3, $4, $5, $6, $7)',
      [
        device,
        incarnation,
        batch.from,
        `{${batch.lines.map((line) => line.length).join(',')}}`,
        Buffer.concat(batch.lines),
        asBuffer(batch.signature),
        this.street,
      ],
    );
    return answerOf(row);
  }

  async pull(
    since: Vector,
    { bytes, skip = [] }: { readonly bytes: number; readonly skip?: readonly ChainId[] },
  ): Promise<{
    readonly batches: readonly Batch[];
    readonly more: boolean;
    readonly tooLarge?: readonly TooLarge[];
  }> {
    // An old hub would fail over what it should never have taken.
    const held = (await this.isBounded()) ? [] : await this.large.beyond(since, skip);
    const passed = [...skip, ...held.map(({ chain }) => chain)];
    const known = { ...since, ...Object.fromEntries(passed.map((chain) => [chain, NEVER])) };
    const parts = Object.keys(known).map(chainParts);
    const rows = await this.calls.query<PulledRow>(
      'pull',
      'SELECT device, incarnation, from_seq, lengths, blob, signature FROM xiuhua.pull($1, $2, $3, $4, $5)',
      [
        parts.map(({ device }) => device),
        parts.map(({ incarnation }) => incarnation),
        Object.values(known),
        Math.min(bytes, NEVER),
        this.street,
      ],
    );
    const named = rows.flatMap((row) => (row.device === null ? [] : [batchOf(row.device, row)]));
    const batches = named.flatMap((one) => ('lines' in one ? [one] : []));
    const tooLarge = [...held, ...named.flatMap((one) => ('lines' in one ? [] : [one]))];
    const more = rows.length > named.length;
    return { batches: mergeBatches(batches), more, ...(tooLarge.length > 0 ? { tooLarge } : {}) };
  }

  async putKeys(keys: readonly WrappedKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.calls.query('put_keys', 'SELECT xiuhua.put_keys($1, $2, $3)', [
      keys.map(({ name }) => name),
      keys.map(({ id }) => id),
      keys.map(({ box }) => box),
    ]);
  }

  async keysNamed(
    names: readonly string[],
  ): Promise<{ keys: readonly WrappedKey[]; erased: readonly string[] }> {
    const rows = await this.calls.query<{ name: string; id: string | null; box: string | null }>(
      'keys_named',
      'SELECT name, id, box FROM xiuhua.keys_named($1)',
      [names],
    );
    const erased = rows.filter(({ id }) => id === null).map(({ name }) => name);
    const keys = rows.flatMap(({ name, id, box }) =>
      id === null || box === null ? [] : [{ name, id, box }],
    );
    return { keys, erased };
  }

  async eraseKeys(names: readonly string[]): Promise<readonly string[]> {
    if (names.length === 0) return [];
    if (await this.isBounded()) {
      const text = 'SELECT name FROM xiuhua.erase_proved($1) name';
      return (await this.calls.query<{ name: string }>('erase_proved', text, [names])).map(
        ({ name }) => name,
      );
    }
    await this.calls.query('erase_keys', 'SELECT xiuhua.erase_keys($1)', [names]);
    return [];
  }

  async attachments(sha256s: readonly string[]): Promise<readonly AttachmentState[]> {
    return this.calls.query<AttachmentState & { sha256: string }>(
      'attachments',
      'SELECT sha256, size, chunks, whole FROM xiuhua.attachments($1, $2)',
      [sha256s.map(fromHex), this.street],
    );
  }

  async putChunk(sha256: string, size: number, no: number, bytes: Uint8Array): Promise<void> {
    await this.calls.query('put_chunk', 'SELECT xiuhua.put_chunk($1, $2, $3, $4)', [
      fromHex(sha256),
      size,
      no,
      asBuffer(bytes),
    ]);
  }

  async finishAttachment(sha256: string): Promise<'whole' | 'broken' | 'missing'> {
    const [row] = await this.calls.query<{ state: 'whole' | 'broken' | 'missing' }>(
      'finish_attachment',
      'SELECT xiuhua.finish_attachment($1, $2) AS state',
      [fromHex(sha256), this.street],
    );
    return row?.state ?? 'missing';
  }

  async chunk(sha256: string, no: number): Promise<Uint8Array | undefined> {
    const [row] = await this.calls.query<{ bytes: Buffer | null }>(
      'get_chunk',
      'SELECT xiuhua.get_chunk($1, $2, $3) AS bytes',
      [fromHex(sha256), no, this.street],
    );
    return row?.bytes ?? undefined;
  }

  async devices(): Promise<readonly HubDevice[]> {
    const rows = await this.calls.query<{
      device: string;
      name: string;
      letter: string;
      enrolled_ms: number;
      revoked_ms: number | null;
      seen_ms: number | null;
    }>('devices', 'SELECT device, name, letter, enrolled_ms, revoked_ms, seen_ms FROM xiuhua.devices()', []);
    return rows.map(({ device, name, letter, ...at }) => ({
      device,
      name,
      letter,
      enrolledMs: at.enrolled_ms,
      revokedMs: at.revoked_ms,
      lastSeenMs: at.seen_ms,
    }));
  }

  async alarm(kind: string, about: string, detail: string): Promise<void> {
    await this.calls.query('alarm', 'SELECT xiuhua.raise_alarm($1, $2, $3)', [kind, about, detail]);
  }

  onNews(listener: () => void): void {
    this.listeners.push(listener);
    this.listen().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.calls.close(), this.news?.close()]);
  }

  /** Does this hub have the limits of schema 5? Couriers and the district say no hello, and ask. */
  private async isBounded(): Promise<boolean> {
    this.schema ??= await schemaOf(await this.calls.client());
    return this.schema >= BOUNDED_SCHEMA;
  }

  private async greet(me: Introduction): Promise<HelloRow> {
    try {
      const [row] = await this.calls.query<HelloRow>(
        'hello',
        `SELECT street, now_ms, schema, protocol_min, claim, newest, channel FROM xiuhua.hello($1, $2, $3, $4, $5)`,
        [me.device, me.incarnation, me.host, me.program, me.protocol],
      );
      if (!row) throw new CodedError('sync.hubFault', { detail: 'hello' });
      return row;
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'sync.hubOld') throw error;
      const schema = await schemaOf(await this.calls.client()).catch(() => 0);
      throw new CodedError('sync.hubOld', { schema, needed: SCHEMA_NEEDED }, error.detail);
    }
  }

  /** Open the second connection where somebody listens and the channel is known. */
  private async listen(): Promise<void> {
    const { channel } = this;
    if (channel === undefined || this.listeners.length === 0) return;
    this.news ??= new Session(this.access, async (client) => {
      client.on('notification', ({ processId }) => this.tell(processId));
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    });
    await this.news.client();
  }

  /** Pass news on, our own left out. */
  private tell(processId: number): void {
    if (this.calls.processId === processId) return;
    for (const listener of this.listeners) listener();
  }
}

function answerOf(row: { why: string; seq: number; fresh: number } | undefined): PushAnswer {
  if (!row) throw new CodedError('sync.hubFault', { detail: 'push' });
  if (row.why === 'gap') return { ok: false, why: 'gap', expected: row.seq };
  if (row.why === 'differs') return { ok: false, why: 'differs', seq: row.seq };
  return { ok: true, held: row.seq, fresh: row.fresh };
}

function fromHex(sha256: string): Buffer {
  return Buffer.from(sha256, 'hex');
}

/** The same memory as a Buffer, which pg sends in binary. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
