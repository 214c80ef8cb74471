import { z } from 'zod';

/** Reads a text file of the `resources` folder by its path inside it, such as `registry/units.json`. Throws where there is none. */
export type ReadResource = (path: string) => string;

/**
 * A JSON resource checked by its schema.
 * @throws Error naming the file, the place inside it and what is expected there.
 */
export function readJson<T extends z.ZodType>(read: ReadResource, path: string, schema: T): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(read(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`resources/${path} cannot be read as JSON: ${why}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new Error(`resources/${path} is not as expected:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
