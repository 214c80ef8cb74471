import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withEnv } from './env.mjs';
import { root } from './paths.mjs';

const NAME = 'XIUHUA_ENV_TEST';
afterEach(() => {
  delete process.env[NAME];
});

it('sets variables for a task and takes them away again, also where the task fails', async () => {
  expect(await withEnv({ [NAME]: 'inside' }, async () => process.env[NAME])).toBe('inside');
  expect(NAME in process.env).toBe(false);
  process.env[NAME] = 'before';
  const failing = withEnv({ [NAME]: 'inside' }, async () => {
    throw new Error('no display');
  });
  await expect(failing).rejects.toThrow('no display');
  expect(process.env[NAME]).toBe('before');
});

it('nothing else in scripts and harness writes into its own environment: a part leaves nothing to the next', () => {
  const files = ['scripts', 'test/e2e', 'test/bench', 'test/crash', 'test/sim']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((name) => /\.(mjs|js|ts)$/.test(name) && !name.includes('node_modules'))
    .filter((name) => !/scripts\/lib\/env(\.test)?\.mjs$/.test(name.replaceAll('\\', '/')));
  expect(files.length).toBeGreaterThan(50);
  const writes =
    /process\.env(\.\w+|\[[^\]]+\])\s*(=(?!=)|\?\?=|\|\|=)|assign\(process\.env|delete process\.env/;
  expect(files.filter((name) => writes.test(readFileSync(join(root, name), 'utf8')))).toEqual([]);
});
