import { type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { signedText } from '@shared/sync/batch';
import type { ChainId } from '@shared/sync/vector';
import { derive, KEY_BYTES, privateKey, publicKey, rawPublic, unwrapWith, wrapFor } from './raw';

/** Public keys that were opened, by their text: each batch of a device is proved by the same one. */
const known = new Map<string, KeyObject | undefined>();

function signKeyOf(raw: string): KeyObject | undefined {
  if (!known.has(raw)) {
    if (known.size > 1000) known.clear();
    known.set(raw, publicKey('ed25519', raw));
  }
  return known.get(raw);
}

/**
 * The keys of a device, all derived from its one secret: a pair to sign with (Ed25519), a pair to be written to (X25519), and
 * the password of its login at a hub. Nothing of it is kept anywhere but the seed (`keys/device.json`).
 */
export class DeviceKeys {
  /** Raw public keys, base64. */
  readonly signKey: string;
  readonly boxKey: string;
  readonly #seed: Uint8Array;
  readonly #sign: KeyObject;
  readonly #box: KeyObject;

  private constructor(seed: Uint8Array) {
    this.#seed = seed;
    this.#sign = privateKey('ed25519', derive(seed, 'xiuhua device sign 1', KEY_BYTES));
    this.#box = privateKey('x25519', derive(seed, 'xiuhua device box 1', KEY_BYTES));
    this.signKey = rawPublic(this.#sign);
    this.boxKey = rawPublic(this.#box);
  }

  /** The keys of this seed (32 bytes). */
  static fromSeed(seed: Uint8Array): DeviceKeys {
    if (seed.length !== KEY_BYTES) throw new Error('a seed has 32 bytes');
    return new DeviceKeys(Uint8Array.from(seed));
  }

  /** The password of this device's login at the hub of a street: printable ASCII, 43 characters. */
  hubPassword(street: string): string {
    return derive(this.#seed, `xiuhua hub password 1 ${street}`, 32).toString('base64url');
  }

  /** A secret of this device for another purpose, told apart by its label. */
  secret(label: string, bytes = KEY_BYTES): Buffer {
    return derive(this.#seed, `xiuhua device secret 1 ${label}`, bytes);
  }

  /** Sign a batch up to the commit `seq` with this hash (hex). 64 bytes. */
  signBatch(street: string, chain: ChainId, seq: number, hash: string): Uint8Array {
    return this.signText(signedText(street, chain, seq, hash));
  }

  /** Does the signature hold for this batch and key (raw, base64)? False for bytes that are no key or no signature. */
  static verifyBatch(
    signKey: string,
    street: string,
    chain: ChainId,
    seq: number,
    hash: string,
    signature: Uint8Array,
  ): boolean {
    return DeviceKeys.verifyText(signKey, signedText(street, chain, seq, hash), signature);
  }

  /** Sign any text; its first line should say what it is, so that no signature can be taken for another. */
  signText(text: string): Uint8Array {
    return sign(null, Buffer.from(text), this.#sign);
  }

  static verifyText(signKey: string, text: string, signature: Uint8Array): boolean {
    const key = signKeyOf(signKey);
    return key !== undefined && signature.length === 64 && verify(null, Buffer.from(text), key, signature);
  }

  /** Encrypt for whoever holds this box key (raw, base64). Throws where it is no key. */
  static wrapFor(boxKey: string, plain: Uint8Array, bound = ''): string {
    return wrapFor(boxKey, plain, randomBytes(KEY_BYTES), bound);
  }

  /** Open what was wrapped for this device; throws where it was not, or was changed. */
  unwrap(box: string, bound = ''): Buffer {
    return unwrapWith(this.#box, box, bound);
  }

  /** A seed must never come into a log by accident. */
  toJSON(): { signKey: string; boxKey: string } {
    return { signKey: this.signKey, boxKey: this.boxKey };
  }
}
