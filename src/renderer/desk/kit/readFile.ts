import { CodedError } from '@shared/contract/errors';

const MB = 1_048_576;

/** Bytes of a chosen or dropped file, which are not read at all where there are too many. Errors: `code` {name, file, mb, limit}. */
export async function readBounded(
  file: Pick<File, 'name' | 'size' | 'arrayBuffer'>,
  limitBytes: number,
  code: 'picture.tooLarge' | 'parse.tooLarge',
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, size } = file;
  if (size > limitBytes)
    throw new CodedError(code, {
      name,
      file: name,
      mb: Math.ceil(size / MB),
      limit: Math.round(limitBytes / MB),
    });
  return new Uint8Array(await file.arrayBuffer());
}
