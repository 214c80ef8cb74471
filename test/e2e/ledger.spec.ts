import { expect, test } from './harness/app';
import { ask, firstRow, openWall, say } from './harness/desk.mjs';

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

  await test.step('the month shows its days, and a figure opens its entries', async () => {
    await desk.getByText(say('ledger:span.month'), { exact: true }).click();
    await expect(desk.locator('.lg-chart svg').first()).toBeVisible();
    const row = desk.locator('.lg-sums tr', { hasText: '道路修补' });
    await row.locator('[data-sum=roadRepair] button').click();
    await expect(desk.locator('.lg-behind li').first()).toContainText('道路修补');
    await row.locator('td').nth(4).locator('button').click();
    await expect(desk.locator('.lg-behind .lg-corrections')).toContainText('看错一位');
  });
});
