import { createHash } from 'node:crypto';
import type { Line } from '@shared/sync/batch';

/** SHA-256 (hex) of a line as the next commit's `prev` names it. */
export function hashOf(line: Line): string {
  return createHash('sha256').update(line).digest('hex');
}

interface Outline {
  prev?: unknown;
  events?: { sealed?: { key?: unknown } | undefined }[];
}

function outline(line: Line): Outline {
  try {
    return JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')) as Outline;
  } catch {
    // Not our business here: the store refuses what is no commit.
    return {};
  }
}

/** Names of the data keys that these commits speak of. */
export function keyNames(lines: readonly Line[]): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    if (!Buffer.from(line.buffer, line.byteOffset, line.length).includes('"sealed"')) continue;
    for (const event of outline(line).events ?? []) {
      if (typeof event.sealed?.key === 'string') names.add(event.sealed.key);
    }
  }
  return [...names];
}

/** Does each line hold the hash of the one before it? Then a signature over the last speaks for every one of them. */
export function chained(lines: readonly Line[]): boolean {
  return lines.every((line, i) => {
    const before = lines[i - 1];
    return before === undefined || outline(line).prev === hashOf(before);
  });
}
