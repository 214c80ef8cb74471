import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { type ChainId, chainOf, type Vector } from '@shared/sync/vector';
import { beginsName } from '../journal/begins';
import { ChainProof } from '../journal/chainProof';
import { type Identity, readIdentity } from '../journal/identity';
import { type LostEnd, readLostEnds, stillLost } from '../journal/lostEnd';
import { recoverJournal } from '../journal/recover';
import { type LostNumbers, readRepairs } from '../journal/repairs';
import { type Damage, linesOf, type TornEnd, walk } from '../journal/scan';
import { listSegments } from '../journal/segments';
import type { Projection } from '../projection/projection';
import { rebuild } from '../projection/rebuild';
import { foldersOf } from '../service/open';
import { StreamReader } from '../service/streams';
import { Arrivals } from '../sharing/arrivals';
import { Chains } from '../sharing/chains';

/** Damage with the bytes it covers: those of the line, none where something is missing. */
export interface DamagedBytes extends Damage {
  readonly bytes: Buffer;
  /** What can still be read in them: commits by id, and streams. */
  readonly ids: readonly string[];
  readonly streams: readonly string[];
}

/** A folder as it lies: what is wrong with its journal and who writes it. Nothing is changed. */
export interface Inspection {
  readonly identity: Identity | undefined;
  /** `device.json` and its copy cannot be read; who wrote here, as the journal tells, is in `guessed`. */
  readonly guessed: Identity | undefined;
  readonly damages: readonly DamagedBytes[];
  readonly torn: TornEnd | undefined;
  readonly lost: readonly LostEnd[];
  /** Numbers that are lacking between others, and were not told as lost. */
  readonly lacking: readonly LostNumbers[];
  /** The highest number of each chain that is held, gaps or not. */
  readonly highest: Vector;
  readonly commits: number;
  /** Names of data keys that something is sealed under, and of those that an event erased. */
  readonly keyNames: { readonly wanted: readonly string[]; readonly erased: readonly string[] };
  /** The files themselves are to be changed: something is to be passed over or put back, or numbers may be given twice. */
  readonly needsRepair: boolean;
}

/** Look at a folder's journal and identity. Errors: `store.empty` where there is neither. */
export async function inspectFolder(dataDir: string): Promise<Inspection> {
  const { journal } = foldersOf(dataDir);
  const identity = identityIn(dataDir);
  if (!identity && listSegments(journal).length === 0) throw new CodedError('store.empty');
  const damages = new Map<string, Damage>();
  const onDamage = (one: Damage): unknown => damages.set(`${one.file}:${one.offset}:${one.what}`, one);
  const proof = new ChainProof(readRepairs(journal).lost);
  const highest = new Map<ChainId, number>();
  let commits = 0;
  for (const walked of walk(journal, { prove: true, onDamage })) {
    proof.check(walked.commit, walked.bytes, walked);
    const { device, incarnation, seq } = walked.commit;
    const chain = chainOf(device, incarnation);
    highest.set(chain, Math.max(highest.get(chain) ?? 0, seq));
    commits += 1;
  }
  // Numbers used twice, and shapes that only a fold meets.
  const rebuilt = await rebuild(journal, () => null);
  const held = vectorOf(rebuilt.projection, journal);
  const keyNames = keyNamesOf(rebuilt.projection);
  rebuilt.projection.db.close();
  for (const one of rebuilt.damages) onDamage(one);
  const { torn } = recoverJournal(dataDir, false);
  const last = listSegments(journal).at(-1);
  const atEnd = ({ segment, offset }: Damage): boolean =>
    torn !== undefined && segment === last && offset >= torn.offset;
  const real = [...damages.values()].filter((one) => !atEnd(one));
  const lost = readLostEnds(dataDir);
  const lacking = [...proof.lacking()].map(({ chain, from, to }) => ({ chain, from, to }));
  return {
    needsRepair:
      !identity ||
      torn !== undefined ||
      real.some(({ what }) => what !== 'gap' && what !== 'chain') ||
      lost.some(({ renewed }) => !renewed) ||
      lacking.some(({ chain, to }) => !lost.some((one) => one.chain === chain && (one.to ?? 0) >= to)),
    identity,
    guessed: identity ? undefined : guessIdentity(dataDir),
    damages: real.map((one) => withBytes(journal, one)),
    torn,
    lost: stillLost(lost, held),
    lacking,
    highest: Object.fromEntries(highest),
    commits,
    keyNames,
  };
}

function keyNamesOf({ db }: Projection): Inspection['keyNames'] {
  const rows = db.all<{ name: string; erased: number }>('SELECT name, erased FROM key_use ORDER BY name');
  return {
    wanted: rows.map(({ name }) => name),
    erased: rows.filter(({ erased }) => erased === 1).map(({ name }) => name),
  };
}

/** How far each chain of a projection is held without a gap. */
export function vectorOf(projection: Projection, journal: string): Vector {
  return new Chains(projection.db, new StreamReader(journal, () => projection.db)).vector();
}

function identityIn(dataDir: string): Identity | undefined {
  try {
    return readIdentity(dataDir);
  } catch {
    return undefined;
  }
}

function withBytes(journal: string, damage: Damage): DamagedBytes {
  const bytes = bytesOf(journal, damage);
  const text = bytes.toString('utf8');
  const all = (pattern: RegExp): string[] => [
    ...new Set([...text.matchAll(pattern)].map(([, one]) => one ?? '')),
  ];
  return { ...damage, bytes, ids: all(/"hlc":"[^"]*","id":"([^"]+)"/g), streams: all(/"stream":"([^"]+)"/g) };
}

function bytesOf(journal: string, { what, segment, offset, file }: Damage): Buffer {
  if (what === 'begins') return readFileSync(join(journal, file));
  if (what === 'missingSegment' || what === 'short' || what === 'gap') return Buffer.alloc(0);
  const line = [...linesOf(journal, segment)].find((one) => one.offset === offset);
  return line ? Buffer.concat([line.bytes, Buffer.from(line.complete ? '\n' : '')]) : Buffer.alloc(0);
}

const NUMBER = /^\d{8}-([A-Z])/;

/**
 * Who wrote this folder, from its journal alone: the device whose commits did not arrive from elsewhere. Undefined where that
 * is not one device, or none of its cases tells its letter.
 */
export function guessIdentity(dataDir: string, letter?: string): Identity | undefined {
  const arrivals = new Arrivals(dataDir);
  const own = new Map<string, { incarnation: number; letter: string | undefined }>();
  for (const { commit } of walk(foldersOf(dataDir).journal)) {
    const { device, incarnation, seq, events } = commit;
    if (arrivals.brought(chainOf(device, incarnation), seq)) continue;
    const known = own.get(device);
    const told = events.map(({ data }) => NUMBER.exec(String(data.no ?? ''))?.[1]).find(Boolean);
    own.set(device, {
      incarnation: Math.max(known?.incarnation ?? 1, incarnation),
      letter: told ?? known?.letter,
    });
  }
  const [only, ...others] = own;
  if (!only || others.length > 0) return undefined;
  const [device, found] = only;
  const mark = letter ?? found.letter;
  if (mark === undefined) return undefined;
  const demo = existsSync(join(dataDir, 'clock.json'));
  return { v: 1, device, incarnation: found.incarnation, letter: mark, demo };
}

/** Name of the file beside a segment that a damage of the kind `begins` is about, with the segment's number. */
export function announcedBy(damage: Damage): { segment: number; name: string } {
  return { segment: damage.segment + 1, name: beginsName(damage.segment + 1) };
}
