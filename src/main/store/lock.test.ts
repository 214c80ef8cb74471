import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { retryRename } from '../renames';
import { type Holder, holderHere, type LockSystem, realSystem, stateOf } from './holder';
import { FolderLock } from './lock';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-lock-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folder = (): string => mkdtempSync(join(base, 'd-'));
const AT = Date.UTC(2024, 11, 31, 8);

/** A computer with one process of id 4242; what is told otherwise is changed. */
function system(more: Partial<LockSystem> = {}): LockSystem {
  return {
    host: 'desk-1',
    computer: 'computer-1',
    boot: 'boot-1',
    space: 'pid:[1]',
    exists: (pid) => pid === 4242,
    born: () => '',
    started: () => AT,
    now: () => AT,
    ...more,
  };
}

const held: Holder = { ...holderHere(system(), 'aaaa'), pid: 4242, born: '' };

describe('whether a holder lives', () => {
  it.each<[string, Holder, Partial<LockSystem>, string]>([
    ['its process is there', held, {}, 'alive'],
    ['its process is gone', { ...held, pid: 7 }, {}, 'dead'],
    ['the computer was renamed, and runs on', held, { host: 'desk-2' }, 'alive'],
    [
      'the computer was renamed and started again after a crash',
      held,
      { host: 'desk-2', boot: 'boot-2' },
      'dead',
    ],
    ['another computer has the same name', held, { computer: 'computer-2' }, 'elsewhere'],
    ['it is in another namespace of the same computer', held, { space: 'pid:[2]' }, 'elsewhere'],
    ['its process id was given to another by birth', { ...held, born: '100' }, { born: () => '200' }, 'dead'],
    ['its process is the very same by birth', { ...held, born: '100' }, { born: () => '100' }, 'alive'],
    [
      'no births are told and the process started long after',
      held,
      { started: () => AT + 3_600_000 },
      'dead',
    ],
    ['no births are told and the process is older', held, { started: () => AT - 1000 }, 'alive'],
    ['nobody knows when the process started', held, { started: () => undefined }, 'alive'],
  ])('where %s', (_name, holder, more, state) => {
    expect(stateOf(holder, system(more))).toBe(state);
  });

  it('is told of locks of older programs by the host alone', () => {
    const old = { pid: 4242, host: 'desk-1', born: '', token: 'b' };
    expect(stateOf(old, system())).toBe('alive');
    expect(stateOf({ ...old, pid: 7 }, system())).toBe('dead');
    expect(stateOf({ ...old, host: 'OLD-NAME' }, system())).toBe('elsewhere');
  });

  it('of this very process is true on the real system', () => {
    const real = realSystem(folder());
    const me = holderHere(real, 'c');
    expect(stateOf(me, real)).toBe('alive');
    expect(real.started(process.pid)).toBeLessThan(Date.now() + 60_000);
    expect(me.computer).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe('a lock', () => {
  const noLinks = (): never => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
  };

  it('is taken, held and given back on a file system without hard links', () => {
    const dir = folder();
    const options = { system: system(), link: noLinks };
    const lock = FolderLock.take(dir, undefined, options);
    const alive = { system: system({ exists: () => true }), link: noLinks };
    expect(() => FolderLock.take(dir, undefined, alive)).toThrow(/store\.locked/);
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
    writeFileSync(join(dir, 'lock.json'), JSON.stringify({ ...held, pid: 7 }));
    FolderLock.take(dir, undefined, options).release();
    // Half written by a process that was killed in that moment.
    writeFileSync(join(dir, 'lock.json'), '{"pid":');
    FolderLock.take(dir, undefined, options).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('of a holder that cannot be asked is told with its computer, and is left', () => {
    const dir = folder();
    const text = JSON.stringify(held);
    writeFileSync(join(dir, 'lock.json'), text);
    const away = { system: system({ computer: 'computer-2', host: 'desk-9' }) };
    expect(() => FolderLock.take(dir, undefined, away)).toThrow(/store\.lockedElsewhere/);
    expect(readFileSync(join(dir, 'lock.json'), 'utf8')).toBe(text);
  });
});

describe('a rename', () => {
  const busy = (code: string): Error => Object.assign(new Error(code), { code });

  it.each(['EPERM', 'EBUSY', 'EACCES'])('that %s hinders for a while goes through', (code) => {
    let tries = 0;
    const waits: number[] = [];
    retryRename(
      () => {
        tries += 1;
        if (tries < 4) throw busy(code);
      },
      (ms) => waits.push(ms),
    );
    expect([tries, waits.length]).toEqual([4, 3]);
  });

  it('that never goes through fails with the system’s word, after a bounded time', () => {
    let sum = 0;
    const never = (): never => {
      throw busy('EPERM');
    };
    expect(() => retryRename(never, (ms) => (sum += ms))).toThrow('EPERM');
    expect(sum).toBeLessThan(1000);
    let tries = 0;
    const full = (): never => {
      tries += 1;
      throw busy('ENOSPC');
    };
    expect(() => retryRename(full, () => {})).toThrow('ENOSPC');
    expect(tries).toBe(1);
  });
});
