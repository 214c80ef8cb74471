import type { FileKind } from '@shared/contract/contract';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { importProfileSchema } from '@shared/rules/intake/profile';
import { readCatalogue } from './sheets/readCatalogue';
import { readHotlineSheet } from './sheets/readHotlineSheet';
import { readUnitSheet } from './sheets/readUnitSheet';

/** Reads a file of one kind. `profile`: what stands in the kind's import profile, unchecked; undefined where it has none. */
type Reader = (content: Uint8Array, file: string, profile: unknown) => object | Promise<object>;

/** What reads each kind of file that the contract names. */
export const readers: { readonly [K in FileKind]: Reader } = {
  sheet: (content, file, profile) => readHotlineSheet(content, file, importProfileSchema.parse(profile)),
  catalogue: (content, file, profile) => readCatalogue(content, file, catalogueProfileSchema.parse(profile)),
  unitSheet: (content, file) => readUnitSheet(content, file),
};
