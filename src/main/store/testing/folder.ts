import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildFolder, type Planned } from '../jobs/build';
import { joinFolder } from '../jobs/join';
import { newIdentity, readIdentity } from '../journal/identity';
import { type Damage, walk } from '../journal/scan';
import { listSegments } from '../journal/segments';
import { saveWitness } from '../journal/witness';
import { type CentreKey, centreKeyPath, openCentreKey } from '../keys/centre';
import { openDeviceSeed } from '../keys/deviceSeed';
import { differences } from '../projection/compare';
import { rebuild } from '../projection/rebuild';
import { foldersOf } from '../service/open';
import { Store, type StoreOptions } from '../service/store';

const root = resolve(import.meta.dirname, '../../../..');

/** Reads the shipped resources. For tests. */
export const readResource = (path: string): string => readFileSync(join(root, 'resources', path), 'utf8');

/** Where the clock of a test's folder starts. */
export const TEST_NOW = '2024-12-31T16:00:00.000+08:00';

/** Real data folders below one temporary folder. Call `remove` when done: it closes what is still open. */
export class TestFolders {
  private readonly base = mkdtempSync(join(tmpdir(), 'xiuhua-store-'));
  private template: Promise<string> | undefined;
  private count = 0;

  /** A new data folder of a centre of its own, with the shipped tables only. */
  async createApart(): Promise<TestFolder> {
    this.count += 1;
    const folder = new TestFolder(join(this.base, `${this.count}`));
    mkdirSync(folder.witnessDir, { recursive: true });
    await buildTestFolder(folder.dataDir, [], 0);
    folder.witness();
    return folder;
  }

  /** A new data folder that holds the shipped tables only; built once and copied, with the centre's key that its journal names. */
  async create(): Promise<TestFolder> {
    this.template ??= this.build();
    const template = await this.template;
    this.count += 1;
    const folder = new TestFolder(join(this.base, `${this.count}`));
    mkdirSync(folder.witnessDir, { recursive: true });
    cpSync(template, folder.dataDir, { recursive: true });
    folder.witness();
    return folder;
  }

  /** A folder that was let into the centre of another one: its own device, the same centre's key, nothing in it yet. */
  joined(first: TestFolder, letter: string): TestFolder {
    this.count += 1;
    const folder = new TestFolder(join(this.base, `${this.count}`));
    const { device } = newIdentity(false);
    // Made when it asked to be let in.
    openDeviceSeed(folder.dataDir, undefined);
    joinFolder(folder.dataDir, { device, letter, street: '440106014', demo: false }, folder.witnessDir);
    openCentreKey(first.dataDir, undefined);
    cpSync(centreKeyPath(first.dataDir), centreKeyPath(folder.dataDir), { recursive: true });
    return folder;
  }

  /** The whole folder as it stands: a backup, or a clone's disk. It has no witness. */
  copy(folder: TestFolder): TestFolder {
    this.count += 1;
    const copy = new TestFolder(join(this.base, `${this.count}`));
    cpSync(folder.dataDir, copy.dataDir, { recursive: true });
    rmSync(join(copy.dataDir, 'lock.json'), { force: true });
    return copy;
  }

  /** A path for a copy or a sheet, not made yet. */
  path(name: string): string {
    this.count += 1;
    return join(this.base, `${this.count}-${name}`);
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  private async build(): Promise<string> {
    const dir = join(this.base, 'template');
    await buildTestFolder(dir, [], 0);
    return dir;
  }
}

/** Build a data folder in place. For tests, bench and crash runs. */
export async function buildTestFolder(
  dataDir: string,
  commands: Iterable<Planned>,
  total: number,
  demo = false,
): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const centreKey = openCentreKey(dataDir, undefined);
  const options = { demo, readResource, centreKey, started: '2024-01-01T00:00:00.000+08:00' };
  await buildFolder(dataDir, options, { total, commands }, () => {});
}

/** One data folder with its witness. */
export class TestFolder {
  readonly dataDir: string;
  readonly witnessDir: string;

  constructor(base: string) {
    this.dataDir = join(base, 'data');
    this.witnessDir = join(base, 'witness');
  }

  get centreKey(): CentreKey {
    return openCentreKey(this.dataDir, undefined);
  }

  get journal(): string {
    return foldersOf(this.dataDir).journal;
  }

  get cache(): string {
    return foldersOf(this.dataDir).cache;
  }

  /** The folder is where it belongs: witness it as it stands, in the first incarnation. */
  witness(seq = 0): void {
    const identity = readIdentity(this.dataDir);
    if (!identity) throw new Error('no identity to witness');
    saveWitness(this.witnessDir, this.dataDir, { device: identity.device, incarnation: 1, seq });
  }

  open(options: Partial<StoreOptions> = {}): Promise<Store> {
    return Store.open({
      dataDir: this.dataDir,
      witnessDir: this.witnessDir,
      readResource,
      write: true,
      start: TEST_NOW,
      ...options,
      // Asked only where it is wanted: a folder may have lost it.
      centreKey: 'centreKey' in options ? options.centreKey : this.centreKey,
    });
  }

  /** Everything `verify` proves of a journal, as one value: damages, and the tables in which a projection differs from a rebuild. */
  async prove(store: Store): Promise<{ damages: Damage[]; differs: string[]; ids: string[] }> {
    const damages: Damage[] = [];
    const ids = [...walk(this.journal, { prove: true, onDamage: (one) => damages.push(one) })].map(
      ({ commit }) => commit.id,
    );
    const fresh = await rebuild(this.journal, () => null);
    const differs = differences(store.projection.db, fresh.projection.db);
    fresh.projection.db.close();
    return { damages, differs, ids };
  }

  /** All bytes of the journal, segment after segment. */
  journalBytes(): Buffer {
    return Buffer.concat(
      listSegments(this.journal).map((n) =>
        readFileSync(join(this.journal, `${String(n).padStart(10, '0')}.jsonl`)),
      ),
    );
  }
}

/** Every file below a folder. */
export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Leave a folder as a kill would: nothing is saved or closed, and the lock's holder counts as dead. */
export function abandon(folder: TestFolder): void {
  rmSync(join(folder.dataDir, 'lock.json'), { force: true });
}
