import { z } from 'zod';
import { appealKindSchema } from '../../domain/common';

/** What a column of a hotline sheet can be. `seq` is the running number of the sheet. */
export const sheetFields = [
  'seq',
  'orderNo',
  'upperNo',
  'sourceChannel',
  'title',
  'content',
  'appealKind',
  'callerName',
  'callerPhone',
  'address',
  'street',
  'community',
  'grid',
  'category',
  'subcategory',
  'category3',
  'category4',
  'unit',
  'coUnit',
  'section',
  'dispatcher',
  'receivedAt',
  'dispatchedAt',
  'signedAt',
  'dueAt',
  'closedAt',
  'status',
  'result',
  'callbackAt',
  'satisfaction',
  'warning',
  'reissueFlag',
  'repeatFlag',
  'extensionFlag',
  'returnFlag',
  'urgeCount',
  'superviseFlag',
] as const;
export const sheetFieldSchema = z.enum(sheetFields);
export type SheetField = z.infer<typeof sheetFieldSchema>;

/** State of an order in the sheet (办件状态). */
export const sheetStateSchema = z.enum(['toSign', 'handling', 'closed', 'returned', 'void', 'unknown']);
export type SheetState = z.infer<typeof sheetStateSchema>;

const words = z.array(z.string().min(1));

/**
 * An import profile (导入模板): how sheets of one source are read. Data, so that a customer's new column name needs no
 * new program. `required` is a list of groups; a header must have one field of each group. `placeWords` and
 * `landmarks` say which words count as a hint of a place; `roads` give the exact names for road and number.
 */
export const importProfileSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  version: z.number().int().positive(),
  channel: z.string().min(1),
  required: z.array(z.array(sheetFieldSchema).min(1)).min(1),
  columns: z.partialRecord(sheetFieldSchema, words.min(1)),
  states: z.partialRecord(sheetStateSchema, words),
  kinds: z.record(appealKindSchema, words),
  wishes: words,
  totals: words,
  notes: words,
  addressLabels: words,
  roads: words,
  placeWords: words,
  landmarks: words,
});
export type ImportProfile = z.infer<typeof importProfileSchema>;
