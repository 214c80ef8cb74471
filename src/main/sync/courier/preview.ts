import { CodedError } from '@shared/contract/errors';
import type { PackagePreview, Saying } from '@shared/contract/sync';
import type { Quarantined, Station, TrustedDevice } from '@shared/sync/station';
import { chainParts, type Vector } from '@shared/sync/vector';
import type { Watch } from './export';
import type { BatchEntry, Manifest, PieceEntry } from './format';
import type { Package } from './package';
import type { Peers } from './peers';
import { allBlobs, stopIf } from './plan';
import { type Me, Proof } from './proof';

/** What was found in a package before anything of it was taken. */
export type Findings = Omit<PackagePreview, 'token' | 'file'>;

/** Commits of a batch that are new to who holds this vector. */
export function freshIn(entry: BatchEntry, held: Vector): number {
  return Math.max(0, entry.to - Math.max(entry.from - 1, held[entry.chain] ?? 0));
}

/** Look a package through: nothing is written. Throws only where reading fails; what forbids taking is in `blocked`. */
export async function inspect(
  opened: Package,
  station: Station,
  peers: Peers,
  me: Me,
  vouched: readonly TrustedDevice[] = [],
  watch: Watch = {},
): Promise<Findings> {
  const { manifest } = opened;
  const { vector, street } = await station.state();
  const whole = wholeOf(manifest);
  const held = await heldOf(station, whole);
  const findings = {
    street: manifest.street,
    from: manifest.from.name,
    madeAt: manifest.madeAt,
    part: manifest.part,
    parts: manifest.parts,
    commits: manifest.commits.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    freshCommits: manifest.commits.reduce((sum, entry) => sum + freshIn(entry, vector), 0),
    photos: whole.size,
    freshPhotos: whole.size - held.size,
    bytes: opened.bytes,
  };
  if (manifest.street !== street)
    return { ...findings, problems: [], blocked: say('courier.notOurs', { street: manifest.street }) };
  try {
    const proof = await Proof.of(station, street, me, vouched);
    // Who it is from comes first: a stranger's package is not worked through before somebody vouched for it.
    await proof.meetSender(opened, watch.signal);
    proof.sender(opened);
    const problems = await judgeAll(opened, proof, watch);
    await opened.keys();
    const missing = await missingPart(manifest, station, peers, vector);
    const blocked = missing ? say('courier.partMissing', { part: missing, parts: manifest.parts }) : null;
    return { ...findings, problems, blocked };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'courier.cancelled') throw error;
    return { ...findings, problems: [], blocked: say(error.code, error.params) };
  }
}

function say(code: string, params: Saying['params'] = {}): Saying {
  return { code, params };
}

/** Judge every batch, those of unknown devices again as long as others let devices in; what is left out, in words by device. */
async function judgeAll(opened: Package, proof: Proof, { signal, progress }: Watch): Promise<Saying[]> {
  const left = new Map<string, { why: Quarantined['why']; device: string; commits: number }>();
  let waiting = opened.manifest.commits;
  const total = waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (;;) {
    const unknown: BatchEntry[] = [];
    let learned = false;
    for (const entry of waiting) {
      stopIf(signal);
      const { take, why, batch } = await proof.judge(opened, entry);
      if (why === 'unknownDevice') {
        unknown.push(entry);
        continue;
      }
      done += entry.bytes;
      progress?.(done, total);
      if (why !== undefined) count(left, entry.chain, why, entry.to - entry.from + 1 - take);
      else if (batch) learned = proof.learn(batch) || learned;
    }
    waiting = unknown;
    if (!learned || waiting.length === 0) break;
  }
  for (const { chain, from, to } of waiting) count(left, chain, 'unknownDevice', to - from + 1);
  return [...left.values()].map(({ why, device, commits }) =>
    say(`courier.left.${why}`, { device: proof.device(device)?.name ?? device, commits }),
  );
}

function count(
  left: Map<string, { why: Quarantined['why']; device: string; commits: number }>,
  chain: string,
  why: Quarantined['why'],
  commits: number,
): void {
  const { device } = chainParts(chain);
  const key = `${device} ${why}`;
  left.set(key, { why, device, commits: (left.get(key)?.commits ?? 0) + commits });
}

/**
 * The first earlier part that has to come before this one; undefined where none is lacking. A part that was taken here and left
 * gaps all the same (something in it did not hold) is not asked for again.
 */
async function missingPart(
  manifest: Manifest,
  station: Station,
  peers: Peers,
  vector: Vector,
): Promise<number | undefined> {
  const first = new Map<string, number>();
  for (const { chain, from } of manifest.commits) if (!first.has(chain)) first.set(chain, from);
  const lacks = (upTo: Vector): boolean =>
    Object.entries(upTo).some(([chain, seq]) => first.has(chain) && (vector[chain] ?? 0) < seq);
  const offsets = new Map(manifest.attachments.map(({ sha256, offset }) => [sha256, offset]));
  for (const { part, upTo, pieces } of manifest.earlier) {
    if (peers.wasTaken(manifest.package, part)) continue;
    if (lacks(upTo)) return part;
    for (const piece of pieces) {
      if (!offsets.has(piece.sha256)) continue;
      if ((await station.blobHeld(piece.sha256)) < piece.upTo && !(await holds(station, piece.sha256)))
        return part;
    }
  }
  return undefined;
}

async function holds(station: Station, sha256: string): Promise<boolean> {
  return (await station.readBlob(sha256, 0, 1)) !== undefined;
}

/** Attachments of which this package brings the end: by their hash, their last piece. */
export function wholeOf(manifest: Manifest): Map<string, PieceEntry> {
  const whole = new Map<string, PieceEntry>();
  for (const piece of manifest.attachments)
    if (piece.offset + piece.bytes === piece.size) whole.set(piece.sha256, piece);
  return whole;
}

/** Which of these the station holds whole. */
export async function heldOf(
  station: Station,
  wanted: ReadonlyMap<string, PieceEntry>,
): Promise<Set<string>> {
  const held = new Set<string>();
  if (wanted.size === 0) return held;
  for await (const { sha256 } of allBlobs(station, 'held')) if (wanted.has(sha256)) held.add(sha256);
  return held;
}
