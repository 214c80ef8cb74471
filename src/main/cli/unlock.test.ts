import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realSystem } from '../store/holder';
import { FolderLock, lookAtLock } from '../store/lock';
import { runCli } from './run';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-unlock-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folder = (): string => mkdtempSync(join(base, 'd-'));

describe('unlock', () => {
  const unlock = (dir: string, ...more: string[]): ReturnType<typeof runCli> =>
    runCli(['unlock', '--data', dir, ...more], {
      resources: resolve('resources'),
      script: '',
      protector: undefined,
      env: { XIUHUA_WITNESS: join(base, 'witness'), LANG: 'en_GB.UTF-8' },
    });

  it('gives back what a renamed computer held, on a person’s word', async () => {
    const dir = folder();
    const file = resolve('test/fixtures/journal/lock.renamed-computer.json');
    writeFileSync(join(dir, 'lock.json'), readFileSync(file));
    const shown = await unlock(dir);
    expect(shown).toMatchObject({ code: 1, value: { state: 'elsewhere', host: 'OLD-NAME', free: false } });
    expect(shown.words).toContain('network drive');
    expect(lookAtLock(dir)?.holder?.host).toBe('OLD-NAME');
    expect(await unlock(dir, '--force')).toMatchObject({ code: 0, value: { free: true } });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('refuses for a holder that is proved alive, whatever is said', async () => {
    const dir = folder();
    const lock = FolderLock.take(dir, join(base, 'witness'));
    expect(await unlock(dir, '--force')).toMatchObject({ code: 1, value: { state: 'alive', free: false } });
    expect(lookAtLock(dir, realSystem(join(base, 'witness')))?.state).toBe('alive');
    lock.release();
    expect(await unlock(dir)).toMatchObject({ code: 0, value: { held: false } });
  });
});
