import { z } from 'zod';
import { defineContract, nothing } from './capability';
import type { WireError } from './errors';

/** A file or folder as a page knows it: main's word for what a person chose or dropped, or what was written for him. */
export const pathTokenSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** A file that was written: where it lies, for the eye only, and the token that `file.show` takes. */
export const writtenFileSchema = z.object({ name: z.string(), token: pathTokenSchema });
export type WrittenFile = z.infer<typeof writtenFileSchema>;

/** A file that a person dropped on the desk. */
export type DroppedFile = WrittenFile;

/** A wish from outside (second start, command line): import this file, show this item; or why the file cannot be opened. */
export type DeskWish =
  | { readonly kind: 'import'; readonly file: string }
  | { readonly kind: 'item'; readonly id: string }
  | { readonly kind: 'refused'; readonly error: WireError };

/** Files of every kind (文件): where a written one lies, and stopping what reads. */
export const filesContract = defineContract({
  shell: {
    /** Show a written file in its folder. */
    'file.show': { input: z.object({ token: pathTokenSchema }), output: nothing, deed: null },
    /** Stop reading sheets, catalogues and unit sheets: their calls end with `parse.cancelled`, and nothing of them is kept. */
    'parse.cancel': { input: nothing, output: nothing, deed: null },
  },
});
