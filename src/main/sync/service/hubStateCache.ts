import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { renameFile } from '../../renames';
import type { LastHubState } from '../engine/outbox';
import type { World } from '../engine/world';

const lastHubStateSchema = z.object({
  vector: z.record(z.string(), z.number().int()),
  photos: z.number().int(),
  bytes: z.number(),
  lastAt: z.string().nullable(),
});
const fileSchema = z.object({ v: z.literal(1), links: z.record(z.string(), lastHubStateSchema) });

/** The file is written at most this often. */
const WRITE_MS = 3000;
/** That an idle link exchanged once more is written down this often only. */
const IDLE_MS = 60_000;

/** What is known of each link's hub, kept beside the data folder: a start without a network still says what waits. */
export class HubStateCache {
  private readonly kept: Map<string, LastHubState>;
  /** As the file has it. */
  private readonly written: Map<string, LastHubState>;
  private dirty = false;
  private waiting = false;

  /** `path`: a JSON file; undefined where nothing is to be kept. `signal` aborts at the end. */
  constructor(
    private readonly path: string | undefined,
    private readonly world: Pick<World, 'sleep'>,
    private readonly signal: AbortSignal,
  ) {
    this.kept = new Map(path === undefined ? [] : Object.entries(read(path)));
    this.written = new Map(this.kept);
  }

  of(link: string): LastHubState | undefined {
    return this.kept.get(link);
  }

  put(link: string, memory: LastHubState): void {
    this.kept.set(link, memory);
    const before = this.written.get(link);
    if (before && same(before, memory)) return;
    this.dirty = true;
    void this.writeSoon();
  }

  forget(link: string): void {
    if (!this.kept.delete(link)) return;
    this.dirty = true;
    void this.writeSoon();
  }

  /** Write everything down now, at the end also what is not worth it before. */
  flush(): void {
    this.dirty = false;
    if (this.path === undefined) return;
    if (JSON.stringify([...this.written]) === JSON.stringify([...this.kept])) return;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const text = JSON.stringify({ v: 1, links: Object.fromEntries(this.kept) }, null, 1);
      writeFileSync(`${this.path}.tmp`, `${text}\n`, { mode: 0o600 });
      renameFile(`${this.path}.tmp`, this.path);
      this.written.clear();
      for (const [link, memory] of this.kept) this.written.set(link, memory);
    } catch (error) {
      // It costs no more than a wrong number after a restart.
      console.error('sync: what waits is not written down.', error);
    }
  }

  private async writeSoon(): Promise<void> {
    if (this.waiting) return;
    this.waiting = true;
    await this.world.sleep(WRITE_MS, this.signal);
    this.waiting = false;
    if (this.dirty) this.flush();
  }
}

function same(a: LastHubState, b: LastHubState): boolean {
  const { lastAt: atA, ...restA } = a;
  const { lastAt: atB, ...restB } = b;
  if (JSON.stringify(restA) !== JSON.stringify(restB) || (atA === null) !== (atB === null)) return false;
  return atA === null || atB === null || Date.parse(atB) - Date.parse(atA) < IDLE_MS;
}

/** What cannot be read counts as unknown. */
function read(path: string): Record<string, LastHubState> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).links;
  } catch {
    return {};
  }
}
