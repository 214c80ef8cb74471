import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, type RunningApp, test } from './harness/app';
import { ask, firstRow, say } from './harness/desk.mjs';

const root = resolve(import.meta.dirname, '../..');
const hostile = (name: string) => join(root, 'test/fixtures/hostile', name);

/** `import` of the command line, which hands the file to the instance that runs; the code that it ends with. */
async function imported(app: RunningApp, path: string): Promise<string> {
  const args = [join(root, 'out/main/cli.js'), 'import', path, '--data', app.data, '--json'];
  const out = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: root }, (_error, text) => done(text));
  });
  return (JSON.parse(out) as { error?: { code: string } }).error?.code ?? 'imported';
}

/** Measure from now on what the parse processes hold, in MB; the program's own watch is not asked. */
async function measure(app: RunningApp): Promise<void> {
  await app.electron.evaluate(({ app: electron }) => {
    const seen = { peak: 0 };
    Object.assign(globalThis, { __parsePeak: seen });
    setInterval(() => {
      for (const one of electron.getAppMetrics())
        if (one.name === 'xiuhua-parse' || one.serviceName === 'xiuhua-parse')
          seen.peak = Math.max(seen.peak, one.memory.workingSetSize / 1024);
    }, 50).unref();
  });
}

async function peak(app: RunningApp): Promise<number> {
  return app.electron.evaluate(() => {
    const { __parsePeak: seen } = globalThis as unknown as { __parsePeak: { peak: number } };
    const { peak: most } = seen;
    seen.peak = 0;
    return most;
  });
}

test('hostile files end with a code and within bounds, and the desk goes on', async ({ launchDemo }) => {
  test.setTimeout(300_000);
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  await measure(app);
  const before = await ask(desk, 'counters');

  await test.step('sheets', async () => {
    expect(await imported(app, hostile('sheet.bomb-zip64.xlsx'))).toBe('parse.zipBomb');
    expect(await imported(app, hostile('sheet.row-2e9.xlsx'))).toBe('parse.tooManyRows');
    expect(await peak(app)).toBeLessThan(768);
    // This one takes what it gets: here the watch of Electron's process is what ends it.
    expect(await imported(app, hostile('sheet.cols-2e9.xlsx'))).toBe('parse.tooMuchMemory');
    const most = await peak(app);
    expect(most).toBeGreaterThan(768 * 0.8);
    expect(most).toBeLessThan(768 * 2);
  });

  await test.step('pictures', async () => {
    const pictures = ['pic.decoy.png', 'pic.frame-20000.gif'].map(hostile);
    await desk.keyboard.press('Control+u');
    const chooser = desk.getByRole('dialog').locator('input[type=file]');
    await chooser.waitFor({ state: 'attached' });
    await chooser.setInputFiles(pictures);
    for (const path of pictures)
      await expect(desk.getByRole('dialog').locator('.ant-alert', { hasText: basename(path) })).toContainText(
        say('error:pictureReason.inconsistent'),
      );
  });

  expect(await ask(desk, 'counters')).toEqual({ ...before, now: expect.anything() });
});

test('a kept picture that is none, as another desk could send it, is not shown', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const shown = async (path: string) => {
    const sha256 = await keep(app, path);
    return desk.evaluate(`(() => {
      const picture = new Image();
      picture.src = ${JSON.stringify(`att://blob/${sha256}`)};
      return picture.decode().then(() => 'shown', () => 'refused');
    })()`);
  };
  expect(await shown(join(root, 'test/fixtures/samples/cctv/NVR1_ch3_main_20241101081512.jpg'))).toBe(
    'shown',
  );
  expect(await shown(hostile('pic.frame-20000.gif'))).toBe('refused');
  expect(await shown(hostile('pic.decoy.png'))).toBe('refused');
});

/** Put a file among the kept pictures, as the exchange does once its hash is proved. */
async function keep(app: RunningApp, path: string): Promise<string> {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  mkdirSync(join(app.data, 'blobs', sha256.slice(0, 2)), { recursive: true });
  writeFileSync(join(app.data, 'blobs', sha256.slice(0, 2), sha256), bytes);
  return sha256;
}
