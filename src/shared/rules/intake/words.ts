import type { AppealKind } from '../../domain/common';
import { halfWidth, plainText } from './cells';
import type { ImportProfile, SheetState } from './profile';

/** A title taken apart: the bracketed tags in front (`重办`, `投诉`) and what is left. */
export interface TaggedTitle {
  readonly tags: readonly string[];
  readonly subject: string;
}

/** Take the tags off a title such as `(重办)（投诉）路灯照明`; brackets of both widths and 【】 count. */
export function readTitle(title: string): TaggedTitle {
  const tags: string[] = [];
  let rest = title.trim();
  for (;;) {
    const match = /^[(（【[]\s*([^()（）【】[\]]{1,20}?)\s*[)）】\]]\s*/.exec(rest);
    if (!match) return { tags, subject: rest };
    tags.push(halfWidth(match[1] ?? ''));
    rest = rest.slice(match[0].length);
  }
}

/** The kind of appeal that a word names (诉求类别), or null. `投诉类` counts as `投诉`. */
export function appealKindOf(word: string, profile: ImportProfile): AppealKind | null {
  const plain = plainText(word).replace(/[类件]$/, '');
  for (const [kind, words] of Object.entries(profile.kinds)) {
    if (words.includes(plain)) return kind as AppealKind;
  }
  return null;
}

/** The state that a word of the sheet names (办件状态); null where the profile does not know it. */
export function sheetStateOf(word: string, profile: ImportProfile): SheetState | null {
  const plain = plainText(word);
  for (const [state, words] of Object.entries(profile.states)) {
    if (words?.some((one) => halfWidth(one) === plain)) return state as SheetState;
  }
  return null;
}

/**
 * The call-back notes in brackets behind the words (`(方便联系,要求回复)(匿名)`), one by one and in order. Only groups
 * that contain a known note count: `供水（停水、水压）` is part of the words. An address in brackets is stepped over.
 */
export function callerWishes(content: string, profile: ImportProfile): string[] {
  const groups: string[][] = [];
  let rest = content.trim();
  for (;;) {
    const match = /[(（]([^()（）]{1,200})[)）][\s。,，;；]*$/.exec(rest);
    if (!match) break;
    const body = match[1] ?? '';
    const isAddress = profile.addressLabels.some((label) => body.startsWith(label));
    const parts = body.split(/[,，、;；]/).map((part) => halfWidth(part.trim()));
    const known = parts.some((part) => profile.wishes.some((wish) => part.includes(wish)));
    if (!isAddress && !known) break;
    if (!isAddress) groups.unshift(parts.filter((part) => part !== ''));
    rest = rest.slice(0, match.index);
  }
  return [...new Set(groups.flat())];
}
