import type { QueueFilter } from '@shared/contract/models';

/** The kinds of rows that can be selected. Ids are stream names, so the kind is in them. */
export type ItemKind = 'report' | 'case';

export type { DialogName, DialogProps, OpenDialog, PlainDialog, Screen } from '../rooms';

/** A filter as the queue asks for it, without paging. */
export type DeskFilter = QueueFilter;

/** A view that somebody put together and named (自定义视图). Kept at this desk. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly filter: DeskFilter;
}
export type QueueSort = QueueFilter['sort'];

/** The kind of an item by its id (`report:…`, `case:…`). */
export function kindOf(id: string): ItemKind {
  return id.startsWith('report:') ? 'report' : 'case';
}
