import { z } from 'zod';
import { classRowSchema } from '../rules/tables';
import { defineContract, nothing } from './capability';
import { ackSchema } from './commands';
import { pathTokenSchema } from './files';

/** Something found in a catalogue file: `code` is a text under `catalogue:finding.`; `row` as a spreadsheet counts, 0 for the whole sheet. */
export const catalogueFindingSchema = z.object({
  level: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  sheet: z.string(),
  row: z.number().int(),
  column: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What an import would change in one scheme, each changed row field by field. */
export const schemeDiffSchema = z.object({
  scheme: z.string(),
  added: z.array(z.object({ key: z.string(), row: classRowSchema })),
  removed: z.array(z.object({ key: z.string(), row: classRowSchema })),
  changed: z.array(
    z.object({
      key: z.string(),
      before: classRowSchema,
      after: classRowSchema,
      fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
  unchanged: z.number().int(),
});

/**
 * A catalogue file before it takes effect. Only the schemes in `diff` are replaced, others stay. `blocked`: an error keeps
 * it from taking effect. `version` is the one that the table would have.
 */
export const cataloguePreviewSchema = z.object({
  token: z.string(),
  file: z.string(),
  version: z.string(),
  sheets: z.array(
    z.object({
      name: z.string(),
      shape: z.enum(['list', 'hotline', 'template']),
      headerRow: z.number().int(),
      classes: z.number().int(),
    }),
  ),
  diff: z.array(schemeDiffSchema),
  findings: z.array(catalogueFindingSchema),
  blocked: z.boolean(),
});
export type CataloguePreview = z.infer<typeof cataloguePreviewSchema>;

/** Catalogues of classes that come as files (立案目录). */
export const catalogueContract = defineContract({
  actions: {
    /** A previewed catalogue takes effect. Errors: `rules.role`, `catalogue.tokenGone`, `catalogue.blocked`, `catalogue.stale`. */
    'catalogue.take': { input: z.object({ token: z.string() }), output: ackSchema, deed: 'rules.set' },
  },
  shell: {
    /** Parse a catalogue of classes and compare it with the table; the same way as a sheet. It takes effect by `catalogue.take`. */
    'catalogue.open': {
      input: z.object({ file: pathTokenSchema.optional() }),
      output: cataloguePreviewSchema.nullable(),
      deed: 'desk.work',
    },
  },
  files: { catalogue: { profile: 'catalogue', said: nothing, preview: cataloguePreviewSchema } },
});
