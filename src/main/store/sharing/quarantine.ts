import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from '@shared/sync/batch';
import type { Quarantined } from '@shared/sync/station';
import { type ChainId, chainParts } from '@shared/sync/vector';
import { z } from 'zod';
import { writeFileSafely } from '../files';

const short = (text: string): string => hash('sha256', text, 'hex').slice(0, 16);

/** What may lie in quarantine: whoever sends what does not hold must not fill the disk with it. */
export interface QuarantineLimits {
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of the lines of one finding; the first that fit are kept. */
  readonly finding: number;
}

const LIMITS: QuarantineLimits = { files: 200, bytes: 64_000_000, finding: 4_000_000 };

interface Kept {
  readonly name: string;
  readonly bytes: number;
  readonly ms: number;
}

/**
 * What did not hold, kept in `quarantine/` as it came, a file for each finding, until the chain has come past it. Where there is
 * no room, the oldest finding of the same device goes, else the oldest of all.
 */
export class Quarantine {
  private readonly folder: string;

  constructor(
    dataDir: string,
    private readonly limits: QuarantineLimits = LIMITS,
  ) {
    this.folder = join(dataDir, 'quarantine');
  }

  put({ lines, ...about }: Quarantined, at: string): void {
    mkdirSync(this.folder, { recursive: true });
    const { chain } = about;
    const name = `${prefixOf(chain)}${short(`${about.from}|${about.why}`)}.json`;
    const kept = firstOf(lines, this.limits.finding);
    const left = lines.length - kept.length;
    const encoded = kept.map((line) => Buffer.from(line).toString('base64'));
    const text = JSON.stringify({ ...about, at, ...(left > 0 ? { left } : {}), lines: encoded });
    this.makeRoom(name, Buffer.byteLength(text));
    writeFileSafely(join(this.folder, name), text);
  }

  count(): number {
    return this.names('').length;
  }

  /** The chain is held up to here now: what was kept of it before that has come whole in another way. */
  healed(chain: ChainId, held: number): void {
    for (const name of this.names(prefixOf(chain))) {
      const path = join(this.folder, name);
      const seq = seqOf(path);
      // What cannot be read stays where it is, and counts: taking in goes on beside it.
      if (seq !== undefined && seq <= held) rmSync(path, { force: true });
    }
  }

  /** Room for a file of this name, which takes the place of one of the same name. */
  private makeRoom(name: string, bytes: number): void {
    const rest = this.kept().filter((one) => one.name !== name);
    const device = name.slice(0, name.indexOf('-') + 1);
    let sum = rest.reduce((all, one) => all + one.bytes, bytes);
    while (rest.length > 0 && (rest.length >= this.limits.files || sum > this.limits.bytes)) {
      const same = rest.findIndex((one) => one.name.startsWith(device));
      const [gone] = rest.splice(Math.max(0, same), 1);
      if (!gone) return;
      rmSync(join(this.folder, gone.name), { force: true });
      sum -= gone.bytes;
    }
  }

  /** Oldest first. */
  private kept(): Kept[] {
    return this.names('')
      .map((name) => {
        const { size, mtimeMs } = statSync(join(this.folder, name));
        return { name, bytes: size, ms: mtimeMs };
      })
      .sort((a, b) => a.ms - b.ms || (a.name < b.name ? -1 : 1));
  }

  private names(prefix: string): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
  }
}

function seqOf(path: string): number | undefined {
  try {
    return z.object({ seq: z.number() }).parse(JSON.parse(readFileSync(path, 'utf8'))).seq;
  } catch {
    return undefined;
  }
}

/** Files of one device begin alike, and those of one of its chains. */
function prefixOf(chain: ChainId): string {
  return `${short(chainParts(chain).device)}-${short(chain)}-`;
}

function firstOf(lines: readonly Line[], bytes: number): readonly Line[] {
  let sum = 0;
  const end = lines.findIndex((line) => {
    sum += line.length;
    return sum > bytes;
  });
  return end < 0 ? lines : lines.slice(0, end);
}
