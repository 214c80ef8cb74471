import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../..');
const rooms = ['main/sync', 'main/ipc'].map((room) => join(src, room));

/** Everything that the rooms of sharing say to a screen stands in their sources as a literal. */
const sources = rooms
  .flatMap((room) => readdirSync(room, { recursive: true, withFileTypes: true }))
  .filter((one) => one.isFile() && one.name.endsWith('.ts') && !one.name.endsWith('.test.ts'))
  .filter((one) => !one.parentPath.split(/[\\/]/).includes('testing'))
  .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'));

function told(pattern: RegExp): string[] {
  return [
    ...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))),
  ].sort();
}

function catalogue(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(src, `renderer/common/i18n/zh-CN/${name}.json`), 'utf8'));
}

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
}

describe('every code of the rooms of sharing has words', () => {
  const sharing = catalogue('sharing');
  const errors = catalogue('error');

  const alarms = told(/'alarm\.([\w.]+)'/g);
  it.each(alarms)('alarm %s says what it is and what to do', (code) => {
    expect(at(sharing, `alarm.${code}.what`), code).toBeTypeOf('string');
    expect(at(sharing, `alarm.${code}.do`), code).toBeTypeOf('string');
  });

  const lines = told(/'log\.(?!jsonl')([\w.]+)'/g);
  it.each(lines)('line of the log %s', (code) => {
    expect(at(sharing, `said.${code}`), code).toBeTypeOf('string');
  });

  const thrown = told(/new CodedError\(\s*'((?:sync|courier)\.[\w.]+)'/g);
  it.each(thrown)('error %s', (code) => {
    expect(at(errors, code), code).toBeTypeOf('string');
  });

  it('codes that are put together have all their parts', () => {
    expect(told(/`alarm\.([\w.]*)\$/g)).toEqual(['', 'quarantine.']);
    expect(told(/`log\.([\w.]*)\$/g)).toEqual(['', 'attachmentBroken.']);
    for (const why of [
      'signature',
      'unknownDevice',
      'revoked',
      'gap',
      'differs',
      'chain',
      'shape',
      'tooLarge',
    ])
      expect(at(sharing, `alarm.quarantine.${why}.do`), why).toBeTypeOf('string');
    for (const kind of ['fork', 'otherHost', 'formerFork']) {
      expect(at(sharing, `alarm.${kind}.do`), kind).toBeTypeOf('string');
      expect(at(sharing, `said.${kind}`), kind).toBeTypeOf('string');
    }
    for (const way of ['up', 'down'])
      expect(at(sharing, `said.attachmentBroken.${way}`), way).toBeTypeOf('string');
  });

  it('finds what there is to find', () => {
    expect(alarms.length).toBeGreaterThan(3);
    expect(lines.length).toBeGreaterThan(6);
    expect(thrown.length).toBeGreaterThan(30);
  });
});
