import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './harness/app';
import { ask, closeDialog, firstRow, samples, say } from './harness/desk.mjs';

const still = join(samples, 'cctv/10.44.6.21_01_20241101080012345_TIMING.jpg');
const broken = join(samples, 'cctv/10.44.6.22_02_20241101162000000_TIMING.jpg');
const second = join(samples, 'cctv/NVR1_ch3_main_20241101081512.jpg');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Drop a file on the window, as from the file manager. */
async function drop(page: Page, path: string): Promise<void> {
  const file = { name: basename(path), base64: readFileSync(path).toString('base64') };
  const transfer = await page.evaluateHandle(`(({ name, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type: 'image/jpeg' }));
    return data;
  })(${JSON.stringify(file)})`);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('a camera still becomes a case with its place; a broken file is put aside', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const before = await ask(desk, 'counters');
  const dialog = desk.getByRole('dialog');

  await test.step('camera, time and place come from the file name; the broken one says why', async () => {
    await desk.keyboard.press('Control+u');
    const chooser = dialog.locator('input[type=file]');
    await chooser.waitFor({ state: 'attached' });
    await chooser.setInputFiles([still, broken]);
    const draft = dialog.locator('.dl-picture');
    await expect(draft).toHaveCount(1);
    await expect(draft).toContainText('花城大道-华夏路口东北');
    await expect(draft).toContainText('2024-11-01 08:00');
    await expect(draft).toContainText('440106014006012');
    await expect(dialog.locator('.ant-alert')).toContainText(basename(broken));
  });

  const title = '非机动车占满人行道';
  await test.step('filed at once: a report with the original, and its case', async () => {
    await dialog.getByPlaceholder(say('dialogs:picture.titleHint')).fill(title);
    await dialog.getByRole('button', { name: say('dialogs:picture.file', { count: 1 }) }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect(desk.locator('.wk-done')).toContainText(say('dialogs:picture.doneCases', { count: 1 }));
    const { rows } = await ask(desk, 'queue.page', { view: 'toAssign', text: title, offset: 0, limit: 5 });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'case', channel: 'videoPatrol', gridCode: '440106014006012' });
    const page = await ask(desk, 'case.page', { id: rows[0]?.id ?? '' });
    const photo = page.reports[0]?.photos[0];
    const hash = sha256(readFileSync(still));
    expect(photo).toMatchObject({ sha256: hash, name: basename(still), kind: 'before' });
    expect(photo?.takenAt).toContain('2024-11-01T08:00:12');
    expect(page.reports[0]?.camera).toBe('花城大道-华夏路口东北');
    for (const kept of [hash, photo?.thumb ?? '']) {
      expect(sha256(readFileSync(join(app.data, 'blobs', kept.slice(0, 2), kept)))).toBe(kept);
    }
    await expect(desk.locator('.wk-shot img')).toHaveJSProperty('complete', true);
    expect((await ask(desk, 'counters')).yearReportsByGroup.ownFinding).toBe(
      before.yearReportsByGroup.ownFinding + 1,
    );
  });

  await test.step('the broken file lies aside with its reason', () => {
    const folder = join(app.data, 'aside/pictures');
    const note = readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
    const said = JSON.parse(readFileSync(join(folder, note), 'utf8')) as Record<string, string>;
    expect(said).toMatchObject({ name: basename(broken), sha256: sha256(readFileSync(broken)) });
    expect(said.reason).not.toBe('');
    expect(readFileSync(join(folder, note.replace('.json', '')))).toEqual(readFileSync(broken));
  });

  await test.step('dropped on the window: known pictures are recognised, new ones are not', async () => {
    await drop(desk, still);
    await expect(dialog.locator('.dl-picture')).toContainText(/已经受理过/);
    await expect(
      dialog.getByRole('button', { name: say('dialogs:picture.file', { count: 0 }) }),
    ).toBeDisabled();
    await closeDialog(desk);
    await drop(desk, second);
    await expect(dialog.locator('.dl-picture')).toContainText('2024-11-01 08:15');
    await expect(dialog.locator('.dl-picture')).not.toContainText(/已经受理过/);
    await closeDialog(desk);
  });
});
