import { createHmac } from 'node:crypto';
import { canonical } from '@shared/canonical';
import { CodedError } from '@shared/contract/errors';
import { derive } from './raw';

/** Crockford's base32: no I, L, O and U, which are misread. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 15 letters of 5 bits carry the secret; the sixteenth is computed from them. */
const SECRET_LETTERS = 15;

/** Bytes by chance, from outside: `crypto.randomBytes` in real work. */
export type Random = (bytes: number) => Uint8Array;

/** A one-time code of 75 bits, as it is shown: 16 letters in groups of four, the last one a check against typing errors. */
export function makeCode(random: Random): string {
  const values = Array.from(random(SECRET_LETTERS), (byte) => byte & 31);
  return showCode([...values, checkOf(values)].map((value) => LETTERS[value]).join(''));
}

/** A code in groups of four. */
export function showCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * A code as somebody typed it: small letters, full width, blanks and hyphens are all the same, O is 0, I and L are 1. Answers the
 * 16 letters. Errors: `sync.badCode` where it is no code at all, which is told before anybody is asked.
 */
export function readCode(typed: string): string {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—_·.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const values = Array.from(letters, (letter) => LETTERS.indexOf(letter));
  const sound = values.length === SECRET_LETTERS + 1 && values.every((value) => value >= 0);
  if (!sound || checkOf(values.slice(0, -1)) !== values.at(-1)) throw new CodedError('sync.badCode');
  return letters;
}

/** The sum of place-weighted letters in the field of 32 elements: any one wrong letter and any two exchanged ones change it. */
function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value) => double(sum) ^ double(value), 0);
}

function double(value: number): number {
  return value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1;
}

/** What a code stands for: an invitation's id at the hub, the login that may ask to be let in, and the key that proves what is said. */
export interface CodeKeys {
  readonly invitation: string;
  readonly login: string;
  readonly password: string;
  readonly salt: Buffer;
  readonly mac: Buffer;
}

/** Derive what a code stands for. The hub learns the invitation's id and a verifier of the password, never the code. Errors: `sync.badCode`. */
export function codeKeys(typed: string): CodeKeys {
  const secret = Buffer.from(readCode(typed));
  const invitation = derive(secret, 'xiuhua invitation 1', 10).toString('hex');
  return {
    invitation,
    login: `xj_${invitation}`,
    password: derive(secret, 'xiuhua invitation password 1', 32).toString('base64url'),
    salt: derive(secret, 'xiuhua invitation salt 1', 16),
    mac: derive(secret, 'xiuhua invitation mac 1', 32),
  };
}

/** Proof under the code that a message of this kind says just this (without its own `mac`): base64. */
export function macOf(key: Uint8Array, kind: string, message: Readonly<Record<string, unknown>>): string {
  const { mac: _, ...said } = message;
  return createHmac('sha256', key)
    .update(`xiuhua ${kind} 1\n${canonical(said)}`)
    .digest('base64');
}
