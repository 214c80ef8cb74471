// Units without a program, on the real application: their daily lists go out and come back filled in, the replies of the day
// leave as a sheet, and a case as a PDF.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type CellValue, read, writeXlsx } from 'hucre';
import type { ShellInput, ShellName } from '../../src/shared/contract/shell';
import { expect, test } from './harness/app';
import { answerDialog, ask, closeDialog, command, firstRow, say } from './harness/desk.mjs';
import { pdfPages } from './harness/papers';

type Answer = { ok: boolean; value?: unknown; error?: { code: string; detail?: string } };

function shell<N extends ShellName>(desk: Page, name: N, input: ShellInput<N>): Promise<Answer> {
  return desk.evaluate(
    ([call, args]) =>
      (globalThis as unknown as { xiuhua: { shell(n: string, i: unknown): Promise<Answer> } }).xiuhua.shell(
        call as string,
        args,
      ),
    [name, input] as const,
  );
}

async function openWork(desk: Page, name: string) {
  const entry = desk.getByRole('navigation').getByRole('button', { name: say(`desk:work.${name}`) });
  await entry.click();
  const dialog = desk.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

/** Fill rows of a daily sheet by their case number, as its unit would. */
async function fillSheet(
  path: string,
  to: string,
  rows: Readonly<Record<string, Readonly<Record<string, CellValue>>>>,
): Promise<void> {
  const book = await read(readFileSync(path));
  const grid = (book.sheets[0]?.rows ?? []).map((row) => [...row]);
  const header = grid.find((row) => row[0] === '案号') ?? [];
  for (const [no, values] of Object.entries(rows)) {
    const row = grid.find((one) => one[0] === no);
    if (!row) throw new Error(`no row ${no}`);
    for (const [head, value] of Object.entries(values)) {
      const column = header.indexOf(head);
      while (row.length <= column) row.push(null);
      row[column] = value;
    }
  }
  writeFileSync(to, await writeXlsx({ sheets: [{ name: '每日清单', rows: grid }] }));
}

test('daily lists out and back, replies of a day, a case on paper', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const folder = test.info().outputPath('sheets');
  mkdirSync(folder, { recursive: true });
  // A unit with at least two open parts that can still be sent back by the centre's leave.
  const days = await ask(desk, 'unit.days');
  const unit = days.units.toSorted((a, b) => b.rows.length - a.rows.length)[0];
  if (!unit || unit.rows.length < 2) throw new Error('no unit of the demo has two open cases');
  const [done, back] = unit.rows.map(({ caseNo }) => caseNo) as [string, string];
  const file = join(folder, `每日清单-${unit.name}-2024-12-31.xlsx`);

  await test.step('one list per chosen unit, and the list as text', async () => {
    await answerDialog(app, folder);
    const dialog = await openWork(desk, 'unitSheets');
    await dialog.getByRole('checkbox', { name: unit.name, exact: true }).waitFor();
    await dialog.getByRole('checkbox', { name: say('sheets:units.all') }).click();
    const write = dialog.locator('.ant-modal-footer .ant-btn-primary');
    await expect(write).toBeDisabled();
    await dialog.getByRole('checkbox', { name: unit.name, exact: true }).click();
    await write.click();
    await expect(dialog.locator('.dl-result')).toContainText(say('sheets:units.written', { count: 1 }));
    expect(readdirSync(folder)).toEqual([`每日清单-${unit.name}-2024-12-31.xlsx`]);
    await dialog.getByRole('button', { name: say('sheets:units.copyOf', { unit: unit.name }) }).click();
    await expect(dialog.getByText(say('work:copied'), { exact: true })).toBeVisible();
    const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(text).toContain(`【每日清单】${unit.name} 12月31日`);
    for (const { caseNo } of unit.rows) expect(text).toContain(caseNo);
    await closeDialog(desk);
  });

  await test.step('it comes back: what it would record is shown, then recorded on the unit’s behalf', async () => {
    const filled = join(folder, 'filled.xlsx');
    await fillSheet(file, filled, {
      [done]: { 处置结果: '已处理完毕', 填报人: '老周' },
      [back]: { 是否退单: '是', 退单理由: '不在辖区', 填报人: '老周' },
    });
    await answerDialog(app, filled);
    const dialog = await openWork(desk, 'unitReturn');
    await dialog.getByRole('button', { name: say('sheets:filled.drop') }).click();
    const rowOf = (no: string) => dialog.locator('.sh-row', { hasText: no });
    await expect(rowOf(done)).toContainText(say('sheets:filled.kind.handled'));
    await expect(rowOf(done)).toContainText(say('work:unitSheet.timeMissing'));
    await expect(rowOf(back)).toContainText(say('sheets:filled.kind.returned'));
    // A return after its window wants the centre's reason before anything goes.
    const why = rowOf(back).getByRole('textbox');
    if (await why.count()) await why.fill('核实后同意退回');
    const record = dialog.locator('.ant-modal-footer .ant-btn-primary');
    await expect(record).toHaveText(say('sheets:filled.record', { count: 2 }));
    await record.click();
    await expect(dialog.getByText(say('sheets:filled.did', { done: 2, refused: 0 }))).toBeVisible();
    // Closed and opened again, it still says what was done.
    await closeDialog(desk);
    const again = await openWork(desk, 'unitReturn');
    await expect(again.locator('.sh-row', { hasText: done })).toContainText(say('sheets:filled.recorded'));
    await again.getByRole('button', { name: say('sheets:filled.other') }).click();
    await closeDialog(desk);
    const found = await ask(desk, 'queue.page', { view: 'all', text: done, offset: 0, limit: 2 });
    const page = await ask(desk, 'case.page', { id: found.rows[0]?.id ?? '' });
    expect(page.parts.find((part) => part.unit === unit.unit)?.note).toBe('已处理完毕');
    const line = page.history.find(({ type }) => type === 'case.handled');
    expect(page.history.at(-1)).toMatchObject({ type: 'case.handled', via: 'paper', saidBy: '老周' });
    expect(line?.onBehalfOf).toBe(unit.unit);
  });

  await test.step('the replies of the day as a sheet, and what still waits', async () => {
    const waiting = await ask(desk, 'queue.page', { view: 'toReply', offset: 0, limit: 50 });
    const pages = await Promise.all(waiting.rows.map(({ id }) => ask(desk, 'case.page', { id })));
    const report = pages.flatMap((one) => one.reports).find((one) => one.outsideNo && one.owes);
    if (!report) throw new Error('no report of the demo waits for a reply');
    await command(desk, {
      id: 'e2e-sheets-reply',
      command: { type: 'report.reply', reportId: report.id, text: '您好，已处理完毕。' },
    });
    const day = await ask(desk, 'replies.day');
    expect(day.rows.map(({ orderNo }) => orderNo)).toContain(report.outsideNo);
    await answerDialog(app, folder);
    const dialog = await openWork(desk, 'replies');
    await expect(dialog.locator('.dl-table')).toContainText(report.outsideNo ?? '');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    const written = say('sheets:replies.written', { count: day.rows.length });
    await expect(dialog.locator('.dl-result')).toContainText(written);
    const book = await read(readFileSync(join(folder, `12345答复-${day.day}.xlsx`)));
    expect(JSON.stringify(book.sheets[0]?.rows)).toContain('您好，已处理完毕。');
    await dialog.locator('section').getByRole('button', { name: /“/ }).click();
    await desk.locator('.q-title', { hasText: say('desk:view.toReply') }).waitFor();
  });

  await test.step('a case with its pictures as PDF; without a printer, printing says so', async () => {
    const closed = await ask(desk, 'queue.page', {
      view: 'ended',
      sort: 'updated',
      offset: 0,
      limit: 20,
    });
    const pages = await Promise.all(
      closed.rows.map(({ id }) => ask(desk, 'case.page', { id }).catch(() => null)),
    );
    const shown = pages.find((page) => (page?.photos.length ?? 0) > 0) ?? pages.find((page) => page);
    if (!shown) throw new Error('no closed case');
    const path = join(folder, 'case.pdf');
    await answerDialog(app, path);
    expect(await shell(desk, 'case.paper', { id: shown.item.id, kind: 'file', to: 'pdf' })).toEqual({
      ok: true,
      value: { file: { name: path, token: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    });
    const pdf = readFileSync(path);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdfPages(pdf)).toBeGreaterThan(0);
    // Every picture of the case is in the document.
    const images = pdf.toString('latin1').match(/\/Subtype\s*\/Image/g)?.length ?? 0;
    expect(images).toBeGreaterThanOrEqual(new Set(shown.photos.map(({ sha256 }) => sha256)).size);
    const slip = join(folder, 'slip.pdf');
    await answerDialog(app, slip);
    await shell(desk, 'case.paper', { id: shown.item.id, kind: 'slip', to: 'pdf' });
    expect(pdfPages(readFileSync(slip))).toBeLessThanOrEqual(2);
    const printers = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return (await window?.webContents.getPrintersAsync())?.length ?? 0;
    });
    // With a printer the system's dialog would stand there and wait.
    if (printers > 0) return;
    const printed = await shell(desk, 'case.paper', { id: shown.item.id, kind: 'slip', to: 'printer' });
    expect(printed).toMatchObject({ ok: false, error: { code: 'document.notPrinted' } });
  });
});
