import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Quarantined } from '@shared/sync/station';
import type { ChainId } from '@shared/sync/vector';
import { writeFileSafely } from '../files';

const short = (text: string): string => hash('sha256', text, 'hex').slice(0, 16);

/** What did not hold, kept in `quarantine/` as it came, a file for each finding, until the chain has come past it. */
export class Quarantine {
  private readonly folder: string;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'quarantine');
  }

  put({ lines, ...about }: Quarantined, at: string): void {
    mkdirSync(this.folder, { recursive: true });
    const name = `${short(about.chain)}-${short(`${about.from}|${about.why}`)}.json`;
    const content = { ...about, at, lines: lines.map((line) => Buffer.from(line).toString('base64')) };
    writeFileSafely(join(this.folder, name), JSON.stringify(content));
  }

  count(): number {
    return this.files('').length;
  }

  /** The chain is held up to here now: what was kept of it before that has come whole in another way. */
  healed(chain: ChainId, held: number): void {
    for (const name of this.files(`${short(chain)}-`)) {
      const path = join(this.folder, name);
      const { seq } = JSON.parse(readFileSync(path, 'utf8')) as { seq: number };
      if (seq <= held) rmSync(path, { force: true });
    }
  }

  private files(prefix: string): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
  }
}
