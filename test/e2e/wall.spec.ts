import { type Instant, toInstant, toMs } from '../../src/shared/rules/time';
import { expect, type LaunchOptions, type RunningApp, test } from './harness/app';
import { ask, firstRow, openWall, wallCounters } from './harness/desk.mjs';

/**
 * The wall so shortly before a moment that waiting for it is quick, and with what it showed then. A machine that took so
 * long to start it that the moment had passed gets a longer way.
 */
async function openBefore(
  launch: (options: LaunchOptions) => Promise<RunningApp>,
  data: string,
  moment: Instant,
) {
  for (let leadMs = 12_000; ; leadMs *= 3) {
    const app = await launch({ data, args: ['--now', toInstant(toMs(moment) - leadMs), '--wall'] });
    const wall = await app.window('wall');
    const counter = wall.locator('[data-counter=overdue]');
    await expect(counter).toHaveAttribute('data-value', /^\d+$/);
    const value = await counter.getAttribute('data-value');
    const board = await ask(wall, 'wall.board');
    if (board.counters.now < moment) return { wall, value, board };
    await app.close();
  }
}

test('the wall shows the year of the demo and fills its display', async ({ launchDemo }) => {
  const app = await launchDemo({ args: ['--now', '2024-12-31T16:00:00.000+08:00', '--wall'] });
  const wall = await app.window('wall');
  expect(app.windows('desk')).toEqual([]);
  const group = (name: string) => wall.locator(`.channels [data-group=${name}] .number`);
  await expect(group('hotline12345')).toHaveText('8,470');
  await expect(group('urban12319')).toHaveText('2,785');
  await expect(group('ownFinding')).toHaveText('500');
  await expect(group('others')).toHaveText('240');
  await expect(wall.locator('[data-ledger=roadRepair] .number')).toHaveText('450');
  await expect(wall.locator('[data-ledger=bollard] .number')).toHaveText('180');
  await expect(wall.locator('[data-ledger=bikesCollected] .number')).toHaveText(/^\d,\d{3}$/);
  const counters = await ask(wall, 'counters');
  expect(await wallCounters(wall)).toMatchObject({
    year: '11,995',
    open: String(counters.open),
    overdue: String(counters.overdue),
    closed: String(counters.closedToday),
  });
  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    await openWall(app, width, height);
    const size = () =>
      wall.evaluate<number[]>('[innerWidth, innerHeight, Math.round(devicePixelRatio * 100) / 100]');
    await expect.poll(size).toEqual([1920, 1080, width / 1920]);
    const overflow = await wall.evaluate<number[]>(
      `(({ scrollWidth, scrollHeight, clientWidth, clientHeight }) => [scrollWidth - clientWidth, scrollHeight - clientHeight])(document.documentElement)`,
    );
    expect(overflow).toEqual([0, 0]);
  }
});

test('a case turns red on the wall by the clock alone', async ({ launchDemo, launch }) => {
  const first = await launchDemo({ args: ['--now', '2024-12-31T16:00:00.000+08:00'] });
  const desk = await first.window('desk');
  await firstRow(desk);
  const { rows } = await ask(desk, 'queue.page', { view: 'open', sort: 'due', offset: 0, limit: 500 });
  const { overdue } = await ask(desk, 'counters');
  await first.close();
  const next = rows.find((row) => row.kind === 'case' && row.light !== 'red' && row.dueAt !== null);
  if (!next?.dueAt) throw new Error('no case of the demo falls due');
  const due = next.dueAt;
  const sameMoment = rows.filter((row) => row.kind === 'case' && row.dueAt === due).length;
  const opened = await openBefore(launch, first.data, due);
  const { wall } = opened;
  const counter = wall.locator('[data-counter=overdue]');
  expect(opened.value).toBe(String(overdue));
  expect(opened.board.overdueItems.some((item) => item.id === next.id)).toBe(false);
  const { position } = await ask(wall, 'counters');
  await expect(counter).toHaveAttribute('data-value', String(overdue + sameMoment));
  const board = await ask(wall, 'wall.board');
  expect(board.overdueItems.some((item) => item.id === next.id)).toBe(true);
  expect(board.counters.now >= due).toBe(true);
  // Nothing was written: time alone did it.
  expect(board.counters.position).toBe(position);
});

test('the wall cannot write', async ({ launchDemo }) => {
  const app = await launchDemo({ args: ['--wall'] });
  const wall = await app.window('wall');
  await wall.locator('[data-counter=year]').waitFor();
  const names = await wall.evaluate(() =>
    Object.keys((globalThis as unknown as { xiuhua: object }).xiuhua).sort(),
  );
  expect(names).toEqual(['follow', 'onReconnect', 'painted', 'query']);
  // Questions beyond what a wall shows are refused too, by its port.
  const refused = await wall.evaluate(() =>
    (
      globalThis as unknown as { xiuhua: { query(name: string, input: object): Promise<unknown> } }
    ).xiuhua.query('queue.page', { view: 'all', offset: 0, limit: 1 }),
  );
  expect(refused).toMatchObject({ ok: false, error: { code: 'rpc.forbidden' } });
});
