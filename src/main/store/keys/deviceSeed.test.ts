import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCentreKey, saveCentreKey } from './centre';
import { DataKeys } from './dataKeys';
import { openDeviceSeed } from './deviceSeed';

const folder = (): string => mkdtempSync(join(tmpdir(), 'xiuhua-seed-'));
const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
const protector = {
  encrypt: (text: string) => flip(Buffer.from(text)),
  decrypt: (bytes: Buffer) => flip(bytes).toString(),
};

describe('the device’s secret', () => {
  it('is made once, opened again, and lies in the clear only where no key store protects it', () => {
    const [open, closed] = [folder(), folder()];
    const first = openDeviceSeed(open, undefined);
    expect(first.protection).toBe('file');
    expect(first.seed).toHaveLength(32);
    expect(openDeviceSeed(open, undefined).seed.equals(first.seed)).toBe(true);
    const kept = openDeviceSeed(closed, protector);
    expect(kept.protection).toBe('os');
    expect(kept.seed.equals(first.seed)).toBe(false);
    expect(readFileSync(join(closed, 'keys', 'device.json'), 'utf8')).not.toContain(
      kept.seed.toString('base64'),
    );
    expect(openDeviceSeed(closed, protector).seed.equals(kept.seed)).toBe(true);
    expect(() => openDeviceSeed(closed, undefined)).toThrow(/store\.key/);
  });

  it('is never made anew over a file that cannot be read', () => {
    const dir = folder();
    mkdirSync(join(dir, 'keys'));
    writeFileSync(join(dir, 'keys', 'device.json'), '{"v":1,"prot');
    expect(() => openDeviceSeed(dir, undefined)).toThrow(/store\.key/);
    expect(readFileSync(join(dir, 'keys', 'device.json'), 'utf8')).toBe('{"v":1,"prot');
  });
});

describe('a received centre’s key', () => {
  const received = Buffer.alloc(32, 9);

  it('is kept in an empty folder and replaces one that nothing was sealed under', () => {
    const dir = folder();
    expect(saveCentreKey(dir, received, protector).protection).toBe('os');
    expect(openCentreKey(dir, protector).key.equals(received)).toBe(true);
    const other = folder();
    openCentreKey(other, undefined);
    saveCentreKey(other, received, undefined);
    expect(openCentreKey(other, undefined).key.equals(received)).toBe(true);
  });

  it('never replaces one that data keys are wrapped by', () => {
    const dir = folder();
    const own = openCentreKey(dir, undefined);
    new DataKeys(dir, own.key).ensure(['report:1']);
    expect(() => saveCentreKey(dir, received, undefined)).toThrow(/sync\.notEmpty/);
    expect(openCentreKey(dir, undefined).key.equals(own.key)).toBe(true);
    expect(saveCentreKey(dir, own.key, undefined).key.equals(own.key)).toBe(true);
  });
});
