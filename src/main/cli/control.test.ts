import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sendWish, setupControl } from './control';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-control-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const wish = { kind: 'import', file: 'x.xlsx' } as const;
const socket =
  process.platform === 'win32' ? `\\\\.\\pipe\\xiuhua-test-${process.pid}` : join(base, 'control.sock');

/** An instance that listens, once it does. */
async function listening(grant: Parameters<typeof setupControl>[2]): Promise<() => void> {
  const stop = setupControl(base, socket, grant);
  while ((await sendWish(base, socket, { kind: 'wall' })) === undefined)
    await new Promise((resolve) => setImmediate(resolve));
  return stop;
}

it('who goes away stops what the instance does for him; who gets his answer stops nothing', async () => {
  const ended: string[] = [];
  const leave = new AbortController();
  let gone: () => void = () => {};
  const heard = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const stop = await listening(async (one, signal) => {
    if (one.kind !== 'import') return {};
    signal.addEventListener('abort', () => {
      ended.push(one.file);
      gone();
    });
    if (one.file === 'quick.xlsx') return 'done';
    leave.abort();
    return new Promise(() => {});
  });
  const quick = await sendWish(base, socket, { ...wish, file: 'quick.xlsx' });
  expect(quick).toEqual({ ok: true, value: 'done' });
  await expect(sendWish(base, socket, wish, leave.signal)).rejects.toThrow('cli.interrupted');
  await heard;
  expect(ended).toEqual(['x.xlsx']);
  stop();
});
