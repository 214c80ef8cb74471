import { create } from 'zustand';

/** The moves that have a panel. Those with a dot are command types; `urge` is a note of its kind. */
export const moveNames = [
  'case.assign',
  'case.return',
  'case.handle',
  'case.check',
  'case.close',
  'case.note',
  'urge',
  'case.void',
  'case.file',
  'report.link',
  'report.refuse',
] as const;
export type MoveName = (typeof moveNames)[number];

interface OpenMove {
  readonly open: { readonly itemId: string; readonly move: MoveName } | null;
}

/** Which move's panel is open, if any: one at a time. */
export const useOpenMove = create<OpenMove>(() => ({ open: null }));

export function openMove(itemId: string, move: MoveName): void {
  useOpenMove.setState({ open: { itemId, move } });
}

export function closeMove(): void {
  useOpenMove.setState({ open: null });
}

/** The name of a move as the text catalogue has it: `assign` for `case.assign`. */
export function moveKey(move: MoveName): string {
  if (move === 'report.link') return 'merge';
  return move.split('.').at(-1) ?? move;
}

/** The key that opens each move. */
export const moveKeys: Readonly<Record<MoveName, string>> = {
  'case.assign': 'A',
  'case.return': 'R',
  'case.handle': 'H',
  'case.check': 'C',
  'case.close': 'E',
  'case.void': 'X',
  'case.note': 'N',
  urge: 'U',
  'case.file': 'F',
  'report.link': 'M',
  'report.refuse': 'X',
};
