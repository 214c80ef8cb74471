import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toInstant } from '@shared/rules/time';
import type { Station, StationState, TrustedDevice } from '@shared/sync/station';
import { joinVectors, type Vector } from '@shared/sync/vector';
import { insideContainer } from './container';
import { nameAll, writeFailure } from './files';
import { MANIFEST_FORMAT, type Manifest, packageName, stem } from './format';
import { type PlannedPart, planParts } from './plan';
import { type ManifestHead, type Signer, writePart } from './writer';

/** How somebody follows a long run and stops it. `progress`: bytes done of bytes in all. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** What to export, for whom, and where to. */
export interface ExportRequest {
  readonly peer: string;
  readonly folder: string;
  /** Most bytes of a file. */
  readonly partBytes?: number | undefined;
  readonly attachments?: 'original' | 'reduced' | 'none' | undefined;
  readonly password?: string | undefined;
  /** Whether data keys go along, wrapped by the centre's key; those outside the centre have no use for them. */
  readonly keys?: boolean | undefined;
}

export interface Exported {
  readonly files: string[];
  readonly commits: number;
  readonly photos: number;
}

/** As on the smallest disks that take large files: below 4 GiB. */
const PART_BYTES = 4_000_000_000;

interface ExportParts {
  readonly station: Station;
  readonly signer: Signer;
  readonly program: string;
  readonly state: StationState;
  readonly devices: readonly TrustedDevice[];
  readonly from: TrustedDevice;
  readonly since: Vector;
  readonly held: ReadonlySet<string>;
  readonly request: ExportRequest;
  readonly watch: Watch;
}

/** Plan, write every part beside its place, and name them all when the last one is whole. */
export async function exportPackages(job: ExportParts): Promise<Exported> {
  const { station, request, state, devices, since } = job;
  const { signal } = job.watch;
  const erased = request.keys === false ? [] : await station.erasedKeys();
  const most = request.partBytes ?? PART_BYTES;
  const wanted = {
    since,
    held: job.held,
    attachments: request.attachments ?? 'original',
    partBytes: request.password === undefined ? most : insideContainer(most),
    withKeys: request.keys !== false,
    signal,
  };
  const table = JSON.stringify([state.vector, since, devices, erased]).length;
  const plan = await planParts(station, wanted, table);
  const commits = plan
    .flatMap(({ batches }) => batches)
    .reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const photos = new Set(plan.flatMap(({ pieces }) => pieces.map(({ sha256 }) => sha256))).size;
  if (plan.length === 0) return { files: [], commits, photos };
  const head = headOf(job, plan);
  await mkdir(request.folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error);
  });
  const names = freeNames(job, head, plan.length);
  const pairs = names.map((name): [string, string] => [
    join(request.folder, `.${name}.${head.package.slice(0, 8)}.tmp`),
    join(request.folder, name),
  ]);
  try {
    await writeAll(job, plan, head, erased, pairs);
    await nameAll(pairs);
  } finally {
    for (const [temporary] of pairs) await rm(temporary, { force: true });
  }
  return { files: pairs.map(([, path]) => path), commits, photos };
}

async function writeAll(
  { station, signer, request, watch }: ExportParts,
  plan: readonly PlannedPart[],
  head: ManifestHead,
  erased: readonly string[],
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  const total = plan
    .flatMap(({ batches, pieces }) => [...batches, ...pieces])
    .reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const wrote = (bytes: number): void => {
    done += bytes;
    watch.progress?.(Math.min(done, total), total);
  };
  const parts = { station, signer, password: request.password, erased, signal: watch.signal, wrote };
  for (const [i, part] of plan.entries()) {
    const path = pairs[i]?.[0] ?? '';
    await writePart(path, part, head, { part: i + 1, earlier: plan.slice(0, i).map(earlierOf) }, parts);
  }
}

/** What a later part says of an earlier one. */
function earlierOf({ batches, pieces }: PlannedPart, index: number): Manifest['earlier'][number] {
  return {
    part: index + 1,
    upTo: Object.fromEntries(batches.map(({ chain, to }) => [chain, to])),
    pieces: pieces
      .filter(({ bytes, size }) => bytes < size)
      .map(({ sha256, offset, bytes }) => ({ sha256, upTo: offset + bytes })),
  };
}

function headOf(
  { state, devices, from, since, request, program }: ExportParts,
  plan: readonly PlannedPart[],
): ManifestHead {
  // A chain may have grown between looking at the vector and reading it.
  const planned = Object.fromEntries(
    plan.flatMap(({ batches }) => batches.map(({ chain, to }) => [chain, to])),
  );
  return {
    format: MANIFEST_FORMAT,
    program,
    package: randomBytes(16).toString('hex'),
    street: state.street,
    parts: plan.length,
    madeAt: toInstant(state.nowMs),
    from: { device: from.device, name: from.name, letter: from.letter },
    to: request.peer,
    vector: joinVectors(state.vector, planned),
    since,
    devices: devices.map((device) => ({ ...device })),
  };
}

/** Names that no file has yet: of two exports in one second the later one is dated on. */
function freeNames({ state, from, request }: ExportParts, head: ManifestHead, parts: number): string[] {
  for (let second = 0; ; second += 1) {
    const start = stem(state.street, from.letter, toInstant(state.nowMs + second * 1000));
    const names = Array.from({ length: parts }, (_, i) =>
      packageName(start, i + 1, head.parts, request.password !== undefined),
    );
    if (!names.some((name) => existsSync(join(request.folder, name)))) return names;
  }
}
