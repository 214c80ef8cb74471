// A computer whose clock does not fit the last entry: everything can be read, nothing is written until somebody has decided.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, newDataDir, test } from './harness/app';
import { ask, command, firstRow, say } from './harness/desk.mjs';
import { root } from './harness/launch.mjs';

const journalOf = (data: string): Buffer[] =>
  readdirSync(join(data, 'journal'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(data, 'journal', name)));

test('the clock is asked about once, before anything is written', async ({ launch }) => {
  // Made at the end of 2024: by any computer's clock that is right, long ago.
  const data = newDataDir('clock');
  cpSync(join(root, 'test/fixtures/foundation/desk-a'), data, { recursive: true });
  const before = journalOf(data);
  const app = await launch({ data });
  const desk = await app.window('desk');
  await firstRow(desk);
  const right = desk.getByRole('button', { name: say('desk:banner.clockRight') });
  await expect(right).toBeVisible();
  await expect(desk.locator('.d-banner', { has: right })).toContainText('2024-12-31');
  const report = async (id: string) =>
    command(desk, {
      id,
      command: {
        type: 'report.receive',
        channel: 'dailyPatrol',
        title: '井盖松动',
        content: '井盖松动，车过有响声',
        place: { text: '花城大道' },
        receivedAt: (await ask(desk, 'counters')).now,
      },
    });
  await expect(report('before-the-word')).rejects.toThrow(/store\.clock/);
  expect(journalOf(data)).toEqual(before);
  await right.click();
  await expect(right).toBeHidden();
  expect(await ask(desk, 'health')).toMatchObject({ state: 'ready', problem: null });
  expect((await report('after-the-word')).result.reportId).toMatch(/^report:/);
});
