// What really happens to a case, on the real application: a unit asks for more time, somebody grants it, it is taken back;
// what is being typed outlives a kill; rules are changed only by those who may.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './harness/app';
import { ask, filterQueue, firstRow, pickRow, say, showView, sitDown } from './harness/desk.mjs';

type Case = Awaited<ReturnType<typeof caseThatMay>>;

/** A case in the field whose unit may still ask for more time. */
async function caseThatMay(desk: Page) {
  const { rows } = await ask(desk, 'queue.page', { view: 'handling', sort: 'due', offset: 0, limit: 200 });
  for (const row of rows.slice(6)) {
    const page = await ask(desk, 'case.page', { id: row.id });
    if (page.moves.includes('case.askExtension') && page.parts.length === 1) return page;
  }
  throw new Error('no case of the demo may ask for an extension');
}

const dueOf = async (desk: Page, { item, parts }: Case): Promise<string | undefined> => {
  const page = await ask(desk, 'case.page', { id: item.id });
  return page.clocks.find((clock) => clock.name === 'handle' && clock.unit === parts[0]?.unit)?.grant.due;
};

/** Whether a text that a page keeps has reached the profile's files (LevelDB's log holds UTF-16). */
function keptOnDisk(profile: string, text: string): boolean {
  const folder = join(profile, 'Local Storage/leveldb');
  const bytes = Buffer.from(text, 'utf16le');
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(bytes));
}

async function panelOf(desk: Page, key: string) {
  await desk.keyboard.press(key);
  const panel = desk.getByRole('form');
  await panel.waitFor();
  return panel;
}

test('more time asked, granted and taken back; a draft outlives a kill', async ({ launch, launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  await sitDown(desk, '值班长 张');
  const page = await caseThatMay(desk);
  const { item } = page;
  await showView(desk, 'handling');
  await filterQueue(desk, item.no);
  await pickRow(desk, item.id);
  const before = await dueOf(desk, page);

  await test.step('the unit asks, the page proposes to decide', async () => {
    const panel = await panelOf(desk, 'T');
    await panel.locator('textarea').first().fill('需调度吊车');
    await panel.press('Control+Enter');
    await panel.waitFor({ state: 'detached' });
    const asked = await ask(desk, 'case.page', { id: item.id });
    expect(asked.ask).toMatchObject({ kind: 'extension', reason: '需调度吊车' });
    expect(asked.advice.map(({ code }) => code)).toContain('askOpen');
  });

  await test.step('granted, the deadline moves by one original limit; undone, it is as before', async () => {
    // The move is there once the page has heard of the request.
    await desk
      .getByRole('button', { name: say('work:answerOffer.extension') })
      .first()
      .waitFor();
    const panel = await panelOf(desk, 'P');
    await panel.press('Control+Enter');
    await panel.waitFor({ state: 'detached' });
    const granted = await dueOf(desk, page);
    expect((granted ?? '') > (before ?? '~')).toBe(true);
    await desk.keyboard.press('Control+z');
    await expect.poll(() => dueOf(desk, page)).toBe(before);
    const undone = await ask(desk, 'case.page', { id: item.id });
    expect(undone.ask?.kind).toBe('extension');
    expect(undone.history.some((line) => line.type === 'case.answered' && line.undone)).toBe(true);
  });

  await test.step('a note being typed is there again after a kill', async () => {
    await pickRow(desk, item.id);
    const panel = await panelOf(desk, 'N');
    await panel.locator('textarea').first().fill('已约单位负责人明早到场');
    // The browser writes what a page keeps when it finds the time.
    await expect.poll(() => keptOnDisk(`${app.data}.profile`, '已约单位负责人明早到场')).toBe(true);
    await app.kill();
    const again = await launch({ data: app.data });
    const next = await again.window('desk');
    await firstRow(next);
    await showView(next, 'handling');
    await filterQueue(next, item.no);
    await pickRow(next, item.id);
    const found = await panelOf(next, 'N');
    await expect(found.locator('textarea').first()).toHaveValue('已约单位负责人明早到场');
  });
});

test('rules are changed by those who may, and running deadlines follow', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const { rows } = await ask(desk, 'rules.table', { table: 'limits' });
  const changed = rows.map((row) => (row.id === 'check' ? { ...row, value: 40 } : row));
  const act = (input: unknown) =>
    desk.evaluate(
      (given) =>
        (
          globalThis as unknown as {
            xiuhua: { action(n: string, i: unknown): Promise<{ ok: boolean; error?: { code: string } }> };
          }
        ).xiuhua.action('rules.set', given),
      input,
    );
  const refused = await act({ table: 'limits', rows: changed });
  expect(refused).toMatchObject({ ok: false, error: { code: 'rules.role' } });
  await sitDown(desk, '值班长 张');
  const { rows: waiting } = await ask(desk, 'queue.page', {
    view: 'toCheck',
    sort: 'due',
    offset: 0,
    limit: 1,
  });
  const id = waiting[0]?.id ?? '';
  const dueOfCheck = async () =>
    (await ask(desk, 'case.page', { id })).clocks.findLast(({ name }) => name === 'check')?.grant.due ?? '';
  const before = await dueOfCheck();
  await expect.poll(async () => (await act({ table: 'limits', rows: changed })).ok).toBe(true);
  await expect.poll(dueOfCheck).not.toBe(before);
  await desk.keyboard.press('Control+,');
  await expect(desk.getByRole('heading', { name: say('settings:overview') })).toBeVisible();
});
