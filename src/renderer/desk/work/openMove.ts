import type { ItemState } from '@shared/contract/models';
import { create } from 'zustand';

/** The moves on a case that have a panel; undoing has none, the store makes `case.reckon`. */
export const caseMoveNames = [
  'case.assign',
  'case.accept',
  'case.return',
  'case.handle',
  'case.confirm',
  'case.check',
  'case.close',
  'case.urge',
  'case.askExtension',
  'case.askHold',
  'case.answer',
  'case.resume',
  'case.answerSupervision',
  'case.reopen',
  'case.note',
  'case.supervise',
  'case.addPart',
  'case.describe',
  'case.merge',
  'case.unmerge',
  'case.forceClose',
  'case.void',
  'case.follow',
] as const;

/** A case of any state can have a follow-up (后续案卷): the desk makes it of two commands. A merged one's is the other case's. */
export function mayFollow(state: ItemState): boolean {
  return state !== 'merged';
}

/** The moves on a report; filing is one of them, by the name of its command. */
export const reportMoveNames = [
  'case.file',
  'report.link',
  'report.sendVerify',
  'report.verify',
  'report.refuse',
  'report.reply',
  'report.callBack',
  'report.describe',
  'report.unlink',
] as const;

/** Every move that has a panel, by the type of its command. */
export const moveNames = [...caseMoveNames, ...reportMoveNames] as const;
export type MoveName = (typeof moveNames)[number];
export type ReportMoveName = (typeof reportMoveNames)[number];

/** Moves that are seldom made: they stand behind “more”, their keys work at any time. */
export const rareMoves: ReadonlySet<MoveName> = new Set([
  'case.supervise',
  'case.addPart',
  'case.describe',
  'case.merge',
  'case.unmerge',
  'case.forceClose',
  'case.void',
  'case.follow',
  'report.describe',
  'report.unlink',
]);

interface OpenMove {
  readonly open: {
    readonly itemId: string;
    readonly move: MoveName;
    /** What it is about beside the item: a report of the case, a unit, another case, a kind of note. */
    readonly about?: string | undefined;
  } | null;
}

/** Which move's panel is open, if any: one at a time. */
export const useOpenMove = create<OpenMove>(() => ({ open: null }));

export function openMove(itemId: string, move: MoveName, about?: string): void {
  useOpenMove.setState({ open: { itemId, move, about } });
}

export function closeMove(): void {
  useOpenMove.setState({ open: null });
}

/** The name of a move as the text catalogue has it: `assign` for `case.assign`. */
export function moveKey(move: MoveName): string {
  if (move === 'report.describe') return 'correctReport';
  return move.split('.').at(-1) ?? move;
}
