import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { Briefing } from '../../src/shared/contract/briefing';
import { expect, test } from './harness/app';
import {
  ask,
  closeDialog,
  daySheet,
  filterQueue,
  firstRow,
  openMove,
  openWall,
  pickRow,
  previewSheet,
  samples,
  say,
  sendMove,
  showView,
  startImport,
  tallyOf,
  wallCounters,
} from './harness/desk.mjs';
import { docxTable, docxWords, pdfPages, phonesOf, readDocx } from './harness/papers';
import { readableIn } from './harness/privacy';

const photo = (name: string) => join(samples, 'cctv', name);

async function addPhoto(panel: Locator, field: string, path: string): Promise<void> {
  const box = panel.locator('.wk-field', { has: panel.page().getByText(field, { exact: true }) });
  await box.locator('input[type=file]').setInputFiles(path);
  await box.locator('.wk-thumb img').waitFor();
}

test('from a hotline sheet to the wall and a briefing', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const wall = await openWall(app);
  const before = await ask(desk, 'counters');
  let caseId = '';

  await test.step('the day sheet: what was found is shown before anything is written', async () => {
    const dialog = await previewSheet(app, desk, daySheet);
    const found = dialog.getByText(/表头在第 3 行，数据 36 行/);
    await expect(found).toBeVisible();
    await expect(dialog.locator('.dl-map')).toContainText(`→ ${say('dialogs:field.orderNo')}`);
    await expect(dialog.locator('.dl-map')).toContainText(`→ ${say('dialogs:field.dueAt')}`);
    expect(await tallyOf(dialog)).toMatchObject({
      [say('dialogs:import.tally.created')]: 36,
      [say('dialogs:import.tally.known')]: 0,
      [say('dialogs:import.tally.skipped')]: 1,
    });
    expect((await ask(desk, 'counters')).yearReports).toBe(before.yearReports);
  });

  await test.step('the result accounts for every row, the total row included', async () => {
    const dialog = await startImport(desk);
    const tally = await tallyOf(dialog);
    expect(tally).toMatchObject({
      [say('dialogs:import.tally.created')]: 36,
      [say('dialogs:import.tally.same')]: 0,
      [say('dialogs:import.tally.needsLook')]: 0,
      [say('dialogs:import.tally.skipped')]: 1,
    });
    expect(Object.values(tally).reduce((a, b) => a + b, 0)).toBe(37);
    await expect(dialog).toContainText(say('dialogs:import.accounted', { rows: 37 }));
    await closeDialog(desk);
    await expect
      .poll(async () => (await wallCounters(wall)).year)
      .toBe((before.yearReports + 36).toLocaleString('en'));
  });

  await test.step('the same sheet again adds nothing', async () => {
    const { position } = await ask(desk, 'counters');
    const preview = await previewSheet(app, desk, daySheet);
    expect(await tallyOf(preview)).toMatchObject({
      [say('dialogs:import.tally.created')]: 0,
      [say('dialogs:import.tally.known')]: 36,
    });
    const tally = await tallyOf(await startImport(desk));
    expect(tally).toMatchObject({
      [say('dialogs:import.tally.created')]: 0,
      [say('dialogs:import.tally.updated')]: 0,
      [say('dialogs:import.tally.same')]: 36,
    });
    await closeDialog(desk);
    const after = await ask(desk, 'counters');
    expect(after.yearReports).toBe(before.yearReports + 36);
    // Start and end of the job, and nothing else.
    expect(after.position - position).toBeLessThanOrEqual(2);
  });

  await test.step('file a new report by keyboard; the wall counts it', async () => {
    const { rows } = await ask(desk, 'queue.page', {
      view: 'toTakeIn',
      sort: 'received',
      offset: 0,
      limit: 200,
    });
    const fresh = rows.filter(
      (row) => row.no.startsWith('24123') && row.proposedUnit !== null && row.gridCode !== null,
    );
    const report = fresh.at(-1);
    if (!report) throw new Error('no report of the sheet waits with a place and a proposed unit');
    await showView(desk, 'toTakeIn');
    await filterQueue(desk, report.no);
    await pickRow(desk, report.id);
    const open = Number((await wallCounters(wall)).open);
    await sendMove(desk, await openMove(desk, 'Enter', 'file'), say('work:move.file'));
    // Found by the outside number of its report.
    const filed = await ask(desk, 'queue.page', { view: 'toAssign', text: report.no, offset: 0, limit: 10 });
    expect(filed.rows).toHaveLength(1);
    caseId = filed.rows[0]?.id ?? '';
    await expect.poll(async () => Number((await wallCounters(wall)).open)).toBe(open + 1);
  });

  const casePage = () => ask(desk, 'case.page', { id: caseId });

  await test.step('assign it to the proposed unit by keyboard: the slip is on the clipboard', async () => {
    const { item, proposal } = await casePage();
    const panel = await openMove(desk, 'Enter', 'assign');
    await sendMove(desk, panel, say('work:slipCopied'));
    const slip = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(slip).toContain(item.no);
    expect(slip).toContain(item.place);
    const { units } = await ask(desk, 'directory');
    expect(slip).toContain(units.find((unit) => unit.id === proposal?.unit)?.name);
    expect((await casePage()).item).toMatchObject({ state: 'handling', unit: proposal?.unit });
  });

  await test.step('the unit answers with photos of before and after', async () => {
    const panel = await openMove(desk, 'Enter', 'handle');
    await panel.getByRole('button', { name: say('work:phrases.handle.2') }).click();
    await addPhoto(panel, say('work:before'), photo('10.44.6.21_01_20241101080012345_TIMING.jpg'));
    await addPhoto(panel, say('work:after'), photo('兴盛路领峰园南门_20241101080912.jpg'));
    await sendMove(desk, panel, '的反馈');
    const { item, photos, parts } = await casePage();
    expect(item.state).toBe('toCheck');
    expect(photos.map((one) => one.kind)).toEqual(['before', 'after']);
    expect(parts[0]?.note).toBe(say('work:phrases.handle.2'));
  });

  await test.step('check it, then close it; the wall counts it as closed', async () => {
    const closed = Number((await wallCounters(wall)).closed);
    const check = await openMove(desk, 'Enter', 'check');
    await check.getByText(say('work:checkOutcomes.pass'), { exact: true }).click();
    await sendMove(desk, check, say('work:checkSubmit.pass'));
    expect((await casePage()).item.state).toBe('toClose');
    await sendMove(desk, await openMove(desk, 'E', 'close'), '已结案');
    const { item, closeKind } = await casePage();
    expect(item.state).toBe('closed');
    expect(closeKind).toBe('normal');
    await expect.poll(async () => Number((await wallCounters(wall)).closed)).toBe(closed + 1);
  });

  await test.step('what came in last stands in the list of the wall', async () => {
    const { latest } = await ask(desk, 'wall.board');
    const newest = latest.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))[0];
    await expect(
      wall.locator('.cases li .what').filter({ hasText: newest?.title.slice(0, 12) ?? '' }),
    ).not.toHaveCount(0);
  });

  await test.step('the briefing says the same as the store', async () => {
    const folder = test.info().outputPath('briefing');
    mkdirSync(folder, { recursive: true });
    await app.electron.evaluate(
      (_electron, into) =>
        (
          globalThis as unknown as { __xiuhua: { exportBriefing(to: string): Promise<unknown> } }
        ).__xiuhua.exportBriefing(into),
      folder,
    );
    const week = await ask(desk, 'briefing.week');
    const files = readdirSync(folder).sort();
    expect(files.map((file) => file.split('.').at(-1))).toEqual(['docx', 'pdf']);
    await checkDocx(join(folder, files[0] ?? ''), week);
    const pdf = readFileSync(join(folder, files[1] ?? ''));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdfPages(pdf)).toBeGreaterThan(1);
  });

  await test.step('no telephone number of the sheet lies readable on the disk', async () => {
    expect(await app.close()).toMatchObject({ clean: true });
    const phones = await phonesOf(daySheet);
    expect(phones.length).toBeGreaterThan(20);
    expect(readableIn([app.data, `${app.data}.profile`], phones)).toEqual([]);
  });
});

/** Key figures and ranking of the document are those of the query. */
async function checkDocx(path: string, week: Briefing): Promise<void> {
  const body = await readDocx(readFileSync(path));
  const text = docxWords(body);
  expect(text).toContain(`第 ${week.issue.number} 期`);
  expect(text).toMatch(/数据截至 2024年12月31日 16:\d\d/);
  const figures = new Map(docxTable(body, '指标').map(([name, now, before]) => [name, [now, before]]));
  const both = (one: { now: number; before: number }) => [String(one.now), String(one.before)];
  expect(figures.get('收到诉件（件）')).toEqual(both(week.reports));
  expect(figures.get('立案案卷（件）')).toEqual(both(week.filed));
  expect(figures.get('结案案卷（件）')).toEqual(both(week.closed));
  const ranking = docxTable(body, '名次').slice(1);
  expect(ranking.map((row) => row[1])).toEqual(week.units.map((unit) => unit.name));
  expect(ranking.map((row) => Number(row[3]))).toEqual(week.units.map((unit) => unit.handled));
}
