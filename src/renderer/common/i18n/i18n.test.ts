import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = import.meta.dirname;

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    leaves(inner, path ? `${path}.${key}` : key),
  );
}

function catalogue(language: string, file: string): Map<string, string> {
  return new Map(leaves(JSON.parse(readFileSync(join(root, language, file), 'utf8'))));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

describe('the text catalogues', () => {
  const files = readdirSync(join(root, 'zh-CN')).sort();

  it('have the same files in both languages', () => {
    expect(readdirSync(join(root, 'en')).sort()).toEqual(files);
  });

  it.each(files)('%s has the same keys and placeholders in both languages, none empty', (file) => {
    const zh = catalogue('zh-CN', file);
    const en = catalogue('en', file);
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    for (const [key, text] of zh) {
      expect(text.length, key).toBeGreaterThan(0);
      expect(placeholders(en.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });
});
