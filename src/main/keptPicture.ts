import { readFile, stat } from 'node:fs/promises';
import { lookAt, MOST_PICTURE_BYTES } from '@shared/rules/picture/look';

/** A kept picture that may be decoded. */
export interface KeptPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mime: string;
}

/**
 * Read a kept picture for somebody who will decode it. A blob may have come from another desk, whose word for it is not enough: it is
 * looked at as one that comes in is. `missing`: no such file; `refused`: too large, or no sound picture.
 */
export async function keptPicture(path: string): Promise<KeptPicture | 'missing' | 'refused'> {
  try {
    const { size } = await stat(path);
    if (size > MOST_PICTURE_BYTES) return 'refused';
    const bytes = new Uint8Array(await readFile(path));
    const look = lookAt(bytes);
    return 'broken' in look ? 'refused' : { bytes, mime: look.mime };
  } catch {
    return 'missing';
  }
}
