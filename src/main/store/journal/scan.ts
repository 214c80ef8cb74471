import { readFileSync } from 'node:fs';
import type { Commit } from '@shared/domain/envelope';
import { acknowledgedBefore, beginsName } from './begins';
import { ChainProof } from './chainProof';
import { leftoversFrom } from './leftovers';
import { decodeLine, lineIsSound } from './line';
import { type DamageKind, passedAt, type Repairs, readRepairs } from './repairs';
import { listSegments, type Place, segmentName, segmentPath } from './segments';

/**
 * Damage in the journal: where it lies and what is wrong. `line` counts from 1 in its segment. `crc`: unsound bytes; `shape`:
 * sound bytes that are no commit; `gap`, `chain`: what follows does not follow; `missingSegment`; `short`: acknowledged bytes
 * are missing at a segment's end; `begins`: what stands beside a segment cannot be read; `twice`: a number used by two commits.
 */
export interface Damage {
  readonly file: string;
  readonly segment: number;
  readonly line: number;
  readonly offset: number;
  readonly what: DamageKind;
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

/** A segment as far as it was acknowledged. */
interface Segment {
  readonly bytes: Buffer;
  /** `short`: fewer bytes are there than were acknowledged; `begins`: nobody knows how many were. */
  readonly wrong?: 'short' | 'begins';
  /** How many were acknowledged stands beside the next one. */
  readonly known: boolean;
}

function readSegment(folder: string, segment: number): Segment {
  const bytes = readFileSync(segmentPath(folder, segment));
  const length = acknowledgedBefore(folder, segment + 1);
  if (length === undefined) return { bytes, known: false };
  if (length === 'unsound') return { bytes, known: false, wrong: 'begins' };
  if (length > bytes.length) return { bytes, known: true, wrong: 'short' };
  return { bytes: bytes.subarray(0, length), known: true };
}

/** The lines of a segment from `from` on, without parsing them. What a repair set aside is passed over. */
export function linesOf(
  folder: string,
  segment: number,
  from = 0,
  repairs = readRepairs(folder),
): Generator<RawLine> {
  return split(segment, readSegment(folder, segment).bytes, from, repairs);
}

function* split(segment: number, bytes: Buffer, from: number, repairs: Repairs): Generator<RawLine> {
  let offset = from;
  let line = from === 0 ? 1 : countLines(bytes, from) + 1;
  while (offset < bytes.length) {
    const passed = passedAt(repairs, segment, offset, (length) => bytes.subarray(offset, offset + length));
    if (passed) {
      offset += passed.length;
    } else {
      const newline = bytes.indexOf(10, offset);
      const complete = newline >= 0;
      const stop = complete ? newline : bytes.length;
      const end = complete ? newline + 1 : bytes.length;
      yield { segment, line, offset, end, bytes: bytes.subarray(offset, stop), complete };
      offset = end;
    }
    line += 1;
  }
}

function countLines(bytes: Buffer, before: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < before; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

/** What the scan of the last segment found: where the sound part ends, and bytes behind it that are no part of the journal. */
export interface TailScan {
  readonly end: number;
  readonly torn?: TornEnd;
  readonly damages: readonly Damage[];
  readonly last?: RawLine;
}

/**
 * Bytes behind the last sound line. `cut`: the beginning of a line and nothing else, as a kill or a full disk leaves it; nobody
 * was told that it is there. `broken`: anything else (a whole line with a wrong checksum, zeros): it may have been acknowledged.
 */
export interface TornEnd {
  readonly offset: number;
  readonly line: number;
  readonly bytes: Buffer;
  readonly kind: 'cut' | 'broken';
}

/**
 * Scan a last segment. Bytes after the last sound line without a sound line behind them are its torn end. An unsound line with
 * a sound one behind it, and several whole ones at the end, are damage, and stay where they are.
 */
export function scanTail(folder: string, segment: number): TailScan {
  const damages: Damage[] = [];
  let last: RawLine | undefined;
  let suspects: RawLine[] = [];
  const repairs = readRepairs(folder);
  const { bytes } = readSegment(folder, segment);
  let end = 0;
  for (const raw of split(segment, bytes, 0, repairs)) {
    if (raw.complete && lineIsSound(raw.bytes)) {
      for (const bad of suspects) damages.push(damageAt(bad, 'crc'));
      suspects = [];
      last = raw;
    } else suspects.push(raw);
  }
  const first = suspects[0];
  // What a repair passed over at the end stays, and is written behind.
  if (!first) return { end: bytes.length, damages, ...(last ? { last } : {}) };
  end = first.offset;
  // A write that was cut short leaves the lines before the cut whole: several whole unsound ones are damage.
  if (suspects.some((bad, i) => i > 0 && bad.complete)) {
    for (const bad of suspects) damages.push(damageAt(bad, 'crc'));
    return { end: bytes.length, damages, ...(last ? { last } : {}) };
  }
  const kind = suspects.length === 1 && isCutShort(first) ? 'cut' : 'broken';
  const torn = { offset: first.offset, line: first.line, bytes: bytes.subarray(first.offset), kind } as const;
  return { end, torn, damages, ...(last ? { last } : {}) };
}

/**
 * Is this the beginning of a line and nothing else? The writer puts no control characters into lines; a whole line whose
 * newline alone is another byte was written whole.
 */
function isCutShort({ bytes, complete }: RawLine): boolean {
  return (
    !complete &&
    bytes[0] === 0x7b &&
    !bytes.some((byte) => byte < 0x20) &&
    !lineIsSound(bytes.subarray(0, -1))
  );
}

function damageAt(raw: Pick<RawLine, 'segment' | 'line' | 'offset'>, what: DamageKind): Damage {
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

/**
 * Walk the journal from a place on, in order. Unsound lines are reported and passed over, never in silence; what a failed
 * write left behind in a segment that was given up was never acknowledged and is no part of the journal.
 * With `prove`, also the shape of every commit, the gap-free sequence per incarnation and the hash chain.
 */
export function* walk(folder: string, options: WalkOptions = {}): Generator<Walked> {
  const first = options.from?.segment ?? 1;
  const repairs = readRepairs(folder);
  const chain = options.prove ? new ChainProof(repairs.lost) : undefined;
  const segments = listSegments(folder);
  let expected = first;
  for (const segment of segments.filter((one) => one >= first)) {
    for (; expected < segment; expected += 1) {
      const nothing = { segment: expected, line: 0, offset: 0 };
      if (!isTold(repairs, nothing, 'missingSegment'))
        options.onDamage?.(damageAt(nothing, 'missingSegment'));
    }
    expected = segment + 1;
    const from = segment === first ? (options.from?.offset ?? 0) : 0;
    yield* walkSegment({ folder, segment, from, last: segment === segments.at(-1) }, chain, repairs, options);
  }
  for (const place of chain?.rest() ?? []) options.onDamage?.(damageAt(place, 'gap'));
}

/** Did a repair tell of what is not there at all, so that no bytes could be set aside? */
function isTold(repairs: Repairs, { segment, offset }: Place, what: DamageKind): boolean {
  return repairs.passed.some(
    (one) => one.what === what && one.segment === segment && one.offset === offset && one.length === 0,
  );
}

interface Stretch {
  readonly folder: string;
  readonly segment: number;
  readonly from: number;
  /** No segment follows. */
  readonly last: boolean;
}

function* walkSegment(
  { folder, segment, from, last }: Stretch,
  chain: ChainProof | undefined,
  repairs: Repairs,
  options: WalkOptions,
): Generator<Walked> {
  const { bytes, known, wrong } = readSegment(folder, segment);
  const end = known || last ? undefined : oldLeftovers(folder, segment, bytes, repairs);
  for (const raw of split(segment, bytes, from, repairs)) {
    if (end !== undefined && raw.offset >= end) break;
    const commit = decodeLine(raw.bytes, !options.prove);
    if (!raw.complete || !commit) {
      options.onDamage?.(damageAt(raw, raw.complete && lineIsSound(raw.bytes) ? 'shape' : 'crc'));
      continue;
    }
    const found = chain?.check(commit, raw.bytes, raw);
    if (found) options.onDamage?.(damageAt(raw, found));
    yield { commit, segment, line: raw.line, offset: raw.offset, end: raw.end, bytes: raw.bytes };
  }
  const rest = { segment, line: 0, offset: bytes.length };
  if (wrong === 'short' && !isTold(repairs, rest, wrong)) options.onDamage?.(damageAt(rest, wrong));
  if (wrong === 'begins') options.onDamage?.({ ...damageAt(rest, wrong), file: beginsName(segment + 1) });
}

/** How much of a segment counts where what stands beside the next one cannot be read: what the walk takes without it, in bytes. */
export function assumedLength(folder: string, segment: number): number {
  const { bytes } = readSegment(folder, segment);
  return oldLeftovers(folder, segment, bytes, readRepairs(folder)) ?? bytes.length;
}

/** Where leftovers begin in a segment that was followed by another without a word of how much of it was acknowledged. */
function oldLeftovers(folder: string, segment: number, bytes: Buffer, repairs: Repairs): number | undefined {
  const lines = [...split(segment, bytes, 0, repairs)].map((raw) => ({
    offset: raw.offset,
    complete: raw.complete,
    // Asked for at the end only, in almost every segment.
    commit: () => (raw.complete ? decodeLine(raw.bytes, true) : undefined),
  }));
  function* next(): Generator<Commit> {
    if (!listSegments(folder).includes(segment + 1)) return;
    for (const raw of linesOf(folder, segment + 1, 0, repairs)) {
      const commit = decodeLine(raw.bytes, true);
      if (commit) yield commit;
    }
  }
  // A torn end alone is none where nothing sound was written behind it.
  if (next().next().done) return undefined;
  return leftoversFrom(lines, next);
}
