import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '../..');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' });
const textOf = (end: RegExp): string =>
  files
    .filter((file) => end.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(join(renderer, file), 'utf8'))
    .join('\n');

describe('classes that all pages share', () => {
  it('are defined where they are used', () => {
    const defined = new Set([...textOf(/\.css$/).matchAll(/\.(xh-[a-z][a-z-]*)/g)].map(([, name]) => name));
    const used = [...textOf(/\.tsx$/).matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})/g)].flatMap(
      ([, plain = '', made = '']) => `${plain} ${made}`.match(/(?<![\w-])xh-[a-z][a-z-]*/g) ?? [],
    );
    expect(used).toContain('xh-button');
    expect([...new Set(used)].filter((name) => !defined.has(name))).toEqual([]);
  });
});
