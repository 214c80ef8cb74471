import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  pbkdf2Sync,
} from 'node:crypto';

/** What stands before a raw key of 32 bytes in its DER form (RFC 8410). */
const DER = {
  ed25519: { private: '302e020100300506032b657004220420', public: '302a300506032b6570032100' },
  x25519: { private: '302e020100300506032b656e04220420', public: '302a300506032b656e032100' },
} as const;
export type Curve = keyof typeof DER;

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derive bytes for one purpose from a secret: HKDF-SHA256 with a label of its own. */
export function derive(
  secret: Uint8Array,
  label: string,
  bytes: number,
  salt: Uint8Array = Buffer.alloc(0),
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, label, bytes));
}

/** A private key from its 32 raw bytes. */
export function privateKey(curve: Curve, raw: Uint8Array): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([Buffer.from(DER[curve].private, 'hex'), raw]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** A public key from its raw bytes in base64; undefined where that is no key. */
export function publicKey(curve: Curve, raw: string): KeyObject | undefined {
  const bytes = Buffer.from(raw, 'base64');
  if (bytes.length !== KEY_BYTES) return undefined;
  return createPublicKey({
    key: Buffer.concat([Buffer.from(DER[curve].public, 'hex'), bytes]),
    format: 'der',
    type: 'spki',
  });
}

/** The raw public half of a key, base64. */
export function rawPublic(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES).toString('base64');
}

/**
 * Encrypt for the holder of an X25519 key: base64 of ephemeral key (32) ‖ ciphertext ‖ tag (16). Key and nonce come from the
 * shared secret, which no two boxes have in common. `bound` is authenticated with it. Throws where `boxKey` is no key.
 */
export function wrapFor(boxKey: string, plain: Uint8Array, ephemeral: Uint8Array, bound = ''): string {
  const recipient = publicKey('x25519', boxKey);
  if (!recipient) throw new Error('not an X25519 key');
  const mine = privateKey('x25519', ephemeral);
  const { key, iv } = boxSecret(mine, recipient, rawPublic(mine), boxKey);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([
    Buffer.from(rawPublic(mine), 'base64'),
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

/** Decrypt what `wrapFor` made for this key; throws where key, bytes or `bound` are not the same. */
export function unwrapWith(own: KeyObject, box: string, bound = ''): Buffer {
  const bytes = Buffer.from(box, 'base64');
  const ephemeral = bytes.subarray(0, KEY_BYTES).toString('base64');
  const sender = publicKey('x25519', ephemeral);
  if (!sender || bytes.length < KEY_BYTES + TAG_BYTES) throw new Error('not a box');
  const { key, iv } = boxSecret(own, sender, ephemeral, rawPublic(own));
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(KEY_BYTES, -TAG_BYTES)), decipher.final()]);
}

function boxSecret(
  own: KeyObject,
  other: KeyObject,
  ephemeral: string,
  recipient: string,
): { key: Buffer; iv: Buffer } {
  const shared = diffieHellman({ privateKey: own, publicKey: other });
  const salt = Buffer.concat([Buffer.from(ephemeral, 'base64'), Buffer.from(recipient, 'base64')]);
  const bytes = derive(shared, 'xiuhua box 1', KEY_BYTES + IV_BYTES, salt);
  return { key: bytes.subarray(0, KEY_BYTES), iv: bytes.subarray(KEY_BYTES) };
}

/**
 * A password as PostgreSQL keeps it (RFC 5803, SCRAM-SHA-256), so that the server is never told the password itself. Printable
 * ASCII only: what other letters would be normalised to is not worked out here.
 */
export function scramVerifier(password: string, salt: Uint8Array, iterations = 4096): string {
  if (!/^[!-~]+$/.test(password)) throw new Error('printable ASCII only');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const server = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString('base64')}$${stored}:${server}`;
}
