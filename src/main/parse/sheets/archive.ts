import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { SheetLimits } from './book';
import { ParseError } from './errors';

/** Small files of many empty cells expand a lot without harm: the ratio counts from here on. */
const RATIO_FROM = 16 * 1024 * 1024;

/** Bytes that an archive may expand to: the limit itself, and for a small file so many times its own size. */
function budgetOf(bytes: number, limits: SheetLimits): number {
  return Math.min(limits.maxExpandedBytes, Math.max(RATIO_FROM, bytes * limits.maxExpansion));
}

/**
 * Expand every part of an archive (.xlsx) once, keeping nothing, and count what comes out, up to a budget. What the directory says of
 * sizes is not believed: it may say nothing (ZIP64, streams) or anything.
 * @throws ParseError `parse.zipBomb` or `parse.zipBroken`.
 */
export async function checkArchive(bytes: Uint8Array, fileName: string, limits: SheetLimits): Promise<void> {
  const budget = budgetOf(bytes.length, limits);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let expanded = 0;
  try {
    // Names are not looked at, so they need not be sound; sizes are counted here.
    const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
    const zip = await yauzl.fromBufferPromise(buffer, options);
    for await (const entry of zip.eachEntry()) {
      for await (const count of counts(zip, entry)) {
        expanded += count;
        if (expanded > budget)
          throw new ParseError('parse.zipBomb', {
            file: fileName,
            expanded,
            ratio: Math.round(expanded / bytes.length),
          });
      }
    }
  } catch (cause) {
    if (cause instanceof ParseError) throw cause;
    throw new ParseError('parse.zipBroken', { file: fileName }, { cause });
  }
}

/** Bytes of a part as they come out. A part that breaks off is the reader's business: perhaps it does not need it. */
async function* counts(zip: ZipFile, entry: Entry): AsyncGenerator<number> {
  if (entry.isEncrypted() || !entry.canDecodeFileData()) {
    yield entry.compressedSize;
    return;
  }
  let source: Readable | undefined;
  try {
    source = await zip.openReadStreamPromise(entry);
    for await (const piece of source) yield (piece as Buffer).length;
  } catch {
    // What came until here was counted.
  } finally {
    source?.destroy();
  }
}
