import { readFileSync } from 'node:fs';
import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainOf, refParts } from '@shared/sync/vector';
import { decodeLine, hashLine, lineIsSound } from './line';
import { listSegments, type Place, segmentName, segmentPath } from './segments';

/** Damage in the journal: where it lies and what is wrong. `line` counts from 1 in its segment. */
export interface Damage {
  readonly file: string;
  readonly segment: number;
  readonly line: number;
  readonly offset: number;
  readonly what: 'crc' | 'shape' | 'gap' | 'chain' | 'missingSegment';
}

/** One line of a segment. `end` is the offset behind its newline (or behind the last byte where the newline is missing). */
export interface RawLine {
  readonly segment: number;
  readonly line: number;
  readonly offset: number;
  readonly end: number;
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** The lines of a segment from `from` on, without parsing them. */
export function* linesOf(folder: string, segment: number, from = 0): Generator<RawLine> {
  const bytes = readFileSync(segmentPath(folder, segment));
  let offset = from;
  let line = from === 0 ? 1 : countLines(bytes, from) + 1;
  while (offset < bytes.length) {
    const newline = bytes.indexOf(10, offset);
    const complete = newline >= 0;
    const stop = complete ? newline : bytes.length;
    const end = complete ? newline + 1 : bytes.length;
    yield { segment, line, offset, end, bytes: bytes.subarray(offset, stop), complete };
    offset = end;
    line += 1;
  }
}

function countLines(bytes: Buffer, before: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < before; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

/** What the scan of the last segment found: where the sound part ends, and torn bytes behind it. */
export interface TailScan {
  readonly end: number;
  readonly torn?: { readonly offset: number; readonly bytes: Buffer };
  readonly damages: readonly Damage[];
  readonly last?: RawLine;
}

/**
 * Scan a last segment. Bytes after the last sound line without a sound line behind them are a torn write: a command
 * that was not acknowledged. An unsound line with a sound one behind it is damage, and stays where it is.
 */
export function scanTail(folder: string, segment: number): TailScan {
  const damages: Damage[] = [];
  let last: RawLine | undefined;
  let suspects: RawLine[] = [];
  let size = 0;
  for (const raw of linesOf(folder, segment)) {
    size = raw.end;
    if (raw.complete && lineIsSound(raw.bytes)) {
      for (const bad of suspects) damages.push(damageAt(bad, 'crc'));
      suspects = [];
      last = raw;
    } else suspects.push(raw);
  }
  const end = last?.end ?? 0;
  const first = suspects[0];
  if (!first) return { end, damages, ...(last ? { last } : {}) };
  // Several complete unsound lines at the end are not one torn write: a flush may carry many lines, but a cut leaves the
  // lines before the cut sound. Only the first suspect can be torn; complete lines behind it mean damage.
  if (suspects.some((bad, i) => i > 0 && bad.complete)) {
    for (const bad of suspects) damages.push(damageAt(bad, 'crc'));
    return { end: size, damages, ...(last ? { last } : {}) };
  }
  const bytes = readFileSync(segmentPath(folder, segment)).subarray(first.offset);
  return { end, torn: { offset: first.offset, bytes }, damages, ...(last ? { last } : {}) };
}

function damageAt(raw: RawLine, what: Damage['what']): Damage {
  return { file: segmentName(raw.segment), segment: raw.segment, line: raw.line, offset: raw.offset, what };
}

/** A commit with its place and bytes, as the walk yields it. */
export interface Walked {
  readonly commit: Commit;
  readonly segment: number;
  readonly line: number;
  readonly offset: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** Options of a walk: where to begin, and whether shapes, sequence and chain are proved as well (`verify`). */
export interface WalkOptions {
  readonly from?: Place;
  readonly prove?: boolean;
  readonly onDamage?: (damage: Damage) => void;
}

/** The first sound commit of the segment after this one: what its own tail must stop before. */
function successor(folder: string, segment: number): Commit | undefined {
  if (!listSegments(folder).includes(segment + 1)) return undefined;
  for (const raw of linesOf(folder, segment + 1)) {
    const commit = decodeLine(raw.bytes, true);
    if (commit) return commit;
  }
  return undefined;
}

/** Was this line left by a write that failed and could not be cut back, so that the journal went on in a new segment? */
function isLeftover(raw: RawLine, commit: Commit | undefined, next: Commit | undefined): boolean {
  if (!next) return false;
  if (!commit) return !raw.complete;
  return commit.device === next.device && commit.incarnation === next.incarnation && commit.seq >= next.seq;
}

/**
 * Walk the journal from a place on, in order. Unsound lines are reported and passed over, never in silence; what a failed
 * write left behind in a segment that was given up was never acknowledged and is no part of the journal.
 * With `prove`, also the shape of every commit, the gap-free sequence per incarnation and the hash chain.
 */
export function* walk(folder: string, options: WalkOptions = {}): Generator<Walked> {
  const first = options.from?.segment ?? 1;
  const chain = options.prove ? new Chain() : undefined;
  let expected = first;
  for (const segment of listSegments(folder).filter((one) => one >= first)) {
    if (segment !== expected) {
      options.onDamage?.({
        file: segmentName(expected),
        segment: expected,
        line: 0,
        offset: 0,
        what: 'missingSegment',
      });
    }
    expected = segment + 1;
    yield* walkSegment(folder, segment, segment === first ? (options.from?.offset ?? 0) : 0, chain, options);
  }
}

function* walkSegment(
  folder: string,
  segment: number,
  from: number,
  chain: Chain | undefined,
  options: WalkOptions,
): Generator<Walked> {
  const next = successor(folder, segment);
  for (const raw of linesOf(folder, segment, from)) {
    const commit = decodeLine(raw.bytes, !options.prove);
    if (isLeftover(raw, commit, next)) continue;
    if (!raw.complete || !commit) {
      options.onDamage?.(damageAt(raw, raw.complete && lineIsSound(raw.bytes) ? 'shape' : 'crc'));
      continue;
    }
    const wrong = chain?.check(commit, raw.bytes);
    if (wrong) options.onDamage?.(damageAt(raw, wrong));
    yield { commit, segment, line: raw.line, offset: raw.offset, end: raw.end, bytes: raw.bytes };
  }
}

interface Head {
  readonly seq: number;
  readonly hash: string | undefined;
  /** From here on the chain may go on as well: copies were written of the lines that held these numbers. */
  readonly freed?: number | undefined;
}

/**
 * Follows each chain: numbers without gaps, `prev` = hash of the line before. Lines that a copy replaced free their numbers. Where
 * the journal never held them, but what another computer wrote under these numbers, the chain goes on behind that.
 */
class Chain {
  private readonly heads = new Map<ChainId, Head>();

  check(commit: Commit, bytes: Buffer): 'gap' | 'chain' | undefined {
    if (commit.copyOf) this.free(commit.copyOf);
    const { seq, prev } = commit;
    const chain = chainOf(commit.device, commit.incarnation);
    const head = this.heads.get(chain);
    const next = head && seq === head.seq + 1;
    const again = !next && head?.freed === seq;
    this.heads.set(chain, { seq, hash: hashLine(bytes), freed: again ? undefined : head?.freed });
    if (!head || again) return undefined;
    if (!next) return 'gap';
    return head.hash === undefined || prev === head.hash ? undefined : 'chain';
  }

  /** What was written again elsewhere gives its number back; the hash before it is then that of a line passed long ago. */
  private free(ref: string): void {
    const { chain, seq } = refParts(ref);
    const head = this.heads.get(chain);
    if (head && head.seq >= seq) this.heads.set(chain, { ...head, freed: Math.min(head.freed ?? seq, seq) });
  }
}
