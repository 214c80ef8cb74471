import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ReportState } from '@shared/domain/report/evolve';
import { afterAll, describe, expect, it } from 'vitest';
import { readIdentity } from '../store/journal/identity';
import { openDeviceSeed } from '../store/keys/deviceSeed';
import type { Store } from '../store/service/store';
import { type TestFolder, TestFolders } from '../store/testing/folder';
import { filedCase, received, wish } from '../store/testing/wishes';
import { DeviceKeys } from '../sync/identity/deviceKeys';
import { testPostgres } from '../sync/testing/postgres';
import { type CliOutcome, runCli } from './run';

const server = testPostgres();
const folders = new TestFolders();
afterAll(() => folders.remove());

function run(folder: TestFolder, ...words: string[]): Promise<CliOutcome> {
  return runWith({}, folder, ...words);
}

function runWith(env: NodeJS.ProcessEnv, folder: TestFolder, ...words: string[]): Promise<CliOutcome> {
  return runCli(['courier', ...words, '--data', folder.dataDir, '--now', '2024-12-31T16:00'], {
    resources: resolve('resources'),
    script: '',
    protector: undefined,
    env: { XIUHUA_WITNESS: folder.witnessDir, LANG: 'en_GB.UTF-8', ...env },
  });
}

/** What an enrolment says of the device of a folder. */
function card(folder: TestFolder, name: string) {
  const { device, letter } = readIdentity(folder.dataDir) ?? { device: '', letter: '' };
  const { signKey, boxKey } = DeviceKeys.fromSeed(openDeviceSeed(folder.dataDir, undefined).seed);
  return { device, letter, name, signKey, boxKey };
}

async function using<T>(folder: TestFolder, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await folder.open();
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** The centre's first desk with some work done, and a second one that was let in and has received nothing yet. */
async function centre(): Promise<{ a: TestFolder; b: TestFolder; reportId: string }> {
  const a = await folders.create();
  const b = folders.joined(a, 'B');
  // A device has its secret before it belongs to a centre.
  openDeviceSeed(a.dataDir, undefined);
  const reportId = await using(a, async (store) => {
    store.setStreet('440106014');
    for (const device of [card(a, '一号席'), card(b, '二号席')])
      await store.execute(
        { id: `enrol-desk-${device.letter}`, command: { type: 'device.enrol', device } },
        'duty-zhang',
      );
    await filedCase(store);
    const caller = { name: '李女士', phone: '13800005673', wishes: [] };
    return String((await wish(store, received({ caller }))).result.reportId);
  });
  return { a, b, reportId };
}

const answer = <T>(outcome: CliOutcome): T => outcome.value as T;

describe('courier on the command line', () => {
  it('carries a centre’s data between two folders and back, with receipts', async () => {
    const { a, b, reportId } = await centre();
    const out = folders.path('disk');
    const password = folders.path('password');
    writeFileSync(password, '摆渡口令 8位以上\n');
    const made = await run(a, 'export', '--peer', '二号席', '--out', out, '--password-file', password);
    expect(made.code).toBe(0);
    const { files, commits } = answer<{ files: string[]; commits: number }>(made);
    expect(files).toEqual([join(out, 'xiuhua-440106014-A-20241231T160000-1of1.xhc')]);
    const [file = ''] = files;

    const wrong = await run(b, 'import', file);
    expect(wrong).toMatchObject({ code: 1, value: { error: { code: 'courier.password' } } });
    const stranger = await run(b, 'import', file, '--password-file', password);
    const { error } = answer<{ error: { code: string; params: { safety: string }; message: string } }>(
      stranger,
    );
    expect(error.code).toBe('courier.unknownSender');
    expect(error.message).toContain(error.params.safety);
    const asked = [file, '--password-file', password, '--trust', error.params.safety];
    const look = await run(b, 'import', ...asked, '--look');
    expect(look.value).toMatchObject([{ from: '一号席', commits, freshCommits: commits, blocked: null }]);
    const taken = await run(b, 'import', ...asked);
    expect(taken).toMatchObject({ code: 0, value: [{ commits, refused: 0 }] });
    expect(await run(b, 'import', file, '--password-file', password)).toMatchObject({
      code: 0,
      value: [{ commits: 0, refused: 0 }],
    });

    await using(b, async (store) => {
      const report = store.reader.load(reportId).state as ReportState;
      expect(report.title).toBe('人行道上堆放垃圾');
      const fact = store.reader.facts(reportId)[0];
      expect(fact?.sealed && store.keys?.open(fact.sealed)).toMatchObject({ phone: '13800005673' });
      expect(await b.prove(store)).toMatchObject({ damages: [], differs: [] });
      await filedCase(store);
    });

    const [{ receipt = '' } = {}] = answer<{ receipt: string }[]>(taken);
    expect(await run(a, 'receipt', receipt)).toMatchObject({
      code: 0,
      value: [{ kind: 'receipt', peer: '二号席' }],
    });
    expect(await run(a, 'peers')).toMatchObject({ code: 0, value: [{ name: '二号席', lacks: 0 }] });
    expect(await run(a, 'export', '--peer', '二号席', '--out', out)).toMatchObject({ value: { files: [] } });

    const back = await run(b, 'export', '--peer', '一号席', '--out', join(out, 'back'));
    expect(back).toMatchObject({ code: 0, value: { commits: 2 } });
    expect(await run(a, 'import', ...answer<{ files: string[] }>(back).files)).toMatchObject({
      code: 0,
      value: [{ commits: 2, refused: 0 }],
    });
    await using(a, async (store) => {
      expect(await a.prove(store)).toMatchObject({ damages: [], differs: [] });
    });
  });

  it('puts a package into a hub', async () => {
    const { a } = await centre();
    const db = await server().database();
    await db.street('440106014');
    const one = card(a, '一号席');
    await db.device('440106014', one.device, one);
    const { user, password: PGPASSWORD } = await db.login('xiuhua_courier');
    const made = await run(a, 'export', '--peer', 'hub', '--out', folders.path('hub'));
    const { files, commits } = answer<{ files: string[]; commits: number }>(made);
    const hub = ['--hub', `postgres://${user}@${db.address}`];
    expect(await runWith({ PGPASSWORD }, a, 'import', ...files, ...hub)).toMatchObject({
      code: 0,
      value: [{ file: files[0], commits, refused: 0, left: [] }],
    });
    expect(await run(a, 'import', ...files, ...hub)).toMatchObject({ code: 1 });
  });

  it('says what is wrong with what was asked for, and writes nothing', async () => {
    const { a } = await centre();
    const out = folders.path('nothing');
    const codes = async (...words: string[]): Promise<unknown> =>
      answer<{ error: { code: string } }>(await run(a, ...words)).error.code;
    expect(await codes('fly')).toBe('cli.usage');
    expect(await codes('export', '--out', out)).toBe('cli.optionMissing');
    expect(await codes('export', '--peer', 'x', '--out', out, '--part-mb', '0.5')).toBe('cli.optionBad');
    expect(await codes('export', '--peer', 'x', '--out', out, '--attachments', 'all')).toBe('cli.optionBad');
    expect(await codes('import')).toBe('cli.fileMissing');
    expect(await codes('import', folders.path('nowhere'))).toBe('courier.missing');
    expect(await codes('receipt', join(a.dataDir, 'device.json'))).toBe('courier.notPackage');
    expect(existsSync(out)).toBe(false);
    const alone = await folders.create();
    const outcome = await run(alone, 'export', '--peer', 'x', '--out', out);
    expect(outcome).toMatchObject({ code: 1, value: { error: { code: 'courier.notEnrolled' } } });
    expect(readdirSync(join(alone.dataDir, 'keys'))).not.toContain('device.json');
  });
});
