import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Quarantined } from '@shared/sync/station';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Quarantine } from './quarantine';

const AT = '2024-12-31T09:00:00.000+08:00';
const base = mkdtempSync(join(tmpdir(), 'xiuhua-aside-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let dataDir = '';
let count = 0;
beforeEach(() => {
  count += 1;
  dataDir = join(base, `${count}`);
});

function finding(chain: string, from: number, bytes = 100): Quarantined {
  const lines = [new Uint8Array(bytes)];
  return { chain, from, why: 'signature', seq: from, lines, source: 'hub' };
}

/** Findings that are kept, as `chain from`; each file was written a second after the one before. */
function kept(): string[] {
  const folder = join(dataDir, 'quarantine');
  return readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Quarantined)
    .map(({ chain, from }) => `${chain} ${from}`)
    .sort();
}

/** The files of before are older than what comes now, by more than the clock of a disk may miss. */
function age(): void {
  const folder = join(dataDir, 'quarantine');
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const at = statSync(path).mtimeMs / 1000 - 10;
    utimesSync(path, at, at);
  }
}

describe('the quarantine', () => {
  it('holds so many findings: the oldest of the same device goes, else the oldest of all', () => {
    const aside = new Quarantine(dataDir, { files: 3, bytes: 1e6, finding: 1e6 });
    for (const one of [finding('a.1', 1), finding('b.1', 1), finding('a.2', 5)]) {
      aside.put(one, AT);
      age();
    }
    aside.put(finding('a.1', 9), AT);
    expect(kept()).toEqual(['a.1 9', 'a.2 5', 'b.1 1']);
    age();
    aside.put(finding('c.1', 1), AT);
    expect(kept()).toEqual(['a.1 9', 'a.2 5', 'c.1 1']);
    aside.put(finding('c.1', 1), AT);
    expect(aside.count()).toBe(3);
    aside.healed('a.1', 9);
    expect(kept()).toEqual(['a.2 5', 'c.1 1']);
    expect(aside.count()).toBe(2);
  });

  it('keeps a finding that cannot be read, counts it, and lets its chain go on', () => {
    const aside = new Quarantine(dataDir);
    for (const from of [1, 5]) aside.put(finding('a.1', from), AT);
    const folder = join(dataDir, 'quarantine');
    const [first = ''] = readdirSync(folder);
    writeFileSync(join(folder, first), '{"chain":"a.1","seq":');
    aside.healed('a.1', 9);
    expect([aside.count(), readdirSync(folder)]).toEqual([1, [first]]);
  });

  it('holds so many bytes, and of one finding the first lines that fit', () => {
    const aside = new Quarantine(dataDir, { files: 100, bytes: 3000, finding: 1000 });
    for (let from = 1; from <= 20; from++) aside.put(finding('a.1', from, 900), AT);
    const folder = join(dataDir, 'quarantine');
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(3000);
    expect(aside.count()).toBeGreaterThan(0);
    const lines = [new Uint8Array(700), new Uint8Array(700), new Uint8Array(10)];
    aside.put({ ...finding('b.1', 1), lines }, AT);
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const cut = texts.map((text) => JSON.parse(text)).find(({ chain }) => chain === 'b.1');
    expect([cut.lines.length, cut.left]).toEqual([1, 2]);
  });
});
