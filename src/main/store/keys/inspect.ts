import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boxOpens, ERASED, wrapIdOf } from './keyLine';
import {
  behindOf,
  halfErased,
  KEY_COPY,
  KEY_FILE,
  type KeyFinding,
  type KeyScan,
  namesOf,
  scanKeys,
} from './keyScan';

export { KEY_COPY, KEY_FILE, type KeyFault, type KeyFinding } from './keyScan';

/** The key file and its copy as they lie: counts, and everything that is wrong with its place. Nothing is changed. */
export interface KeyInspection {
  /** Findings in the key file. */
  readonly findings: readonly KeyFinding[];
  /** Findings in the copy: they endanger nothing while the key file is whole, since the copy is then made anew. */
  readonly copyFindings: readonly KeyFinding[];
  /** Names with a key that is not erased, in the key file. */
  readonly names: ReadonlySet<string>;
  /** Names whose key was overwritten, in the key file. */
  readonly erased: ReadonlySet<string>;
  readonly lines: number;
  readonly bytes: number;
  readonly copyLines: number;
}

/** What is known when a key file is looked at. */
export interface InspectWith {
  /** The centre's key: with it every wrapped key is proved to open. Without it only shapes and checksums are. */
  readonly centreKey?: Uint8Array | undefined;
  /** Names that the journal says are erased: a line that was half overwritten then is no damage, and a key no loss. */
  readonly erased?: Iterable<string> | undefined;
}

/** Path of one of the key files in a data folder. */
export function keyPath(dataDir: string, file: string): string {
  return join(dataDir, ...file.split('/'));
}

/** The bytes of a key file; undefined where it is not there. */
export function readKeyBytes(dataDir: string, file: string): Buffer | undefined {
  const path = keyPath(dataDir, file);
  return existsSync(path) ? readFileSync(path) : undefined;
}

/** Look at the key file and its copy in a data folder. */
export function inspectKeys(dataDir: string, known: InspectWith = {}): KeyInspection {
  const main = readKeyBytes(dataDir, KEY_FILE);
  const copy = readKeyBytes(dataDir, KEY_COPY);
  const erasedNames = new Set(known.erased ?? []);
  const scan = scanKeys(main ?? Buffer.alloc(0));
  const copyScan = scanKeys(copy ?? Buffer.alloc(0));
  const findings = main
    ? findingsOf(KEY_FILE, scan, known.centreKey, erasedNames)
    : [finding(KEY_FILE, 'missing', { line: 0, offset: 0 })];
  const copyFindings = copy ? findingsOf(KEY_COPY, copyScan, known.centreKey, erasedNames) : [];
  const behind = main ? behindOf(scan, copyScan, erasedNames) : undefined;
  const { names, erased } = namesOf(scan);
  return {
    findings: behind ? [...findings, behind] : findings,
    copyFindings,
    names,
    erased,
    lines: scan.lines.length,
    bytes: main?.length ?? 0,
    copyLines: copyScan.lines.length,
  };
}

function finding(
  file: string,
  kind: KeyFinding['kind'],
  { line, offset }: { readonly line: number; readonly offset: number },
  name?: string,
): KeyFinding {
  return { file, line, offset, kind, ...(name === undefined ? {} : { name }) };
}

/** Everything that is wrong in one scanned file. */
function findingsOf(
  file: string,
  scan: KeyScan,
  centreKey: Uint8Array | undefined,
  erasedNames: ReadonlySet<string>,
): KeyFinding[] {
  const wrap = centreKey && wrapIdOf(centreKey);
  const found = scan.lines.flatMap((scanned) => {
    const { read } = scanned;
    if (read && (read.box === ERASED || erasedNames.has(read.name))) return [];
    if (!read) return halfErased(scanned.bytes, erasedNames) ? [] : [finding(file, 'line', scanned)];
    if (wrap && read.wrap !== undefined && read.wrap !== wrap)
      return [finding(file, 'otherKey', scanned, read.name)];
    if (!centreKey || boxOpens(centreKey, read.box, read.name)) return [];
    return [finding(file, 'seal', scanned, read.name)];
  });
  const end = { line: scan.lines.length + 1, offset: scan.end };
  return scan.torn > 0 ? [...found, finding(file, 'torn', end)] : found;
}
