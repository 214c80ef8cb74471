import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput } from '@shared/domain/commands';
import { toInstant, toMs } from '@shared/rules/time';
import { joinFolder } from '../../src/main/store/jobs/join';
import { readIdentity, saveIdentity } from '../../src/main/store/journal/identity';
import { saveWitness } from '../../src/main/store/journal/witness';
import { openCentreKey } from '../../src/main/store/keys/centre';
import { seedTables } from '../../src/main/store/seed/seedTables';
import type { Store } from '../../src/main/store/service/store';
import { readResource, TEST_NOW, TestFolder } from '../../src/main/store/testing/folder';
import { received } from '../../src/main/store/testing/wishes';
import { AttachmentQueue } from '../../src/main/sync/engine/attachments';
import { SkippedChains } from '../../src/main/sync/engine/quarantine';
import { Reissues } from '../../src/main/sync/engine/reissues';
import type { Round } from '../../src/main/sync/engine/round';
import { DeviceKeys } from '../../src/main/sync/identity/deviceKeys';
import { STREET } from '../../src/main/sync/testing/scene';
import { CrashDisk } from './crashDisk';
import { type Program, thisProgram } from './programs';

/** Most stations of a run, those that join late or are cloned included. */
export const MOST_STATIONS = 6;

const LETTERS = 'ABCDEFGH';
export const START_MS = toMs(TEST_NOW);

/** Time as it really is, moved on by the simulation alone. */
export interface TrueTime {
  ms: number;
}

const read = new Map<string, string>();
function readOnce(path: string): string {
  const known = read.get(path) ?? readResource(path);
  read.set(path, known);
  return known;
}

/** Who leads the desk. */
export const LEADER = 'duty-zhang';

/** Who a station is: the same in every run. */
export function deviceOf(number: number): { device: string; letter: string; keys: DeviceKeys } {
  const keys = DeviceKeys.fromSeed(createHash('sha256').update(`simulated device ${number}`).digest());
  return { device: `sim-${number + 1}`, letter: LETTERS[number] ?? 'Z', keys };
}

/** Temporary folders of all runs of a test file, in memory where the system has a place for that. */
export class Ground {
  private readonly base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'xiuhua-sim-'));
  private prepared: Promise<TestFolder> | undefined;
  private count = 0;

  /** A folder that does not exist yet. */
  next(): TestFolder {
    this.count += 1;
    return new TestFolder(join(this.base, `${this.count}`));
  }

  /** The centre as it begins: the shipped tables and its devices, written by the first of them. */
  template(): Promise<TestFolder> {
    this.prepared ??= this.prepare();
    return this.prepared;
  }

  drop(folder: TestFolder): void {
    rmSync(join(folder.dataDir, '..'), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  private async prepare(): Promise<TestFolder> {
    const folder = this.next();
    const { device, letter } = deviceOf(0);
    openCentreKey(folder.dataDir, undefined);
    joinFolder(folder.dataDir, { device, letter, street: STREET, demo: false }, folder.witnessDir);
    const store = await openStore(thisProgram, folder, { ms: START_MS - 60_000 }, () => 0, new CrashDisk());
    // Who decides must know the tables: they are written first.
    await executeAll(store, 'tables', [...seedTables(readOnce)]);
    await executeAll(
      store,
      'devices',
      [
        ...Array.from({ length: MOST_STATIONS }, (_, number): CommandInput => {
          const { device, letter, keys } = deviceOf(number);
          const { signKey, boxKey } = keys;
          return { type: 'device.enrol' as const, device: { device, name: device, letter, signKey, boxKey } };
        }),
      ],
      LEADER,
    );
    await executeAll(store, 'start', [
      ...[1, 2, 3].flatMap((n): CommandInput[] => [
        received({ reportId: `report:start-${n}`, receivedAt: toInstant(START_MS - 120_000) }),
        {
          type: 'case.file',
          reportId: `report:start-${n}`,
          caseId: `case:start-${n}`,
          title: '人行道垃圾',
          place: { text: '冼村路' },
        },
      ]),
      { type: 'case.assign', caseId: 'case:start-1', lead: 'hwz', assisting: ['cgb'] },
    ]);
    store.close();
    return folder;
  }
}

async function executeAll(
  store: Store,
  name: string,
  commands: readonly CommandInput[],
  actor = 'op-1',
): Promise<void> {
  await Promise.all(
    commands.map((command, n) => store.execute({ id: `${name}-${n}-start`, command }, actor)),
  );
}

function openStore(
  program: Program,
  { dataDir, witnessDir }: TestFolder,
  time: TrueTime,
  offset: () => number,
  disk: CrashDisk,
): Promise<Store> {
  return program.open({
    dataDir,
    witnessDir,
    readResource: readOnce,
    centreKey: openCentreKey(dataDir, undefined),
    write: true,
    disk,
    hostNow: () => time.ms + offset(),
  });
}

/** One computer with its data folder, its clock and its program, which may run or not. */
export class Site {
  store: Store;
  disk: CrashDisk;
  /** How far the clock on the wall of this computer is off. */
  offsetMs = 0;
  round: Round | undefined;
  skippedChains = new SkippedChains();
  queue = new AttachmentQueue();
  reissues = new Reissues();
  backups: TestFolder[] = [];
  revoked = false;
  private readonly turns = new Map<string, number>();
  /** Where {@link next} begins: another one under another seed. */
  firstTurn = 0;
  /** What was acknowledged here and must be found here again, whatever crashes. */
  mine = new Set<string>();
  readonly keys: DeviceKeys;
  readonly device: string;

  private constructor(
    readonly name: string,
    readonly number: number,
    readonly host: string,
    private readonly ground: Ground,
    private readonly time: TrueTime,
    public folder: TestFolder,
    /** What is installed there. */
    public program: Program,
  ) {
    const { device, keys } = deviceOf(number);
    this.device = device;
    this.keys = keys;
    this.disk = new CrashDisk();
    this.store = undefined as unknown as Store;
  }

  /** A station of the centre: from the template, or with nothing in its folder yet. */
  static async begin(
    ground: Ground,
    time: TrueTime,
    number: number,
    options: { empty?: boolean; program?: Program } = {},
  ): Promise<Site> {
    const { device, letter } = deviceOf(number);
    const [template, folder] = [await ground.template(), ground.next()];
    mkdirSync(folder.witnessDir, { recursive: true });
    if (options.empty) {
      joinFolder(folder.dataDir, { device, letter, street: STREET, demo: false }, folder.witnessDir);
      cpSync(join(template.dataDir, 'keys', 'centre.json'), join(folder.dataDir, 'keys', 'centre.json'));
    } else {
      cpSync(template.dataDir, folder.dataDir, { recursive: true });
      saveIdentity(folder.dataDir, { v: 1, incarnation: 1, device, letter, street: STREET, demo: false });
      saveWitness(folder.witnessDir, folder.dataDir, { device, incarnation: 1, seq: 0 });
    }
    const program = options.program ?? thisProgram;
    const site = new Site(`s${number + 1}`, number, `host ${number + 1}`, ground, time, folder, program);
    await site.open();
    return site;
  }

  /** One after the other of these, so that each of them has its turn. */
  next<T>(what: string, all: readonly [T, ...T[]]): T {
    const turn = this.turns.get(what) ?? this.firstTurn;
    this.turns.set(what, turn + 1);
    return all[turn % all.length] ?? all[0];
  }

  /** Another computer with the disk of this one, and its memory of where that belongs: neither notices. */
  async clone(name: string, host: string): Promise<Site> {
    const folder = this.copy();
    mkdirSync(folder.witnessDir, { recursive: true });
    const { device, incarnation } = this.store.identity;
    saveWitness(folder.witnessDir, folder.dataDir, { device, incarnation, seq: 0 });
    const site = new Site(name, this.number, host, this.ground, this.time, folder, this.program);
    site.offsetMs = this.offsetMs;
    site.mine = new Set(this.mine);
    await site.open();
    return site;
  }

  /** The folder as it stands. */
  copy(): TestFolder {
    const copy = this.ground.next();
    cpSync(this.folder.dataDir, copy.dataDir, { recursive: true });
    rmSync(join(copy.dataDir, 'lock.json'), { force: true });
    return copy;
  }

  async open(): Promise<void> {
    this.disk = new CrashDisk();
    this.store = await openStore(this.program, this.folder, this.time, () => this.offsetMs, this.disk);
  }

  /** The power is off: nothing is saved or closed any more. */
  async crash(): Promise<void> {
    await this.hangUp();
    this.disk.release();
    this.store.open = false;
    this.store.reader.close();
    this.store.projection.db.close();
    rmSync(join(this.folder.dataDir, 'lock.json'), { force: true });
  }

  async close(): Promise<void> {
    await this.hangUp();
    this.store.close();
  }

  /** Closed as one program, opened as another, with the same folder. */
  async upgrade(program: Program): Promise<void> {
    await this.close();
    this.program = program;
    await this.open();
  }

  /** Opened from the journal alone: what was kept of it otherwise is gone. */
  async rebuild(): Promise<void> {
    await this.close();
    rmSync(this.folder.cache, { recursive: true, force: true });
    await this.open();
  }

  /** Put a backup in the place of what is there. `quietly`: so that neither place nor folder look otherwise than before. */
  async restore(backup: TestFolder, how: 'elsewhere' | 'inPlace' | 'quietly'): Promise<void> {
    await this.crash();
    if (how === 'elsewhere') this.folder = this.ground.next();
    const { dataDir, witnessDir } = this.folder;
    if (how === 'inPlace') rmSync(dataDir, { recursive: true, force: true });
    else if (how === 'quietly')
      for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true });
    cpSync(backup.dataDir, dataDir, { recursive: true });
    const { device, incarnation } = readIdentity(dataDir) ?? { device: '', incarnation: 1 };
    // The witness was restored too: it says that all is as it was.
    if (how === 'quietly') saveWitness(witnessDir, dataDir, { device, incarnation, seq: 0 });
    this.mine = new Set();
    await this.open();
  }

  /** Does this station hold the effective commit of a command? */
  has(id: string): boolean {
    return this.store.projection.db.number('SELECT count(*) FROM commits WHERE id=?', [id]) > 0;
  }

  /** The connection to the hub is gone, and what the program remembered of it. */
  async hangUp(): Promise<void> {
    await this.round?.close();
    this.round = undefined;
    this.skippedChains = new SkippedChains();
    this.queue = new AttachmentQueue();
    this.reissues = new Reissues();
  }
}
