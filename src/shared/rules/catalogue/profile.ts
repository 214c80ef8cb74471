import { z } from 'zod';
import { appealKindSchema } from '../../domain/common';
import { timeUnitSchema } from '../limit';

/** What a column of a catalogue sheet can be: 大类, 小类, 立案条件, 结案条件, 处置时限, 责任单位, 备注 and what the CSV files add. */
export const catalogueFields = [
  'seq',
  'kind',
  'groupCode',
  'groupName',
  'code',
  'name',
  'condition',
  'closing',
  'limits',
  'limitUnit',
  'dept',
  'note',
  'origin',
  'appealKinds',
  'mapsTo',
] as const;
export const catalogueFieldSchema = z.enum(catalogueFields);
export type CatalogueField = z.infer<typeof catalogueFieldSchema>;

const words = z.array(z.string().min(1));
/** Group code → words of which the group's name has one. */
const groupSigns = z.record(z.string(), words);

/**
 * How catalogues (事部件分类) are read: column names, the schemes with their words and groups, the letters by which hotline
 * classes point to a scheme (`targets`), the words of limits (`assumed`: the word leaves the unit open, a warning says how
 * it was read). `numbering` holds the signs of the numbers before and since GB/T 30428.2-2013: the old one has 04 =
 * 突发事件 and 05 = 街面秩序, the new one the reverse; `classes` are telling names of classes for sheets without group names.
 */
export const catalogueProfileSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  version: z.number().int().positive(),
  columns: z.partialRecord(catalogueFieldSchema, words.min(1)),
  schemes: z.record(z.string(), z.object({ words, groups: words })),
  targets: z.record(z.string().length(1), z.string()),
  numbering: z.object({
    scheme: z.string(),
    oldScheme: z.string(),
    old: groupSigns,
    new: groupSigns,
    classes: groupSigns,
  }),
  origins: z.record(z.string(), z.enum(['national', 'local'])),
  appealKinds: z.record(appealKindSchema, words),
  limitWords: z.record(z.string(), z.object({ unit: timeUnitSchema, assumed: z.boolean().optional() })),
  notes: words,
});
export type CatalogueProfile = z.infer<typeof catalogueProfileSchema>;
