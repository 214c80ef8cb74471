import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareWitness, formerFacts, hostFacts, saveWitness } from './witness';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-witness-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const now = { device: 'aaaaaaaaaaaaaaaaaaaa', incarnation: 1, seq: 5 };

function place(): { dataDir: string; witnessDir: string; path: string } {
  const dir = mkdtempSync(join(base, 'd-'));
  const [dataDir, witnessDir] = [join(dir, 'data'), join(dir, 'witness')];
  mkdirSync(dataDir);
  return { dataDir, witnessDir, path: join(witnessDir, `${now.device}.json`) };
}

describe('a witness', () => {
  it('knows its computer by an id made once, whatever adapters are up', () => {
    const { dataDir, witnessDir, path } = place();
    saveWitness(witnessDir, dataDir, now);
    expect(compareWitness(witnessDir, dataDir, now)).toBe('none');
    const facts = hostFacts(witnessDir);
    expect(hostFacts(witnessDir)).toBe(facts);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ v: 2, host: facts });
    // Only what stays is in it: the same id elsewhere on this computer gives the same facts, network or not.
    const elsewhere = place();
    mkdirSync(elsewhere.witnessDir);
    writeFileSync(
      join(elsewhere.witnessDir, 'computer.id'),
      readFileSync(join(witnessDir, 'computer.id'), 'utf8'),
    );
    expect(hostFacts(elsewhere.witnessDir)).toBe(facts);
    expect(facts).not.toContain(hostname());
  });

  it('of another computer is told apart: it has an id of its own', () => {
    const { dataDir, witnessDir, path } = place();
    saveWitness(witnessDir, dataDir, now);
    writeFileSync(join(witnessDir, 'computer.id'), 'f'.repeat(32));
    expect(compareWitness(witnessDir, dataDir, now)).toBe('otherHost');
    // Broken, it is made anew: rather another incarnation than one chain written twice.
    writeFileSync(join(witnessDir, 'computer.id'), '');
    expect(compareWitness(witnessDir, dataDir, now)).toBe('otherHost');
    expect(readFileSync(join(witnessDir, 'computer.id'), 'utf8')).toMatch(/^[0-9a-f]{32}$/);
    expect(readFileSync(path, 'utf8')).toContain(now.device);
  });

  it('of the first version is compared by what it says, and renewed', () => {
    const { dataDir, witnessDir, path } = place();
    saveWitness(witnessDir, dataDir, now);
    const witness = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...witness, v: 1, host: formerFacts() }));
    expect(compareWitness(witnessDir, dataDir, now)).toBe('none');
    expect(compareWitness(witnessDir, dataDir, { ...now, seq: 4 })).toBe('behind');
    writeFileSync(path, JSON.stringify({ ...witness, v: 1, host: 'another' }));
    expect(compareWitness(witnessDir, dataDir, now)).toBe('otherHost');
    saveWitness(witnessDir, dataDir, now);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(witness);
    expect(compareWitness(witnessDir, dataDir, now)).toBe('none');
  });

  it('that has no place to be kept keeps nobody from starting', () => {
    const { dataDir, witnessDir } = place();
    writeFileSync(witnessDir, 'a file where the folder should be');
    expect(hostFacts(witnessDir)).toBe(hostFacts(witnessDir));
    expect(compareWitness(witnessDir, dataDir, now)).toBe('unwitnessed');
  });
});
