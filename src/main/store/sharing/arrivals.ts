import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainId } from '@shared/sync/vector';
import { z } from 'zod';

const arrivalSchema = z.object({
  at: z.string(),
  source: z.string(),
  chain: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  position: z.number().int(),
  signature: z.string(),
});
/** One batch of another station as it arrived: when, from where, with which signature (base64) over its last line. */
export type Arrival = z.infer<typeof arrivalSchema>;

/**
 * The arrivals of foreign commits, beside the journal in `arrivals.jsonl`: what was known when, and the signatures with
 * which the commits can be handed on. Written and flushed before the lines; an arrival without its lines means nothing.
 */
export class Arrivals {
  private readonly path: string;
  private byChain: Map<ChainId, Arrival[]> | undefined;
  private torn: boolean | undefined;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'arrivals.jsonl');
  }

  note(arrival: Arrival): void {
    // Only a kill leaves a torn line: looked for once.
    const torn = this.torn ?? (existsSync(this.path) && !endsWhole(this.path));
    this.torn = false;
    const fd = openSync(this.path, 'a', 0o600);
    try {
      writeSync(fd, `${torn ? '\n' : ''}${JSON.stringify(arrival)}\n`);
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (this.byChain) keep(this.byChain, arrival);
  }

  /** The arrivals of a chain that reach beyond `after`, in order. */
  beyond(chain: ChainId, after: number): readonly Arrival[] {
    this.byChain ??= read(this.path);
    return (this.byChain.get(chain) ?? []).filter(({ to }) => to > after);
  }
}

function endsWhole(path: string): boolean {
  const bytes = readFileSync(path);
  return bytes.length === 0 || bytes[bytes.length - 1] === 10;
}

function read(path: string): Map<ChainId, Arrival[]> {
  const byChain = new Map<ChainId, Arrival[]>();
  if (!existsSync(path)) return byChain;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const arrival = parse(line);
    if (arrival) keep(byChain, arrival);
  }
  return byChain;
}

/** What a kill left of a line is an arrival whose commits were never acknowledged: they come again. */
function parse(line: string): Arrival | undefined {
  try {
    return arrivalSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The same numbers again (after a cut, or after a fork was healed) replace what was noted before. */
function keep(byChain: Map<ChainId, Arrival[]>, arrival: Arrival): void {
  const before = (byChain.get(arrival.chain) ?? []).filter(({ from }) => from < arrival.from);
  byChain.set(arrival.chain, [...before, arrival]);
}
