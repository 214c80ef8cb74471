import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below these folders. */
function filesBelow(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** Where these words lie readable below the folders, as UTF-8 or as the UTF-16 of a browser's own databases. */
export function readableIn(folders: readonly string[], secrets: readonly string[]): string[] {
  const needles = secrets.flatMap((secret) => [
    { secret, bytes: Buffer.from(secret, 'utf8') },
    { secret, bytes: Buffer.from(secret, 'utf16le') },
  ]);
  return filesBelow(folders).flatMap((path) => {
    const content = readFileSync(path);
    return needles.filter(({ bytes }) => content.includes(bytes)).map(({ secret }) => `${path}: ${secret}`);
  });
}
