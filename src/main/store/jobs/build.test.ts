import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openCentreKey } from '../keys/centre';
import { readResource, TestFolder, TestFolders } from '../testing/folder';
import { received, TEST_ACTOR } from '../testing/wishes';
import { buildFolder, type Planned } from './build';

const folders = new TestFolders();
afterAll(() => folders.remove());

function build(folder: TestFolder, commands: Planned[] = []): Promise<void> {
  mkdirSync(folder.dataDir, { recursive: true });
  mkdirSync(folder.witnessDir, { recursive: true });
  const options = {
    demo: false,
    readResource,
    centreKey: openCentreKey(folder.dataDir, undefined),
    started: '2024-01-01T00:00:00.000+08:00',
    witnessDir: folder.witnessDir,
  };
  return buildFolder(folder.dataDir, options, { total: commands.length, commands }, () => {});
}

const planned = (n: number): Planned => ({
  now: '2024-12-31T09:00:00.000+08:00',
  actor: TEST_ACTOR,
  envelope: { id: `planned-${n}`, command: received({ receivedAt: '2024-12-31T09:00:00.000+08:00' }) },
});

it('a built folder opens from its snapshot, equals a rebuild, and is no clone of itself', async () => {
  const folder = new TestFolder(folders.path('built'));
  await build(folder, [planned(1), planned(2)]);
  const store = await folder.open();
  expect(store.health(0)).toMatchObject({ state: 'ready', incarnation: 1, seq: 18, position: 18 });
  expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
  store.close();
});

it('a planned command that is refused fails the build and leaves no folder behind', async () => {
  const folder = new TestFolder(folders.path('refused'));
  const bad: Planned = {
    ...planned(1),
    envelope: { id: 'planned-bad', command: { type: 'case.close', caseId: 'case:none' } },
  };
  await expect(build(folder, [bad])).rejects.toThrow(/planned-bad.*case\.unknown/);
  await expect(folder.open()).rejects.toMatchObject({ code: 'store.empty' });
  await build(folder);
  (await folder.open()).close();
});

it('a build that was killed while it moved in is built again, and what lay there is kept aside', async () => {
  const folder = new TestFolder(folders.path('half'));
  openCentreKey(folder.dataDir, undefined);
  mkdirSync(folder.journal, { recursive: true });
  mkdirSync(join(folder.dataDir, 'building'));
  writeFileSync(join(folder.journal, '0000000001.jsonl'), 'half moved in\n');
  await build(folder);
  const [aside = ''] = readdirSync(join(folder.dataDir, 'aside'));
  expect(readFileSync(join(folder.dataDir, 'aside', aside, 'journal', '0000000001.jsonl'), 'utf8')).toBe(
    'half moved in\n',
  );
  (await folder.open()).close();
  expect(existsSync(join(folder.dataDir, 'building'))).toBe(false);
});

it('a folder with records whose identity is gone or unreadable is never built over, and opens to be read only', async () => {
  const folder = new TestFolder(folders.path('nobody'));
  await build(folder, [planned(1)]);
  const bytes = folder.journalBytes();
  const identity = join(folder.dataDir, 'device.json');
  for (const left of ['{"v":1,"dev', undefined]) {
    rmSync(join(folder.dataDir, 'device.copy.json'), { force: true });
    if (left === undefined) rmSync(identity);
    else writeFileSync(identity, left);
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'readOnly', problem: { code: 'store.identity' } });
    store.close();
    await expect(build(folder)).rejects.toMatchObject({ code: 'store.identity' });
  }
  expect(folder.journalBytes().equals(bytes)).toBe(true);
});

it('a folder that has an identity is never built over', async () => {
  const folder = new TestFolder(folders.path('twice'));
  await build(folder, [planned(1)]);
  const bytes = folder.journalBytes();
  await expect(build(folder)).rejects.toThrow(/not built over/);
  expect(folder.journalBytes().equals(bytes)).toBe(true);
});
