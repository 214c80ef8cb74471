import type { FileKind, FilePreview, FileSaid } from '@shared/contract/contract';
import type { IncomingCatalogue } from '../jobs/catalogue';
import type { IncomingSheet } from '../jobs/imports';
import { type IncomingUnitSheet, previewUnitSheet } from '../jobs/unitSheet';
import type { ActionContext } from './actions/context';

type PreviewContext = Pick<ActionContext, 'store' | 'jobs'>;
/** `file`: what the parse process hands over for this kind. */
type Preview<K extends FileKind> = (
  file: never,
  said: FileSaid<K>,
  context: PreviewContext,
) => FilePreview<K>;

/** What the store makes of each kind of file that was read, for the operator to look at; nothing is written. */
export const previews: { readonly [K in FileKind]: Preview<K> } = {
  sheet: (sheet: IncomingSheet, _said, { jobs }) => jobs.imports.preview(sheet),
  catalogue: (catalogue: IncomingCatalogue, _said, { jobs }) => jobs.catalogues.preview(catalogue),
  unitSheet: (sheet: IncomingUnitSheet, { unit }, { store }) =>
    previewUnitSheet(sheet, store.context(), unit),
};
