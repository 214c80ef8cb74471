import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChainId } from '@shared/sync/vector';
import { z } from 'zod';
import { syncFolder } from '../files';

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
    // A kill leaves a torn line, and so does a write that failed: looked for once, and again behind each of these.
    const fresh = !existsSync(this.path);
    const torn = this.torn ?? (!fresh && !endsWhole(this.path));
    this.torn = undefined;
    const fd = openSync(this.path, 'a', 0o600);
    try {
      writeSync(fd, `${torn ? '\n' : ''}${JSON.stringify(arrival)}\n`);
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (fresh) syncFolder(dirname(this.path));
    this.torn = false;
    if (this.byChain) keep(this.byChain, arrival);
  }

  /** Did this commit come from elsewhere? */
  brought(chain: ChainId, seq: number): boolean {
    this.byChain ??= read(this.path);
    const arrivals = this.byChain.get(chain) ?? [];
    const arrival = arrivals[first(arrivals, ({ to }) => to >= seq)];
    return arrival !== undefined && arrival.from <= seq;
  }

  /** The first arrival of a chain that reaches beyond `after` and whose signature proves its last line. */
  signedBeyond(chain: ChainId, after: number): Arrival | undefined {
    this.byChain ??= read(this.path);
    const arrivals = this.byChain.get(chain) ?? [];
    for (let at = first(arrivals, ({ to }) => to > after); at < arrivals.length; at += 1)
      if (arrivals[at]?.signature) return arrivals[at];
    return undefined;
  }
}

function endsWhole(path: string): boolean {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 10);
  } finally {
    closeSync(fd);
  }
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

/**
 * The same numbers again (after a cut, or after a fork was healed) replace what was noted before; an arrival that loses its
 * last line so loses what its signature proves. `from` and `to` rise along a chain: almost every arrival goes behind the last.
 */
function keep(byChain: Map<ChainId, Arrival[]>, arrival: Arrival): void {
  const arrivals = byChain.get(arrival.chain) ?? [];
  byChain.set(arrival.chain, arrivals);
  arrivals.length = first(arrivals, ({ from }) => from >= arrival.from);
  const last = arrivals.at(-1);
  if (last && last.to >= arrival.from)
    arrivals[arrivals.length - 1] = { ...last, to: arrival.from - 1, signature: '' };
  arrivals.push(arrival);
}

/** Index of the first arrival that passes; once one does, all behind it do. */
function first(arrivals: readonly Arrival[], passes: (arrival: Arrival) => boolean): number {
  let [low, high] = [0, arrivals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const arrival = arrivals[middle];
    if (arrival && passes(arrival)) high = middle;
    else low = middle + 1;
  }
  return low;
}
