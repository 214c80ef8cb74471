import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { BOX_LENGTH, ERASED, remainsOf } from './keyLine';

/** Leftovers of writing the key files whole: begun by a process that was killed. */
const LEFTOVER = /^data-keys.*\.tmp$/;

/**
 * Overwrite erased keys wherever else a key file may lie in the folder: what was set aside, and what a killed write left behind.
 * `boxes`: the wrapped keys as they were, where they are known; `names`: whose lines are overwritten whatever is in them.
 */
export function scrubAside(
  dataDir: string,
  names: ReadonlySet<string>,
  boxes: ReadonlySet<string> = new Set(),
): void {
  if (names.size === 0) return;
  for (const path of setAsideFiles(dataDir)) scrubFile(path, names, boxes);
}

/** Key files, and cut pieces of such, that lie outside their place. */
function setAsideFiles(dataDir: string): string[] {
  const keys = join(dataDir, 'keys');
  const aside = join(dataDir, 'aside');
  return [
    ...namesIn(keys, false).filter((path) => LEFTOVER.test(basename(path))),
    ...namesIn(aside, true).filter((path) => basename(path).startsWith('data-keys')),
  ];
}

function namesIn(folder: string, recursive: boolean): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function scrubFile(path: string, names: ReadonlySet<string>, boxes: ReadonlySet<string>): void {
  const bytes = readFileSync(path);
  const places = placesOf(bytes, names, boxes);
  if (places.length === 0) return;
  const fd = openSync(path, 'r+');
  try {
    for (const at of places) writeSync(fd, ERASED, at);
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Offsets of boxes to be overwritten: those known, and those that stand in a line of an erased name. */
function placesOf(bytes: Buffer, names: ReadonlySet<string>, boxes: ReadonlySet<string>): number[] {
  const text = bytes.toString('latin1');
  const places: number[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = bytes.subarray(at, end);
    const { name } = remainsOf(line);
    if (name !== undefined && names.has(name)) places.push(...runsIn(text.slice(at, end), at));
    at = end + 1;
  }
  for (const box of boxes)
    for (let at = text.indexOf(box); at >= 0; at = text.indexOf(box, at + BOX_LENGTH)) places.push(at);
  return places;
}

/** Where boxes may stand in a line, also one that was damaged. */
function runsIn(line: string, from: number): number[] {
  return [...line.matchAll(/[A-Za-z0-9+/]{80,}/g)].flatMap(({ index, 0: run }) => [
    from + index,
    from + index + run.length - BOX_LENGTH,
  ]);
}

/** Delete what killed writes of the key files left behind: it was never in use. */
export function dropLeftovers(dataDir: string): void {
  for (const path of namesIn(join(dataDir, 'keys'), false))
    if (LEFTOVER.test(basename(path))) rmSync(path, { force: true });
}
