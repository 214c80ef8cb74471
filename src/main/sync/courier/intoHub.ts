import type { Batch } from '@shared/sync/batch';
import { type AttachmentState, CHUNK_BYTES, type Hub, type PushAnswer } from '@shared/sync/hub';
import type { Quarantined, TrustedDevice } from '@shared/sync/station';
import type { HubAccess } from '../hub/connection';
import { PgHub } from '../hub/pgHub';
import { Session } from '../hub/session';
import type { PieceEntry } from './format';
import type { Package } from './package';
import { stopIf } from './plan';
import { Proof } from './proof';

/** A hub as a courier without a desk comes to it: it brings what devices of a street have signed, and reads no keys. */
export interface HubDoor {
  devices(): Promise<readonly TrustedDevice[]>;
  push(batch: Batch): Promise<PushAnswer>;
  attachments(sha256s: readonly string[]): Promise<readonly AttachmentState[]>;
  putChunk(piece: PieceEntry, no: number, bytes: Uint8Array, device: string): Promise<void>;
  finishAttachment: Hub['finishAttachment'];
  close(): Promise<void>;
}

/** What became of a package at a hub. `left`: what does not hold there, by chain. Data keys are not a courier's to bring. */
export interface HubTally {
  readonly commits: number;
  readonly photos: number;
  readonly refused: number;
  readonly left: readonly {
    readonly chain: string;
    readonly why: Quarantined['why'];
    readonly seq: number;
  }[];
}

/**
 * Put a package into a hub. Devices are those that the hub has let in; of one that was shut out nothing is brought. Errors: those of
 * `Proof.sender`, `courier.broken`, `sync.refused` (not a courier's login), `sync.unreachable`.
 */
export async function takeIntoHub(
  opened: Package,
  door: HubDoor,
  signal?: AbortSignal | undefined,
): Promise<HubTally> {
  const { manifest } = opened;
  const proof = new Proof(await door.devices(), manifest.street, { device: '', signKey: '' });
  const sender = proof.sender(opened);
  const left: { chain: string; why: Quarantined['why']; seq: number }[] = [];
  let commits = 0;
  let refused = 0;
  for (const entry of manifest.commits) {
    stopIf(signal);
    const { why, batch } = await proof.judge(opened, entry);
    const answer = batch && why === undefined ? await door.push(batch) : undefined;
    if (answer?.ok) {
      commits += answer.fresh;
      continue;
    }
    refused += entry.to - entry.from + 1;
    if (left.some(({ chain }) => chain === entry.chain)) continue;
    left.push({
      chain: entry.chain,
      why: why ?? (answer?.why === 'differs' ? 'differs' : 'gap'),
      seq: entry.from,
    });
  }
  const photos = await bringAttachments(opened, door, sender.device, signal);
  return { commits, photos: photos.whole, refused: refused + photos.refused, left };
}

async function bringAttachments(
  opened: Package,
  door: HubDoor,
  device: string,
  signal: AbortSignal | undefined,
): Promise<{ whole: number; refused: number }> {
  const tally = { whole: 0, refused: 0 };
  for (const piece of opened.manifest.attachments) {
    stopIf(signal);
    const [there] = await door.attachments([piece.sha256]);
    if (there?.whole) continue;
    if (!(await opened.holds(piece))) {
      tally.refused += 1;
      continue;
    }
    const has = new Set(there?.chunks);
    let no = piece.offset / CHUNK_BYTES;
    for await (const bytes of chunksOf(opened.piece(piece))) {
      if (!has.has(no)) await door.putChunk(piece, no, bytes, device);
      no += 1;
    }
    const became = await door.finishAttachment(piece.sha256);
    if (became === 'whole') tally.whole += 1;
    if (became === 'broken') tally.refused += 1;
  }
  return tally;
}

/** The same bytes cut as a hub keeps them. */
async function* chunksOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  for await (const bytes of source) {
    waiting = Buffer.concat([waiting, bytes]);
    for (; waiting.length >= CHUNK_BYTES; waiting = waiting.subarray(CHUNK_BYTES))
      yield waiting.subarray(0, CHUNK_BYTES);
  }
  if (waiting.length > 0) yield waiting;
}

/** The door of a hub in PostgreSQL for a login in the group `xiuhua_courier`. */
export function pgDoor(access: HubAccess, street: string): HubDoor {
  const hub = new PgHub(access, street);
  const session = new Session(access);
  return {
    devices: async () => {
      const rows = await session.query<DeviceRow>(
        'courier_devices',
        'SELECT device, name, letter, sign_key, box_key, revoked_at::text FROM xiuhua.device WHERE street = $1',
        [street],
      );
      return rows.map(deviceOf);
    },
    push: (batch) => hub.push(batch),
    attachments: (sha256s) => hub.attachments(sha256s),
    putChunk: async ({ sha256, size }, no, bytes, device) => {
      await session.query('courier_chunk', 'SELECT xiuhua.put_chunk($1, $2, $3, $4, $5, $6)', [
        Buffer.from(sha256, 'hex'),
        size,
        no,
        Buffer.from(bytes),
        street,
        device,
      ]);
    },
    finishAttachment: (sha256) => hub.finishAttachment(sha256),
    close: async () => {
      await hub.close();
      await session.close();
    },
  };
}

interface DeviceRow {
  device: string;
  name: string;
  letter: string;
  sign_key: string;
  box_key: string;
  revoked_at: string | null;
}

function deviceOf(row: DeviceRow): TrustedDevice {
  const { device, name, letter, sign_key: signKey, box_key: boxKey, revoked_at: at } = row;
  return { device, name, letter, signKey, boxKey, ...(at === null ? {} : { revoked: { at, upTo: {} } }) };
}
