import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The newest snapshot of a folder: its name carries the position. */
export function latestSnapshot(cache: string): string {
  const position = (name: string): number => Number(/-(\d{10})(?:-|\.)/.exec(name)?.[1] ?? -1);
  const newest = readdirSync(cache)
    .filter((name) => name.endsWith('.sqlite'))
    .sort((a, b) => position(b) - position(a))[0];
  if (!newest) throw new Error('the folder has no snapshot');
  return join(cache, newest);
}
