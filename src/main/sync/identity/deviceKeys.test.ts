import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceKeys } from './deviceKeys';
import { privateKey, publicKey, rawPublic, scramVerifier } from './raw';

const keys = DeviceKeys.fromSeed(Buffer.alloc(32, 1));
const other = DeviceKeys.fromSeed(Buffer.alloc(32, 2));
const hash = createHash('sha256').update('line').digest('hex');

describe('the keys of a device', () => {
  it('come out the same from the same seed and are all different from each other', () => {
    const again = DeviceKeys.fromSeed(Buffer.alloc(32, 1));
    expect([again.signKey, again.boxKey, again.hubPassword('440106014')]).toEqual([
      keys.signKey,
      keys.boxKey,
      keys.hubPassword('440106014'),
    ]);
    const all = [keys, other].flatMap((one) => [
      one.signKey,
      one.boxKey,
      one.hubPassword('440106014'),
      one.hubPassword('440106015'),
      one.secret('a').toString('base64'),
    ]);
    expect(new Set(all).size).toBe(10);
    expect(JSON.stringify(keys)).not.toContain(keys.hubPassword('440106014'));
    expect(() => DeviceKeys.fromSeed(Buffer.alloc(31))).toThrow(/32/);
  });

  it('are those of the standards: the vectors of RFC 8032 and RFC 7748', () => {
    const ed = privateKey(
      'ed25519',
      Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
    );
    expect(Buffer.from(rawPublic(ed), 'base64').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    const nine = Buffer.alloc(32);
    nine[0] = 9;
    expect(Buffer.from(rawPublic(privateKey('x25519', nine)), 'base64').toString('hex')).toBe(
      '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
    );
    expect(publicKey('x25519', 'AAAA')).toBeUndefined();
  });

  it('sign batches that hold for street, chain, number, hash and key, and for nothing else', () => {
    const signature = keys.signBatch('440106014', 'ab.1', 7, hash);
    const check = (
      key = keys.signKey,
      street = '440106014',
      chain = 'ab.1',
      seq = 7,
      about = hash,
      bytes = signature,
    ): boolean => DeviceKeys.verifyBatch(key, street, chain, seq, about, bytes);
    expect(check()).toBe(true);
    expect(check(other.signKey)).toBe(false);
    expect(check('')).toBe(false);
    expect(check('AAAA')).toBe(false);
    expect(check(undefined, '440106015')).toBe(false);
    expect(check(undefined, undefined, 'ab.2')).toBe(false);
    expect(check(undefined, undefined, undefined, 8)).toBe(false);
    expect(check(undefined, undefined, undefined, undefined, hash.replace(/^./, '#'))).toBe(false);
    expect(check(undefined, undefined, undefined, undefined, undefined, signature.subarray(1))).toBe(false);
  });

  it('do not hold for a signature with any bit changed', () => {
    const signature = keys.signBatch('440106014', 'ab.1', 7, hash);
    fc.assert(
      fc.property(fc.nat(63), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(signature, (byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        return !DeviceKeys.verifyBatch(keys.signKey, '440106014', 'ab.1', 7, hash, changed);
      }),
      { seed: 20241231, numRuns: 100 },
    );
  });
});

describe('a box', () => {
  it('opens for its device and under its name only, unchanged', () => {
    const box = DeviceKeys.wrapFor(keys.boxKey, Buffer.from('centre'), 'join');
    expect(keys.unwrap(box, 'join').toString()).toBe('centre');
    expect(() => other.unwrap(box, 'join')).toThrow();
    expect(() => keys.unwrap(box, 'else')).toThrow();
    expect(() => keys.unwrap('AAAA', 'join')).toThrow(/box/);
    expect(DeviceKeys.wrapFor(keys.boxKey, Buffer.from('centre'), 'join')).not.toBe(box);
    expect(() => DeviceKeys.wrapFor('AAAA', Buffer.from('centre'))).toThrow(/X25519/);
    const bytes = Buffer.from(box, 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        // The topmost bit of an X25519 key says nothing (RFC 7748); it is part of the salt all the same.
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(() => keys.unwrap(changed.toString('base64'), 'join')).toThrow();
      }),
      { seed: 20241231, numRuns: 100 },
    );
  });

  it('cannot be made for a key of low order, which would give everybody the same secret', () => {
    expect(() => DeviceKeys.wrapFor(Buffer.alloc(32).toString('base64'), Buffer.from('x'))).toThrow();
  });
});

describe('a password for PostgreSQL', () => {
  it('is what the server proves itself with in the example of RFC 7677', () => {
    const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
    expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/]{43}=:[\w+/]{43}=$/);
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const talk = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
    const serverKey = Buffer.from(verifier.slice(-44), 'base64');
    expect(createHmac('sha256', serverKey).update(talk).digest('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
    expect(() => scramVerifier('密码', Buffer.alloc(16))).toThrow(/ASCII/);
  });
});
