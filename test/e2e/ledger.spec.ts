import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from 'hucre';
import { expect, test } from './harness/app';
import { answerDialog, ask, closeDialog, command, firstRow, openWall, say } from './harness/desk.mjs';

const BIKES = 'bikesCollected';

test('the work ledger: entered in a few keys, corrected, shown on the wall, every figure opened', async ({
  launchDemo,
}) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const wall = await openWall(app);
  const line = desk.locator(`.lg-line[data-kind=${BIKES}]`);
  const total = desk.locator(`[data-total=${BIKES}]`);
  const figure = async (): Promise<number> => {
    const { ledger } = await ask(desk, 'counters');
    return ledger.find(({ kind }) => kind === BIKES)?.n ?? 0;
  };
  const before = await figure();

  await test.step('今日 2,000 辆 takes six keys', async () => {
    await desk.keyboard.press('Control+l');
    await expect(line.locator('.lg-number')).toBeFocused();
    for (const key of ['2', '0', '0', '0', 'Enter']) await desk.keyboard.press(key);
    await expect(total).toContainText((before + 2000).toLocaleString('en-US'));
    await expect(line.locator('.lg-number')).toHaveValue('');
    await expect(line.locator('.lg-number')).toBeFocused();
    await expect(wall.locator(`[data-ledger=${BIKES}] .number`)).toHaveText(
      (before + 2000).toLocaleString('en-US'),
    );
  });

  await test.step('what was recorded by mistake is taken back, and stays to be read', async () => {
    await desk.keyboard.press('Control+z');
    await expect(total).toContainText(before.toLocaleString('en-US'));
    await expect(desk.locator('.lg-kind', { has: line }).locator('.lg-entries')).toContainText(
      say('ledger:struckOut'),
    );
  });

  await test.step('a wrong number says what is wrong and loses nothing', async () => {
    await line.locator('.lg-number').fill('12.5');
    await desk.keyboard.press('Enter');
    await expect(line.getByRole('alert')).toContainText('辆');
    await expect(line.locator('.lg-number')).toHaveValue('12.5');
    await line.locator('.lg-number').fill('');
  });

  await test.step('an entry with note and unit is corrected with a reason', async () => {
    const road = desk.locator('.lg-line[data-kind=roadRepair]');
    const kind = desk.locator('.lg-kind', { has: road });
    await road.locator('.lg-number').fill('14');
    await road.getByLabel(say('ledger:note')).fill('兴盛路井盖下沉');
    await desk.keyboard.press('Enter');
    const entry = kind.locator('.lg-entries > li', { hasText: '兴盛路井盖下沉' });
    await entry.getByRole('button', { name: say('ledger:correct') }).click();
    const form = entry.locator('.lg-correct');
    await form.getByLabel(say('ledger:newQuantity', { unit: '处' })).fill('4');
    await desk.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toHaveText(say('ledger:reasonFirst'));
    await form.getByLabel(say('ledger:reason'), { exact: true }).fill('看错一位');
    await desk.keyboard.press('Enter');
    await expect(entry.locator('b')).toHaveText('4 处');
    await expect(entry.locator('del')).toHaveText('14 处');
    await expect(entry.locator('.lg-corrections')).toContainText('看错一位');
  });

  await test.step('a picture of an entry opens as large as the window', async () => {
    const ended = await ask(desk, 'queue.page', { view: 'ended', sort: 'updated', offset: 0, limit: 20 });
    const pages = await Promise.all(
      ended.rows.map(({ id }) => ask(desk, 'case.page', { id }).catch(() => null)),
    );
    const photo = pages.flatMap((page) => page?.photos ?? [])[0];
    if (!photo) throw new Error('no picture in the demo');
    const day = (await ask(desk, 'counters')).now.slice(0, 10);
    const entry = { day, kind: 'noticeServed', quantity: 1, note: '随附照片', photos: [photo] };
    await command(desk, { id: 'e2e-ledger-photo', command: { type: 'ledger.record', entries: [entry] } });
    await desk.locator('.lg-entries > li', { hasText: '随附照片' }).locator('.lg-photo').click();
    await expect(desk.locator('.wk-lightbox img.wk-original')).toBeVisible();
    await desk.keyboard.press('Escape');
    await expect(desk.locator('.wk-lightbox')).toHaveCount(0);
    await expect(line).toBeVisible();
  });

  await test.step('day sheets of the units go out, one file each, with what is recorded so far', async () => {
    const folder = test.info().outputPath('daySheets');
    mkdirSync(folder, { recursive: true });
    await answerDialog(app, folder);
    const day = (await ask(desk, 'counters')).now.slice(0, 10);
    const { units } = await ask(desk, 'ledger.sheet', { day });
    const road = units.find(({ unit }) => unit === 'szyh');
    const repairs = road?.kinds.find(({ id }) => id === 'roadRepair');
    if (!road || !repairs) throw new Error('nobody repairs roads');
    await desk.getByRole('button', { name: say('ledger:sheets.open'), exact: true }).click();
    const dialog = desk.getByRole('dialog');
    await expect(dialog).toContainText(say('ledger:sheets.title', { day }));
    const first = units[0]?.name ?? '';
    await dialog.getByRole('checkbox', { name: first, exact: true }).click();
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    const written = say('ledger:sheets.written', { count: units.length - 1 });
    await expect(dialog.locator('.dl-result')).toContainText(written);
    const names = units.slice(1).map(({ name }) => `${day}-${name}-作业日报.xlsx`);
    expect(readdirSync(folder).sort()).toEqual(names.sort());
    const book = await read(readFileSync(join(folder, `${day}-${road.name}-作业日报.xlsx`)));
    const rows = book.sheets[0]?.rows ?? [];
    const header = rows.findIndex((row) => row[0] === '类别');
    expect(rows[header]).toEqual(['类别', '数量', '计量单位', '地点', '备注', '编码']);
    const line = rows.slice(header + 1).find((row) => row[0] === repairs.name);
    expect(line?.[1] ?? null).toBeNull();
    expect([line?.[2], line?.[5]]).toEqual(['处', `xh-ledger-1/${day}/szyh/roadRepair`]);
    expect(rows[header - 1]?.[0]).toContain(
      `${repairs.name} 当日已登记 ${repairs.n.toLocaleString('en-US')} 处`,
    );
    await closeDialog(desk);
  });

  await test.step('the month shows its days, and a figure opens its entries', async () => {
    await desk.getByText(say('ledger:span.month'), { exact: true }).click();
    await expect(desk.locator('.lg-chart svg').first()).toBeVisible();
    await desk.getByRole('button', { name: say('ledger:copyTable') }).click();
    await expect(desk.locator('.lg-copy')).toContainText(say('work:copied'));
    const table = (await app.electron.evaluate(({ clipboard }) => clipboard.readText())).split('\n');
    expect(table[0]?.split('\t').slice(0, 2)).toEqual([say('ledger:column.day'), '清运共享单车 (辆)']);
    expect(table.at(-2)).toContain(`\t${before}\t`);
    const row = desk.locator('.lg-sums tr', { hasText: '道路修补' });
    await row.locator('[data-sum=roadRepair] button').click();
    await expect(desk.locator('.lg-behind li').first()).toContainText('道路修补');
    await row.locator('td').nth(4).locator('button').click();
    await expect(desk.locator('.lg-behind .lg-corrections')).toContainText('看错一位');
  });
});
