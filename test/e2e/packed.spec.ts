import { expect, test } from './harness/app';
import { ask, firstRow, openWall, wallCounters } from './harness/desk.mjs';
import { packedExecutable } from './harness/launch.mjs';

test('the packed application starts, works and ends', async ({ launchDemo }) => {
  const packed = packedExecutable();
  if (!packed) throw new Error('XIUHUA_PACKED names no executable: run `npm test -- --only=packed`');
  const app = await launchDemo({ packed });
  expect(await app.electron.evaluate(({ app: program }) => program.isPackaged)).toBe(true);
  const desk = await app.window('desk');
  await firstRow(desk);
  const { yearReports } = await ask(desk, 'counters');
  expect(yearReports).toBe(11_995);
  const wall = await openWall(app);
  await expect.poll(async () => (await wallCounters(wall)).year).toBe('11,995');
  expect(await app.close()).toEqual({ clean: true, survivors: [] });
});
