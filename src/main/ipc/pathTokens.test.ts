import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath, { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isInside, PathTokens } from './pathTokens';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'xiuhua-paths-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const data = join(root, 'data');
const outside = join(root, 'papers');
const sheet = join(outside, '工单.xlsx');
mkdirSync(join(data, 'keys'), { recursive: true });
mkdirSync(outside);
writeFileSync(sheet, 'x');
writeFileSync(join(data, 'keys', 'centre.json'), '{}');

let nowMs = 0;
let tokens: PathTokens;
beforeEach(() => {
  nowMs = 1_000_000;
  tokens = new PathTokens([data, join(root, 'data.profile')], () => nowMs);
});

/** The code with which it ends, or what it gave. */
function code(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe('a token for a path', () => {
  it('counts for its window, its purpose and its time', () => {
    const token = tokens.give(1, sheet, 'read');
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(tokens.path(1, token, 'read')).toBe(sheet);
    expect(code(() => tokens.path(2, token, 'read'))).toBe('path.token');
    for (const other of ['folder', 'show'] as const)
      expect(code(() => tokens.path(1, token, other))).toBe('path.token');
    nowMs += 3_599_999;
    expect(tokens.path(1, token, 'read')).toBe(sheet);
    nowMs += 1;
    expect(code(() => tokens.path(1, token, 'read'))).toBe('path.token');
  });

  it('is nothing that can be made up or said twice, and goes with its page', () => {
    const [one, two] = [tokens.give(1, sheet, 'read'), tokens.give(1, sheet, 'read')];
    expect(one).not.toBe(two);
    for (const made of ['', 'constructor', sheet, '0'.repeat(32), one.toUpperCase()])
      if (made !== one)
        expect(
          code(() => tokens.path(1, made, 'read')),
          made,
        ).toBe('path.token');
    tokens.forget(1);
    expect(code(() => tokens.path(1, one, 'read'))).toBe('path.token');
  });

  it('is bounded: a page that has things dropped on it without end keeps the newest', () => {
    const first = tokens.give(1, sheet, 'read');
    const other = tokens.give(2, sheet, 'read');
    const last = Array.from({ length: 500 }, () => tokens.give(1, sheet, 'read')).at(-1) ?? '';
    expect(code(() => tokens.path(1, first, 'read'))).toBe('path.token');
    expect(tokens.path(1, last, 'read')).toBe(sheet);
    expect(tokens.path(2, other, 'read')).toBe(sheet);
  });
});

describe('what no token leads to', () => {
  const own = [
    join(data, 'keys', 'centre.json'),
    data,
    join(data, 'new.pdf'),
    join(data, 'no', 'such', 'folder'),
    join(outside, '..', 'data', 'keys', 'centre.json'),
    join(root, 'data.profile', 'x'),
  ];

  it.each(['read', 'folder', 'show'] as const)('the program’s own folders, for %s', (purpose) => {
    for (const path of own)
      expect(
        code(() => tokens.give(1, path, purpose)),
        path,
      ).toBe('path.own');
    expect(code(() => tokens.checked(join(root, 'data.xlsx'), 'folder'))).toBe(join(root, 'data.xlsx'));
  });

  it('nor by a link, of the file or of a folder above it, nor where the program’s own folder is reached by one', () => {
    const [file, folder, alias] = [join(outside, 'innocent.xlsx'), join(outside, 'in'), join(root, 'alias')];
    symlinkSync(join(data, 'keys', 'centre.json'), file);
    symlinkSync(data, folder);
    symlinkSync(data, alias);
    for (const path of [file, join(folder, 'keys', 'centre.json'), join(folder, 'new.pdf')])
      expect(
        code(() => tokens.give(1, path, 'folder')),
        path,
      ).toBe('path.own');
    const byAlias = new PathTokens([alias]);
    expect(code(() => byAlias.give(1, join(data, 'keys', 'centre.json'), 'read'))).toBe('path.own');
  });

  it('nor where a link was put in after the token was given', () => {
    const path = join(outside, 'later');
    mkdirSync(path);
    const token = tokens.give(1, path, 'folder');
    rmSync(path, { recursive: true });
    symlinkSync(data, path);
    expect(code(() => tokens.path(1, token, 'folder'))).toBe('path.own');
  });

  it('nor a device, a pipe, a folder to be read as a file, or nothing at all', () => {
    for (const path of ['\\\\.\\PhysicalDrive0', '\\\\?\\C:\\x', '//./COM1', `${sheet}\0.pdf`])
      expect(
        code(() => tokens.give(1, path, 'read')),
        path,
      ).toBe('path.device');
    expect(code(() => tokens.give(1, outside, 'read'))).toBe('path.notFile');
    expect(code(() => tokens.give(1, join(outside, 'gone.xlsx'), 'read'))).toBe('parse.notFound');
    if (process.platform === 'win32') return;
    const pipe = join(outside, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(code(() => tokens.give(1, pipe, 'read'))).toBe('path.notFile');
    expect(code(() => tokens.give(1, '/dev/zero', 'read'))).toBe('path.notFile');
  });
});

describe('inside', () => {
  const windows = { flavour: nodePath.win32, fold: true };

  it.each([
    ['C:\\Data', 'C:\\Data', true],
    ['c:\\DATA\\keys\\centre.json', 'C:\\Data', true],
    ['C:\\Data2\\x', 'C:\\Data', false],
    ['C:\\Data.profile', 'C:\\Data', false],
    ['D:\\Data\\x', 'C:\\Data', false],
    ['C:\\Data\\..\\x', 'C:\\Data', false],
    ['\\\\server\\share\\Data', 'C:\\Data', false],
    ['\\\\SERVER\\share\\data\\x', '\\\\server\\Share\\Data', true],
    ['C:\\Data\\..x', 'C:\\Data', true],
  ])('on Windows %s in %s: %s', (path, folder, is) => {
    expect(isInside(path, folder, windows)).toBe(is);
  });

  it('holds for whatever hangs below, and for nothing beside', () => {
    const part = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((s) => !/[/\\\0]/.test(s) && s !== '.' && s !== '..');
    const posix = { flavour: nodePath.posix, fold: false };
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(part, { maxLength: 4 }),
        (base, more) => {
          const folder = `/${base.join('/')}`;
          expect(isInside([folder, ...more].join('/'), folder, posix)).toBe(true);
          expect(isInside(`${folder}x/${more.join('/')}`, folder, posix)).toBe(false);
        },
      ),
      { seed: 20241231 },
    );
  });
});
