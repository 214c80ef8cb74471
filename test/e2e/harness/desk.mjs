// What somebody does at the desk, step by step, for the specs and for the tour. Nothing here asserts more than that a step
// led where it leads; the specs say what must be true.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import i18next from 'i18next';
import { HANG_MS } from '../../../scripts/lib/limits.mjs';
import { root } from '../../../scripts/lib/paths.mjs';

export const samples = join(root, 'test/fixtures/samples');
export const daySheet = join(samples, '12345-2024-12-31.xlsx');
export const monthSheet = join(samples, '12345-2024-10.xlsx');

/** The texts of the screens in a language, as the screens have them. */
export function textsOf(language) {
  const folder = join(root, 'src/renderer/common/i18n', language);
  const files = readdirSync(folder).map((file) => [
    basename(file, '.json'),
    JSON.parse(readFileSync(join(folder, file), 'utf8')),
  ]);
  const i18n = i18next.createInstance();
  void i18n.init({
    lng: language,
    resources: { [language]: Object.fromEntries(files) },
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return (key, params) => {
    if (!i18n.exists(key, params)) throw new Error(`no text ${key}`);
    return i18n.t(key, params ?? {});
  };
}
export const say = textsOf('zh-CN');

async function call(page, how, args) {
  const answer = await page.evaluate(([kind, list]) => globalThis.xiuhua[kind](...list), [how, args]);
  if (answer.ok) return answer.value;
  throw Object.assign(new Error(`${how} ${args[0]}: ${JSON.stringify(answer.error)}`), {
    wire: answer.error,
  });
}

/** Ask the store what the page could ask. Fails with the wire's error in `wire`. */
export const ask = (page, name, input = {}) => call(page, 'query', [name, input]);
export const act = (page, name, input = {}) => call(page, 'action', [name, input]);
export const command = (page, envelope) => call(page, 'command', [envelope]);

/** The desk is up when the first row of the queue stands there, and somebody sits at it. */
export async function firstRow(desk, limitMs = HANG_MS) {
  await desk.locator('.d-operator > [data-operator]').waitFor({ timeout: limitMs });
  await desk.locator('[role=row][data-id]').first().waitFor({ timeout: limitMs });
}

/** What the next file dialogs will answer, for opening and for saving: dialogs of the system cannot be worked by a test. */
export async function answerDialog(app, path) {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
}

/**
 * What main's own questions will be answered, yes or no. Gives back how to read what was asked: `{message, detail, buttons}` each,
 * the oldest first.
 */
export async function answerQuestions(app, yes) {
  await app.electron.evaluate(
    ({ dialog }, response) => {
      globalThis.asked = [];
      dialog.showMessageBox = async (_window, options) => {
        globalThis.asked.push(options);
        return { response, checkboxChecked: false };
      };
    },
    yes ? 1 : 0,
  );
  return () => app.electron.evaluate(() => globalThis.asked);
}

/** Choose who sits at the desk, by the menu at the top right. */
export async function sitDown(desk, name) {
  await desk.locator('.d-operator > button').click();
  await desk.getByRole('menuitemradio', { name }).click();
}

/** The import wizard up to its preview, by keyboard: Ctrl+I, Enter on the button in focus. Gives back the dialog. */
export async function previewSheet(app, desk, file) {
  await answerDialog(app, file);
  await desk.keyboard.press('Control+i');
  const dialog = desk.getByRole('dialog');
  const choose = dialog.getByRole('button', { name: say('dialogs:import.choose') });
  await choose.and(desk.locator(':focus')).waitFor();
  await choose.press('Enter');
  await dialog.getByText(say('dialogs:import.previewTitle')).waitFor({ timeout: HANG_MS });
  return dialog;
}

/** Start a previewed import and wait for its result. */
export async function startImport(desk, limitMs = HANG_MS) {
  const dialog = desk.getByRole('dialog');
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
  await dialog.getByText(say('dialogs:import.resultTitle')).waitFor({ timeout: limitMs });
  return dialog;
}

/** The figures of preview or result by their label. */
export async function tallyOf(dialog) {
  const pairs = await dialog
    .locator('.dl-tally > div')
    .evaluateAll((all) =>
      all.map((one) => [one.querySelector('dt').textContent, one.querySelector('dd').textContent]),
    );
  return Object.fromEntries(pairs.map(([label, count]) => [label, Number(count)]));
}

/** Close the open dialog with Escape and wait until it is gone. */
export async function closeDialog(desk) {
  await desk.keyboard.press('Escape');
  await desk.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Go to a view by its name in the navigation. */
export async function showView(desk, view) {
  await desk
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${say(`desk:view.${view}`)}`) })
    .click();
  await desk.locator('.q-title', { hasText: say(`desk:view.${view}`) }).waitFor();
}

/** Narrow the queue by words, as `/` does it. */
export async function filterQueue(desk, words) {
  await desk.keyboard.press('/');
  const field = desk.locator('.q-text');
  await field.fill(words);
  await field.press('Enter');
}

/** Select a row that is on screen by clicking it. */
export async function pickRow(desk, id) {
  await desk.locator(`[role=row][data-id="${id}"]`).click();
  await desk.locator(`[role=row][data-id="${id}"][aria-selected=true]`).waitFor();
  await desk.locator('.wk-now').waitFor();
}

/** What the button of a move says; of an assignment only its beginning, the unit follows. */
const buttons = {
  file: () => say('work:move.file'),
  assign: () => say('work:assignTo', { unit: '' }),
  handle: () => say('work:move.handle'),
  check: () => say('work:checkSubmit.close'),
  close: () => say('work:move.close'),
};

/** The inline panel of a move; opened by a key, Enter being the proposed move, once the pane offers it. */
export async function openMove(desk, key, move) {
  const panel = desk.getByRole('form', { name: say(`work:move.${move}`), exact: true });
  await desk.locator('.wk-now button', { hasText: new RegExp(`^${buttons[move]()}`) }).waitFor();
  await desk.keyboard.press(key);
  await panel.waitFor();
  return panel;
}

/** Send the open panel with Ctrl+Enter and wait for what was done. */
export async function sendMove(desk, panel, done) {
  await panel.press('Control+Enter');
  await desk.locator('.wk-done', { hasText: done }).waitFor();
  await panel.waitFor({ state: 'detached' });
}

/** The desk goes on to the next item after a move; come back to the one just moved. */
export async function backToIt(desk) {
  const back = desk.getByRole('button', { name: say('work:backToIt') });
  await back.waitFor();
  await back.click();
  await back.waitFor({ state: 'detached' });
}

/** A window as its screen shows it, in the display's own pixels (a page's picture is cut off where the window is zoomed). */
export async function windowPicture(app, role) {
  const png = await app.electron.evaluate(async ({ BrowserWindow }, start) => {
    const shown = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith(start));
    const picture = await shown.webContents.capturePage();
    return picture.toPNG().toString('base64');
  }, `app://${role}/`);
  return Buffer.from(png, 'base64');
}

/** Numbers of the wall by counter. */
export function wallCounters(wall) {
  return wall
    .locator('[data-counter]')
    .evaluateAll((all) => Object.fromEntries(all.map((one) => [one.dataset.counter, one.dataset.value])));
}

/** Open the wall in a window of this size. */
export async function openWall(app, width = 1920, height = 1080) {
  await app.electron.evaluate((_electron, bounds) => globalThis.__xiuhua.openWall(bounds), {
    x: 0,
    y: 0,
    width,
    height,
  });
  const wall = await app.window('wall');
  await wall.locator('[data-counter=year]').waitFor();
  return wall;
}
