// Every promise of docs/security.md and docs/durability.md names a test that is there.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

describe.each(['security.md', 'durability.md'])('docs/%s', (name) => {
  const rows = readFileSync(join(root, 'docs', name), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (?:Promise|-)/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

  it('holds promises', () => expect(rows.length).toBeGreaterThan(20));

  it.each(rows.map(([, promise = '', held = '']) => [promise, held]))('%s', (_promise, held) => {
    const files = [...held.matchAll(/(?:src|test|scripts)\/[\w./-]+\.(?:test\.ts|test\.mjs|spec\.ts)/g)];
    expect(files.length).toBeGreaterThan(0);
    for (const [file] of files) expect(existsSync(join(root, file)), file).toBe(true);
  });
});
