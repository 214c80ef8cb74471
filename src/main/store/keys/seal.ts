import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

let pool = Buffer.alloc(0);

/** Random bytes from a pool: asking the system for a dozen at a time costs more than the encryption. Each byte is given out once. */
export function random(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(16_384);
  const taken = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return taken;
}

/** Encrypt with AES-256-GCM: base64(iv ‖ ciphertext ‖ tag). `bound` (the stream or key name) is authenticated with it. */
export function seal(key: Uint8Array, plain: Uint8Array, bound: string): string {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** Decrypt what `seal` made; throws where key, bytes or `bound` are not the same. */
export function open(key: Uint8Array, box: string, bound: string): Buffer {
  const bytes = Buffer.from(box, 'base64');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([
    decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)),
    decipher.final(),
  ]);
}

/** A keyed hash that finds the same caller again without holding the number: HMAC-SHA-256 under a key derived from the centre's. */
export function callerHasher(centreKey: Uint8Array): (phone: string) => string {
  const key = Buffer.from(hkdfSync('sha256', centreKey, Buffer.alloc(0), 'xiuhua caller hash v1', 32));
  return (phone) => createHmac('sha256', key).update(phone).digest('hex').slice(0, 32);
}

/** HMAC-SHA-256 (hex) of a text under a key derived from this one, which seals and wraps nothing. */
export function macUnder(key: Uint8Array, text: string): string {
  const own = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'xiuhua request digest v1', 32));
  return createHmac('sha256', own).update(text).digest('hex');
}
