import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Counters } from '../../src/shared/contract/board';
import type { ImportJob } from '../../src/shared/contract/intake';
import { expect, test } from './harness/app';
import { ask, daySheet, firstRow, samples, say, tallyOf } from './harness/desk.mjs';
import { root, startAgain, witnessDir } from './harness/launch.mjs';

/** The command line in plain Node, as `npm run cli` starts it. Gives back what it printed and its exit code. */
function cli<T>(...args: string[]): Promise<{ code: number; value: T }> {
  const script = join(root, 'out/main/cli.js');
  const env = { ...process.env, XIUHUA_WITNESS: witnessDir };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...args, '--json'], { env, cwd: root }, (error, stdout, stderr) => {
      if (stdout.trim() === '') reject(new Error(`nothing printed: ${stderr}`));
      else resolve({ code: Number(error?.code ?? 0), value: JSON.parse(stdout) as T });
    });
  });
}

test('a second start on the folder hands its wish over and ends', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  expect(app.windows('wall')).toEqual([]);
  expect(await startAgain(app.data, ['--wall'])).toBe(0);
  const wall = await app.window('wall');
  await wall.locator('[data-counter=year]').waitFor();

  await test.step('an import wished for by a second start opens the wizard of the first', async () => {
    expect(await startAgain(app.data, ['--import', daySheet])).toBe(0);
    await expect(desk.getByRole('dialog')).toContainText('12345-2024-12-31.xlsx');
    expect(await tallyOf(desk.getByRole('dialog'))).toMatchObject({
      [say('dialogs:import.tally.created')]: 36,
    });
  });
  expect(app.exited).toBe(false);
  expect(app.windows('desk')).toHaveLength(1);
});

test('the command line reads beside the running instance and writes through it', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const data = ['--data', app.data];
  const before = await ask(desk, 'counters');

  await test.step('stats says what the wall says', async () => {
    const { code, value } = await cli<Counters>('stats', ...data);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      yearReports: before.yearReports,
      yearReportsByGroup: { hotline12345: 8470, urban12319: 2785, ownFinding: 500, others: 240 },
      ledger: expect.arrayContaining([
        expect.objectContaining({ kind: 'roadRepair', n: 450 }),
        expect.objectContaining({ kind: 'bollard', n: 180 }),
      ]),
    });
  });

  await test.step('import goes through the running instance', async () => {
    const { code, value } = await cli<ImportJob>('import', daySheet, ...data);
    expect(value.tally).toMatchObject({ rows: 37, created: 36, skipped: 1 });
    expect(code).toBe(0);
    expect((await ask(desk, 'counters')).yearReports).toBe(before.yearReports + 36);
  });

  await test.step('a file that is no sheet is refused with a reason', async () => {
    const { code, value } = await cli<{ error: { code: string } }>(
      'import',
      join(samples, 'manifest.json'),
      ...data,
    );
    expect(code).toBe(1);
    expect(value.error.code).toMatch(/^parse\./);
  });

  expect(await app.close()).toMatchObject({ clean: true });

  await test.step('after the end: verify proves the folder, import opens the store itself and adds nothing', async () => {
    const proof = await cli<{ ok: boolean }>('verify', ...data);
    expect(proof).toMatchObject({ code: 0, value: { ok: true } });
    const { value } = await cli<ImportJob>('import', daySheet, ...data);
    expect(value.tally).toMatchObject({ created: 0, updated: 0, same: 36 });
    const { value: stats } = await cli<Counters>('stats', ...data);
    expect(stats.yearReports).toBe(before.yearReports + 36);
  });
});
