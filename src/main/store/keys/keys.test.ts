import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCentreKey } from './centre';
import { DataKeys } from './dataKeys';
import { callerHasher, open, seal } from './seal';

const folder = (): string => mkdtempSync(join(tmpdir(), 'xiuhua-keys-'));
const caller = { name: '李女士', phone: '13800005673' };

describe('the centre’s key', () => {
  it('is made once and opened again from its file', () => {
    const dir = folder();
    const first = openCentreKey(dir, undefined);
    expect(first.protection).toBe('file');
    expect(openCentreKey(dir, undefined).key.equals(first.key)).toBe(true);
  });

  it('does not lie in the clear where a key store protects it, and says so where that is missing', () => {
    const dir = folder();
    const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
    const protector = {
      encrypt: (text: string) => flip(Buffer.from(text)),
      decrypt: (bytes: Buffer) => flip(bytes).toString(),
    };
    const { key, protection } = openCentreKey(dir, protector);
    expect(protection).toBe('os');
    expect(readFileSync(join(dir, 'keys', 'centre.json'), 'utf8')).not.toContain(key.toString('base64'));
    expect(openCentreKey(dir, protector).key.equals(key)).toBe(true);
    expect(() => openCentreKey(dir, undefined)).toThrow(/store\.key/);
  });
});

describe('sealing', () => {
  it('opens only under the same key and the same name', () => {
    const key = Buffer.alloc(32, 7);
    const box = seal(key, Buffer.from('秘密'), 'report:1');
    expect(open(key, box, 'report:1').toString()).toBe('秘密');
    expect(() => open(key, box, 'report:2')).toThrow();
    expect(() => open(Buffer.alloc(32, 8), box, 'report:1')).toThrow();
  });

  it('finds the same caller again by a hash that is not the number', () => {
    const hash = callerHasher(Buffer.alloc(32, 1));
    expect(hash('13800005673')).toBe(hash('13800005673'));
    expect(hash('13800005673')).not.toBe(hash('13800005674'));
    expect(hash('13800005673')).not.toBe(callerHasher(Buffer.alloc(32, 2))('13800005673'));
  });
});

describe('data keys', () => {
  it('survive a restart and open what they sealed', () => {
    const dir = folder();
    const { key } = openCentreKey(dir, undefined);
    const keys = new DataKeys(dir, key);
    keys.ensure(['report:1', 'report:2']);
    const sealed = keys.seal('report:2', caller);
    expect(sealed.box).not.toContain('13800005673');
    expect(new DataKeys(dir, key).open(sealed)).toEqual(caller);
  });

  it('once erased, nothing opens the sealed data, other keys stay, and the wrapped bytes are gone from the file', () => {
    const dir = folder();
    const { key } = openCentreKey(dir, undefined);
    const keys = new DataKeys(dir, key);
    keys.ensure(['report:1', 'report:2', 'report:3']);
    const [one, two] = [keys.seal('report:1', caller), keys.seal('report:2', caller)];
    const before = readFileSync(join(dir, 'keys', 'data-keys.jsonl'), 'utf8').split('\n');
    expect(keys.erase('report:2')).toBe(true);
    expect(keys.erase('report:2')).toBe(false);
    const after = readFileSync(join(dir, 'keys', 'data-keys.jsonl'), 'utf8').split('\n');
    expect(after.filter((line, i) => line === before[i])).toHaveLength(before.length - 1);
    const again = new DataKeys(dir, key);
    expect(again.open(two)).toBeUndefined();
    expect(again.open(one)).toEqual(caller);
  });

  it('go on after a torn last line', () => {
    const dir = folder();
    const { key } = openCentreKey(dir, undefined);
    new DataKeys(dir, key).ensure(['report:1']);
    appendFileSync(join(dir, 'keys', 'data-keys.jsonl'), '{"name":"report:2","bo');
    const keys = new DataKeys(dir, key);
    keys.ensure(['report:2']);
    const sealed = keys.seal('report:2', caller);
    expect(new DataKeys(dir, key).open(sealed)).toEqual(caller);
  });
});
