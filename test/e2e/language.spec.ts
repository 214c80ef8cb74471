import type { Page } from '@playwright/test';
import { expect, test } from './harness/app';
import { ask, closeDialog, firstRow, pickRow, say, textsOf } from './harness/desk.mjs';

const en = textsOf('en');

/** Texts and labels on screen that look like keys of the catalogue, or like a value that never arrived. */
function rawTexts(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.textContent.trim());
    for (const one of document.querySelectorAll('[title], [aria-label], [placeholder]'))
      texts.push(one.title ?? '', one.ariaLabel ?? '', one.placeholder ?? '');
    return texts.filter((text) =>
      /^(common|desk|work|dialogs|error|help|wall|paper)[:.][a-z]/i.test(text) ||
      /^[a-z]+(\\.[a-z]+)+$/i.test(text) || /\\{\\{|undefined|NaN|\\[object/.test(text));
  })()`);
}

/** Chinese in what the program itself says: navigation, buttons, headings. Names and matters stay as they are. */
function chineseIn(page: Page, selector: string): Promise<string[]> {
  return page
    .locator(selector)
    .evaluateAll((all) =>
      all.map((one) => one.textContent ?? '').filter((text) => /[\u4e00-\u9fff]/.test(text)),
    );
}

async function everyScreen(page: Page, t: typeof say): Promise<void> {
  expect(await rawTexts(page), 'desk').toEqual([]);
  for (const key of ['Control+i', 'Control+u', 'Control+n', 'Control+b'] as const) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    expect(await rawTexts(page), key).toEqual([]);
    await closeDialog(page);
  }
  await page.getByRole('button', { name: t('desk:help'), exact: true }).click();
  await page.getByRole('dialog').waitFor();
  expect(await rawTexts(page), 'help').toEqual([]);
  await closeDialog(page);
  await page.keyboard.press('Control+m');
  await page.locator('.d-map canvas').first().waitFor();
  expect(await rawTexts(page), 'map').toEqual([]);
  await page.keyboard.press('Alt+9');
  await firstRow(page);
}

test('both languages are complete, both themes are kept', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const { rows } = await ask(desk, 'queue.page', { view: 'open', sort: 'due', offset: 0, limit: 10 });
  await pickRow(desk, rows.find((row) => row.kind === 'case')?.id ?? '');
  const theme = () => desk.evaluate<string>('document.documentElement.dataset.theme');
  const lang = () => desk.evaluate<string>('document.documentElement.lang');

  await test.step('Chinese', async () => {
    expect([await lang(), await theme()]).toEqual(['zh-CN', 'light']);
    await everyScreen(desk, say);
  });

  await test.step('English and dark', async () => {
    await desk.getByRole('button', { name: say('desk:theme.dark') }).click();
    await desk.getByRole('button', { name: 'EN', exact: true }).click();
    await expect(desk.locator('.d-nav')).toContainText(en('desk:view.toAssign'));
    expect([await lang(), await theme()]).toEqual(['en', 'dark']);
    expect(
      await chineseIn(desk, '.d-nav button, .d-nav h2, .d-status, .wk-card h2, .wk-now button kbd'),
    ).toEqual([]);
    await everyScreen(desk, en);
  });

  await test.step('kept over a reload, then back', async () => {
    await desk.reload();
    await firstRow(desk);
    expect([await lang(), await theme()]).toEqual(['en', 'dark']);
    await desk.getByRole('button', { name: en('desk:theme.light') }).click();
    await desk.getByRole('button', { name: '中文', exact: true }).click();
    await expect(desk.locator('.d-nav')).toContainText(say('desk:view.toAssign'));
    expect([await lang(), await theme()]).toEqual(['zh-CN', 'light']);
  });
});
