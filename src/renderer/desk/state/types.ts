import type { WireError } from '@shared/contract/errors';
import type { QueueFilter } from '@shared/contract/models';

/** The kinds of rows that can be selected. Ids are stream names, so the kind is in them. */
export type ItemKind = 'report' | 'case';

/** What the middle of the desk shows: the queue beside the work pane, the map of all open points, the rules to be edited, or how sharing stands. */
export type Screen = 'queue' | 'map' | 'settings' | 'sharing';

export type DialogName =
  | 'import'
  | 'picture'
  | 'newReport'
  | 'briefing'
  | 'wall'
  | 'help'
  | 'move'
  | 'bulk'
  | 'unitSheets'
  | 'unitReturn'
  | 'replies'
  | 'courierExport'
  | 'courierImport';

/** What each dialog is opened with; all of it optional but for a move. */
export interface DialogProps {
  /** A dropped sheet, or main's token for one; without it the dialog asks for a file. `refused`: why a wished one cannot be opened. */
  import: { file?: File | string; refused?: WireError; job?: string };
  /** Dropped or pasted pictures. */
  picture: { files?: readonly File[] };
  newReport: Record<string, unknown>;
  briefing: { weekStart?: string };
  wall: Record<string, unknown>;
  help: Record<string, unknown>;
  /** A move on a case or report that needs a form. `move` is a command type such as `case.return`. */
  move: { move: string; itemId: string } & Record<string, unknown>;
  /** Daily sheets of units, out; a filled one, back in; the replies of a day. */
  unitSheets: Record<string, unknown>;
  unitReturn: { file?: File | string };
  replies: Record<string, unknown>;
  /** Courier packages, out; a package or a receipt, in. */
  courierExport: Record<string, unknown>;
  courierImport: { file?: File | string };
  /** A move on everything that is marked, or with `run` the results of the one that ran last. */
  bulk: { move: string } | { run: true };
}

export interface OpenDialog<N extends DialogName = DialogName> {
  readonly name: N;
  readonly props: DialogProps[N];
}

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
