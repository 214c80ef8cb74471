import type { Link, Waiting } from '@shared/contract/sync';
import type { Station } from '@shared/sync/station';
import { countBeyond, type Vector } from '@shared/sync/vector';
import type { AttachmentQueue } from './attachments';
import { ownPart } from './push';
import type { World } from './world';

/** What is remembered of a hub while it is away, also after a restart: what it held, and what had yet to go. */
export interface LastHubState {
  /** How far it held this device's own chains. */
  readonly vector: Vector;
  readonly photos: number;
  readonly bytes: number;
  /** When the last exchange came to its end. */
  readonly lastAt: string | null;
}

/** It is counted at most this often. */
const COUNT_MS = 1000;

/** Hashes asked for at once. */
const PAGE = 5000;

/** Counts what waits for a hub without asking it: commits exactly, attachments as far as is known. */
export class Outbox {
  private vector: Vector;
  /** Attachments that were held when this process began, of which only `known` tells how many had yet to go. */
  private atStart: ReadonlySet<string> | undefined;
  private following = false;
  private again = false;

  constructor(
    private readonly dependencies: {
      readonly station: Pick<Station, 'state' | 'blobs'>;
      readonly world: World;
    },
    private readonly queue: AttachmentQueue,
    private readonly known: LastHubState | undefined,
  ) {
    this.vector = known?.vector ?? {};
  }

  /** The hub told how far it holds everything. */
  heard(device: string, vector: Vector): void {
    this.vector = ownPart(device, vector);
  }

  /** Count and tell, once more for what came meanwhile, and not all the time. */
  async follow(
    policy: () => Link['attachments'],
    told: (toSend: Waiting) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.again = true;
    if (this.following) return;
    this.following = true;
    while (this.again && !signal.aborted) {
      this.again = false;
      // The store may be away too; it is counted again once something is committed there.
      const toSend = await this.count(policy()).catch(() => undefined);
      if (toSend && !signal.aborted) told(toSend);
      await this.dependencies.world.sleep(COUNT_MS, signal);
    }
    this.following = false;
  }

  /** What waits now. */
  async count(policy: Link['attachments']): Promise<Waiting> {
    const { device, vector } = await this.dependencies.station.state();
    const commits = countBeyond(ownPart(device, vector), this.vector);
    return { commits, ...(await this.photos(policy)) };
  }

  /** What is to be remembered. */
  memory(toSend: Waiting, lastAt: string | null): LastHubState {
    return { vector: this.vector, photos: toSend.photos, bytes: toSend.bytes, lastAt };
  }

  /** What was found to be missing at the hub, and what was added here since. */
  private async photos(policy: Link['attachments']): Promise<{ photos: number; bytes: number }> {
    if (policy === 'none') return { photos: 0, bytes: 0 };
    const { queue, known } = this;
    const { photos = 0, bytes = 0 } = (queue.looked ? queue.pending(true) : known) ?? {};
    const sum = { photos, bytes };
    const counted = queue.looked ? queue.sending() : this.atStart;
    const held = new Set<string>();
    for (let after = ''; ; ) {
      const page = await this.dependencies.station.blobs('held', after, PAGE);
      for (const { sha256, size = 0, thumb } of page) {
        held.add(sha256);
        if (!counted || counted.has(sha256) || queue.whole.has(sha256)) continue;
        if (policy === 'reduced' && !thumb) continue;
        sum.photos += 1;
        sum.bytes += size;
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.sha256;
    }
    if (!queue.looked) this.atStart ??= held;
    return sum;
  }
}
