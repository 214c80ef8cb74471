import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ChainId, chainParts } from '@shared/sync/vector';
import { z } from 'zod';
import { writeFileSafely } from '../files';
import { Arrivals } from '../sharing/arrivals';
import { readIdentity } from './identity';

const file = (journalDir: string): string => join(journalDir, 'given-back.json');
const fileSchema = z.array(z.string());

/** A commit that was written again, by its number. */
export interface CopyPlace {
  readonly chain: ChainId;
  readonly seq: number;
}

/**
 * Chains in which this very folder wrote commits again: what they are copies of gave its number back here, since another
 * computer used it. Everywhere else a copied commit keeps its number: there it came from whoever uses that. Where the file is
 * missing or cannot be read, `copies` tell: those of this device's chains that did not arrive from elsewhere.
 */
export function givenBackOf(journalDir: string, copies: () => Iterable<CopyPlace>): Set<ChainId> {
  return readGivenBack(journalDir) ?? derived(dirname(journalDir), copies());
}

function readGivenBack(journalDir: string): Set<ChainId> | undefined {
  if (!existsSync(file(journalDir))) return undefined;
  try {
    return new Set(fileSchema.parse(JSON.parse(readFileSync(file(journalDir), 'utf8'))));
  } catch {
    return undefined;
  }
}

function derived(dataDir: string, copies: Iterable<CopyPlace>): Set<ChainId> {
  const chains = new Set<ChainId>();
  const device = deviceOf(dataDir);
  const arrivals = new Arrivals(dataDir);
  for (const { chain, seq } of copies)
    if (chainParts(chain).device === device && !arrivals.brought(chain, seq)) chains.add(chain);
  return chains;
}

/** A folder that does not know who writes in it gives back nothing: it is only read. */
function deviceOf(dataDir: string): string | undefined {
  try {
    return readIdentity(dataDir)?.device;
  } catch {
    return undefined;
  }
}

/** Remember, before the first copy is written, all chains in which this folder wrote commits again. */
export function noteGivenBack(journalDir: string, chains: ReadonlySet<ChainId>): void {
  const known = readGivenBack(journalDir);
  if (known && [...chains].every((chain) => known.has(chain))) return;
  writeFileSafely(file(journalDir), JSON.stringify([...new Set([...(known ?? []), ...chains])]));
}
