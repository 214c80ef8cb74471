import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EnvelopeInput, envelopeSchema } from '@shared/domain/commands';
import type { DecideContext } from '@shared/domain/context';
import { decide } from '@shared/domain/decide';
import { normalisePhone } from '@shared/rules/intake/personal';
import type { Instant } from '@shared/rules/time';
import { renameFile } from '../../renames';
import { Blobs } from '../blobs/blobs';
import { syncFolder } from '../files';
import { HybridClock } from '../journal/hlc';
import { newIdentity, readIdentity, saveIdentity } from '../journal/identity';
import { encodeLine, hashLine } from '../journal/line';
import { saveWitness } from '../journal/witness';
import { JournalWriter } from '../journal/writer';
import type { CentreKey } from '../keys/centre';
import { DataKeys } from '../keys/dataKeys';
import { KEY_COPY, KEY_FILE, keyPath } from '../keys/inspect';
import { wrapIdOf } from '../keys/keyLine';
import { callerHasher } from '../keys/seal';
import { MemoryFold } from '../projection/memoryFold';
import { Projection } from '../projection/projection';
import { saveSnapshot } from '../projection/snapshot';
import type { ReadResource } from '../seed/resources';
import { seedTables } from '../seed/seedTables';
import {
  Author,
  CaseNumbers,
  type ChainHead,
  derivedIds,
  FIRST_HEAD,
  randomStreamId,
} from '../service/author';
import { Knowledge } from '../service/knowledge';
import { foldersOf } from '../service/open';
import { BatchStreams } from '../service/streams';

/** A command to be executed at a time of its own. */
export interface Planned {
  readonly now: Instant;
  readonly actor: string;
  readonly envelope: EnvelopeInput;
}

/** Commands that share one flush while a folder is built. */
const CHUNK = 2000;

/** Parts of a data folder, in the order in which they take their place; the identity comes last and makes the folder valid. */
const PARTS = ['keys', 'journal', 'cache', 'device.json'];

/** Progress of a build: commands done of about `total`. */
export type BuildProgress = (done: number, total: number) => Promise<void> | void;

interface Build {
  readonly fold: MemoryFold;
  readonly author: Author;
  readonly writer: JournalWriter;
  readonly keys: DataKeys;
  readonly numbers: CaseNumbers;
  readonly knowledge: Knowledge;
  readonly hash: (phone: string) => string;
  head: ChainHead;
}

/**
 * Build a new data folder by executing commands one after the other: the same decisions, commits, seals and rows as in
 * daily work, but with one flush per chunk and the projection inserted once at the end. It is built beside its place and
 * moved in when it is whole: a kill on the way leaves nothing half-done. Throws where a planned command is refused.
 */
export async function buildFolder(
  dataDir: string,
  options: {
    demo: boolean;
    readResource: ReadResource;
    centreKey: CentreKey;
    started: Instant;
    /** Where the new folder is witnessed; without it, its first opening takes it for a clone. */
    witnessDir?: string | undefined;
    /** Pictures that the commands name by their hash. */
    blobs?: readonly Uint8Array[] | undefined;
  },
  plan: { total: number; commands: Iterable<Planned> },
  onProgress: BuildProgress,
): Promise<void> {
  // Where there are records without an identity this throws: what is being built is not to make it look like a build cut off.
  readIdentity(dataDir);
  const building = join(dataDir, 'building');
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  const identity = newIdentity(options.demo);
  const build = startBuild(building, identity.letter, options, new HybridClock(), identity);
  await runPlan(build, withSeed(options, plan.commands), plan.total, onProgress);
  build.writer.close();
  const projection = await Projection.create((stream) => build.fold.state(stream));
  build.fold.insertInto(projection);
  saveSnapshot(foldersOf(building).cache, projection.db.export(), projection.head().position);
  projection.db.close();
  saveIdentity(building, identity);
  makeRoom(dataDir);
  // Kept by their hash, so that those of a build that was killed are simply found again.
  const blobs = new Blobs(dataDir);
  for (const bytes of options.blobs ?? []) blobs.put(bytes);
  for (const part of PARTS) {
    // A key that is there already (made when the folder was opened) stays.
    if (part === 'keys') moveKeys(building, dataDir);
    else renameFile(join(building, part), join(dataDir, part));
  }
  syncFolder(dataDir);
  rmSync(building, { recursive: true, force: true });
  const { device, incarnation } = identity;
  if (options.witnessDir)
    saveWitness(options.witnessDir, dataDir, { device, incarnation, seq: build.head.seq });
}

/** A kill while an earlier build was moved in leaves parts without an identity: they go aside, since nothing is ever thrown away. */
function makeRoom(dataDir: string): void {
  if (readIdentity(dataDir)) throw new Error('There is a folder already; it is not built over');
  const aside = join(dataDir, 'aside', `before-build-${randomBytes(4).toString('hex')}`);
  for (const part of ['journal', 'cache', KEY_FILE, KEY_COPY]) {
    if (!existsSync(join(dataDir, part))) continue;
    mkdirSync(join(aside, 'keys'), { recursive: true });
    renameFile(join(dataDir, part), join(aside, part));
  }
}

function moveKeys(from: string, to: string): void {
  mkdirSync(join(to, 'keys'), { recursive: true });
  try {
    renameFile(keyPath(from, KEY_FILE), keyPath(to, KEY_FILE));
    // It must outlive a power cut if the journal that speaks of its keys does.
    syncFolder(join(to, 'keys'));
  } catch (error) {
    // A folder without reports has no data keys yet.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function startBuild(
  building: string,
  letter: string,
  options: { readResource: ReadResource; centreKey: CentreKey },
  hlc: HybridClock,
  identity: ConstructorParameters<typeof Author>[0],
): Build {
  const fold = new MemoryFold();
  const keys = new DataKeys(building, options.centreKey.key);
  return {
    fold,
    keys,
    author: new Author(identity, hlc, keys),
    writer: new JournalWriter(foldersOf(building).journal, { segment: 1, offset: 0 }),
    numbers: new CaseNumbers(letter, () => 0),
    knowledge: new Knowledge(options.readResource, (stream) => fold.state(stream) as never),
    hash: callerHasher(options.centreKey.key),
    head: FIRST_HEAD,
  };
}

/** Every folder begins with the shipped tables, and says by which key its data are sealed. */
function* withSeed(
  options: { readResource: ReadResource; started: Instant; centreKey: CentreKey },
  commands: Iterable<Planned>,
): Generator<Planned> {
  let n = 0;
  for (const command of seedTables(options.readResource)) {
    n += 1;
    yield { now: options.started, actor: 'system', envelope: { id: `seed-table-${n}`, command } };
  }
  const key = wrapIdOf(options.centreKey.key);
  const command = { type: 'centre-key.name' as const, key };
  yield { now: options.started, actor: 'system', envelope: { id: `centre-key-${key}`, command } };
  yield* commands;
}

async function runPlan(
  build: Build,
  commands: Iterable<Planned>,
  total: number,
  onProgress: BuildProgress,
): Promise<void> {
  let lines: Buffer[] = [];
  let done = 0;
  const flush = (): void => {
    if (lines.length === 0) return;
    build.keys.flush();
    const places = build.writer.append(lines);
    build.fold.place(places);
    lines = [];
  };
  for (const planned of commands) {
    const made = decideOne(build, planned);
    done += 1;
    if (made) lines.push(made);
    if (done % CHUNK === 0) {
      flush();
      await onProgress(done, total);
    }
  }
  flush();
  await onProgress(done, Math.max(done, total));
}

function decideOne(build: Build, planned: Planned): Buffer | undefined {
  const { now, actor } = planned;
  const envelope = envelopeSchema.parse(planned.envelope);
  const streams = new BatchStreams(build.fold);
  const context: DecideContext = {
    now,
    actor,
    rules: build.knowledge.rules,
    newId: randomStreamId,
    newCaseNo: (at) => build.numbers.next(at),
    callerHash: (phone) => {
      const number = phone ? normalisePhone(phone) : undefined;
      return number ? build.hash(number) : undefined;
    },
  };
  const decision = decide(envelope, streams, derivedIds, context);
  if (!decision.ok) {
    const { code, params } = decision.refusal;
    throw new Error(
      `Planned command ${envelope.id} (${envelope.command.type}) at ${now} was refused: ${code} ${JSON.stringify(params ?? {})}`,
    );
  }
  if (decision.events.length === 0) return undefined;
  build.keys.prepare(Author.keysOf(decision.events));
  const commit = build.author.commit(envelope, actor, decision.events, now, build.head, streams);
  const line = encodeLine(commit);
  build.head = { seq: commit.seq, hash: hashLine(line) };
  build.fold.add(commit);
  if (envelope.command.type === 'table.set') build.knowledge.forget();
  return line;
}
