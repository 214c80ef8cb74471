import type { KeysOnScreen } from '../room';
import type { MoveName } from './openMove';

/**
 * The key that opens each move. J and K move through the queue. Two moves share a key only where no item allows both at
 * a time.
 */
export const moveKeys: Readonly<Record<MoveName, string>> = {
  'case.assign': 'A',
  'case.accept': 'Y',
  'case.return': 'R',
  'case.handle': 'H',
  'case.confirm': 'O',
  'case.check': 'C',
  'case.close': 'E',
  'case.urge': 'U',
  'case.askExtension': 'T',
  'case.askHold': 'L',
  'case.answer': 'P',
  'case.resume': 'L',
  'case.answerSupervision': 'D',
  'case.reopen': 'R',
  'case.note': 'N',
  'case.supervise': 'S',
  'case.addPart': 'B',
  'case.describe': 'I',
  'case.merge': 'M',
  'case.unmerge': 'M',
  'case.forceClose': 'F',
  'case.void': 'X',
  'case.follow': 'Shift+N',
  'case.file': 'F',
  'report.link': 'M',
  'report.sendVerify': 'V',
  'report.verify': 'V',
  'report.refuse': 'X',
  'report.reply': 'W',
  'report.callBack': 'Q',
  'report.describe': 'Z',
  'report.unlink': 'V',
};

/** Opens the move that is proposed. */
export const FIRST_KEY = 'Enter';
/** Shows the moves that are seldom made. */
export const MORE_KEY = 'G';
/** Takes the last action back. */
export const UNDO_KEY = 'Ctrl+Z';

/** While an item is looked at. Which moves share a key, and that no item allows both, `texts.test.ts` tells. */
export const keys = {
  item: {
    moves: [...new Set(Object.values(moveKeys))],
    first: [FIRST_KEY],
    more: [MORE_KEY],
    undo: [UNDO_KEY],
  },
} as const satisfies KeysOnScreen;
