import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ImportProfile, importProfileSchema } from '@shared/rules/intake/profile';

const root = resolve(import.meta.dirname, '../../../..');

/** The shipped 12345 profile, through its schema. For tests. */
export function hotlineProfile(): ImportProfile {
  const text = readFileSync(resolve(root, 'resources/import-profiles/12345.json'), 'utf8');
  return importProfileSchema.parse(JSON.parse(text));
}

/** The bytes of a sample file. For tests. */
export function sample(name: string): Uint8Array {
  return readFileSync(resolve(root, 'test/fixtures/samples', name));
}

/** The bytes of a file that means harm, or looks as if it did. For tests. */
export function hostile(name: string): Uint8Array {
  return readFileSync(resolve(root, 'test/fixtures/hostile', name));
}
