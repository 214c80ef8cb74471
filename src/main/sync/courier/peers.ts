import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { countBeyond, type Vector } from '@shared/sync/vector';
import { z } from 'zod';
import { readSmall } from './archive';
import { writeWhole } from './files';

const peerSchema = z.object({
  device: z.string(),
  name: z.string(),
  letter: z.string(),
  /** What it held when it last told so. */
  vector: z.record(z.string(), z.number().int().min(0)),
  /** When it said so, by its own clock. */
  at: z.string(),
  /** When that was read here. */
  heardAt: z.string(),
});
/** Somebody whose packages or receipts came here. */
export type Peer = z.infer<typeof peerSchema>;

const fileSchema = z.object({
  v: z.literal(1),
  peers: z.array(peerSchema),
  /** Parts of packages that were taken in, newest last. */
  taken: z.array(z.object({ package: z.string(), part: z.number().int() })),
});
type PeersFile = z.infer<typeof fileSchema>;

const heldSchema = z.object({ v: z.literal(1), attachments: z.array(z.string()) });

/** Taken parts that are remembered. */
const REMEMBERED = 2000;
const LARGEST = 256_000_000;

/** Does `a` hold everything that `b` holds? */
function covers(a: Vector, b: Vector): boolean {
  return countBeyond(b, a) === 0;
}

/**
 * What is known of peers, in the courier's folder: `peers.json`, and per peer `held-<device>.json` with the attachments that it is
 * known to hold. A cache of what others said: without it they only get more than they need.
 */
export class Peers {
  private constructor(
    private readonly folder: string,
    private file: PeersFile,
  ) {}

  /** A file that cannot be read counts as empty and is replaced at the next change. */
  static async open(folder: string): Promise<Peers> {
    const empty: PeersFile = { v: 1, peers: [], taken: [] };
    return new Peers(folder, (await readJson(join(folder, 'peers.json'), fileSchema)) ?? empty);
  }

  get all(): readonly Peer[] {
    return this.file.peers;
  }

  /** A peer by its device, or by its name where only one has it. */
  find(peer: string): Peer | undefined {
    const byDevice = this.file.peers.find(({ device }) => device === peer);
    const named = this.file.peers.filter(({ name }) => name === peer);
    return byDevice ?? (named.length === 1 ? named[0] : undefined);
  }

  /** Attachments that this device is known to hold. */
  async held(device: string): Promise<ReadonlySet<string>> {
    return new Set((await readJson(this.heldPath(device), heldSchema))?.attachments ?? []);
  }

  /**
   * A peer told what it holds. What was said later counts, even where that is less (it was restored from a backup); what was
   * said earlier counts only where it is more, for clocks may have been set back. Returns what is believed now.
   */
  async heard(peer: Peer, attachments: readonly string[]): Promise<Peer> {
    const known = this.file.peers.find(({ device }) => device === peer.device);
    const believed =
      known && peer.at < known.at && !covers(peer.vector, known.vector)
        ? { ...known, heardAt: peer.heardAt }
        : peer;
    const others = this.file.peers.filter(({ device }) => device !== peer.device);
    await this.save({ ...this.file, peers: [...others, believed] });
    const held = await this.held(peer.device);
    const all = [...new Set([...held, ...attachments])].sort();
    if (all.length > held.size)
      await writeWhole(this.heldPath(peer.device), JSON.stringify({ v: 1, attachments: all }));
    return believed;
  }

  wasTaken(id: string, part: number): boolean {
    return this.file.taken.some((one) => one.package === id && one.part === part);
  }

  async remember(id: string, part: number): Promise<void> {
    if (this.wasTaken(id, part)) return;
    const taken = [...this.file.taken, { package: id, part }].slice(-REMEMBERED);
    await this.save({ ...this.file, taken });
  }

  private async save(file: PeersFile): Promise<void> {
    this.file = file;
    await writeWhole(join(this.folder, 'peers.json'), `${JSON.stringify(file, null, 1)}\n`);
  }

  private heldPath(device: string): string {
    return join(this.folder, `held-${device.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.json`);
  }
}

async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S> | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(await readSmall(path, LARGEST)));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof CodedError) return undefined;
    throw error;
  }
}
