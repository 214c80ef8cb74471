import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainId } from '@shared/sync/vector';
import { z } from 'zod';
import { writeFileSafely } from '../files';

const file = (journalDir: string): string => join(journalDir, 'given-back.json');
const fileSchema = z.array(z.string());

/**
 * Chains in which this very folder wrote commits again: what they are copies of gave its number back here, since another
 * computer used it. Everywhere else a copied commit keeps its number: there it came from whoever uses that.
 */
export function readGivenBack(journalDir: string): Set<ChainId> {
  try {
    return new Set(fileSchema.parse(JSON.parse(readFileSync(file(journalDir), 'utf8'))));
  } catch {
    return new Set();
  }
}

/** Remember, before the first copy is written, that those of this chain are this folder's own. */
export function noteGivenBack(journalDir: string, chain: ChainId): void {
  const known = readGivenBack(journalDir);
  if (!known.has(chain)) writeFileSafely(file(journalDir), JSON.stringify([...known, chain]));
}
