import type { FileKind, FilePreview, FileSaid } from '@shared/contract/contract';
import type { IncomingCatalogue } from '../jobs/catalogue';
import type { IncomingSheet } from '../jobs/imports';
import { type IncomingUnitSheet, previewUnitSheet } from '../jobs/unitSheet';
import type { ActionContext } from './actions/context';

type PreviewContext = Pick<ActionContext, 'store' | 'jobs'>;
type Preview<K extends FileKind, File> = (
  file: File,
  said: FileSaid<K>,
  context: PreviewContext,
) => FilePreview<K>;

/** What each kind of file holds as the parse process hands it over. */
interface Files {
  readonly sheet: IncomingSheet;
  readonly catalogue: IncomingCatalogue;
  readonly unitSheet: IncomingUnitSheet;
}

/** What the store makes of each kind of file that was read, for the operator to look at; nothing is written. */
export const previews: { readonly [K in FileKind]: Preview<K, Files[K]> } = {
  sheet: (sheet, _said, { jobs }) => jobs.imports.preview(sheet),
  catalogue: (catalogue, _said, { jobs }) => jobs.catalogues.preview(catalogue),
  unitSheet: (sheet, { unit }, { store }) => previewUnitSheet(sheet, store.context(), unit),
};
