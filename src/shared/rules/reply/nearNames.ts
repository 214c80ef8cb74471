import type { TextRange } from './finding';

/** A slip of the pen: one character other, missing or too many, or two neighbours changed; offsets in the right word. */
export interface OneEdit {
  readonly kind: 'other' | 'missing' | 'extra' | 'swapped';
  readonly at: number;
}

/**
 * The one edit that makes `wrong` of `right`, or null where they are equal or further apart (Damerau, distance 1). Linear.
 */
export function oneEdit(right: string, wrong: string): OneEdit | null {
  if (Math.abs(right.length - wrong.length) > 1 || right === wrong) return null;
  let at = 0;
  while (at < right.length && right[at] === wrong[at]) at++;
  const same = (a: number, b: number) => right.slice(a) === wrong.slice(b);
  if (right.length > wrong.length) return same(at + 1, at) ? { kind: 'missing', at } : null;
  if (right.length < wrong.length) return same(at, at + 1) ? { kind: 'extra', at } : null;
  if (same(at + 1, at + 1)) return { kind: 'other', at };
  const swapped = right[at] === wrong[at + 1] && right[at + 1] === wrong[at] && same(at + 2, at + 2);
  return swapped ? { kind: 'swapped', at } : null;
}

/** A word that is nearly a known name. `sure`: it looks or sounds alike, so that it is hardly another name. */
export interface NearName extends TextRange {
  readonly found: string;
  readonly name: string;
  readonly sure: boolean;
}

/** Characters that are taken for each other by look or sound in the names of this trade; more come with `confusable`. */
const ALIKE = [
  '冼洗沈',
  '潭谭坛',
  '猎列腊',
  '箕其萁基',
  '骏俊峻',
  '穗惠岁',
  '埔浦甫',
  '盈赢营',
  '跑泡炮',
  '园圆源',
  '苑院',
  '座坐',
  '成城诚',
  '华花',
  '讯迅汛',
  '就旧',
  '政正',
  '珠朱株',
  '汇江',
  '综宗',
  '队对',
  '护户沪',
  '环坏',
];
const ALIKE_OF = new Map<string, string>();
for (const group of ALIKE) for (const ch of group) ALIKE_OF.set(ch, (ALIKE_OF.get(ch) ?? '') + group);

/** Whether two characters are taken for each other by the small table of this trade (冼 and 洗). */
export function looksAlike(a: string, b: string): boolean {
  return ALIKE_OF.get(a)?.includes(b) ?? false;
}

/** Endings that many names share: what stands before them is what tells a name from another. */
const ENDING =
  /(?:社区居委会|居委会|社区|物业公司|物业|养护公司|公司|大道[东西南北中]?|快速干线|直街|横路|[路街巷]|小学|中学|学校|幼儿园|大厦|中心|广场|花园|小区|派出所|街道)$/;
/** Words that stand before or inside a phrase and make no name of it. */
const NOT_IN_NAME =
  /[的了在于到从至与和及或是由经向对将已被本该此各这那其每某您你我他们，。、；：！？（）“”《》\s\d]/;

interface Spot {
  readonly text: string;
  readonly from: number;
  readonly word: string;
}

type Judge = (name: string, stem: number, spot: Spot, edit: OneEdit) => 'sure' | 'maybe' | null;

/** A wrong ending counts where it is inside a long name, or where one kind of road stands for another. */
function judgeEnding(name: string, stem: number, { text, from, word }: Spot, at: number): 'sure' | null {
  if (name.length >= 5 && at < name.length - 1) return 'sure';
  const road = /[路街巷]/.test(name[at] ?? '') && /[路街巷]/.test(word[at] ?? '');
  // 冼村街道 is no slip of 冼村路.
  return road && stem >= 2 && text[from + word.length] !== '道' ? 'sure' : null;
}

/** Another character that neither looks nor sounds alike: the shorter the name, the less it says. */
function judgeStem(name: string, stem: number, { text, from }: Spot, at: number): 'sure' | 'maybe' | null {
  if (stem >= 4) return 'sure';
  // 环卫阿姨 is no slip of 环卫站: of three characters only the middle one.
  if (stem === 3) return name.length > 3 || at === 1 ? 'maybe' : null;
  // 华东路 beside 华成路: a road of another name or a slip; only where the word begins here.
  const begins = from === 0 || NOT_IN_NAME.test(text[from - 1] ?? '');
  return stem === 2 && name.length >= 3 && at === 1 && begins ? 'maybe' : null;
}

/** A name of two characters is only recognised by a look-alike: nearly every 某村 is one edit away from 冼村. */
function judgeOther(confusable: (a: string, b: string) => boolean): Judge {
  return (name, stem, spot, { at }) => {
    const [right = '', wrong = ''] = [name[at], spot.word[at]];
    const alike = confusable(right, wrong);
    if (name.length > 2 && alike) return 'sure';
    if (NOT_IN_NAME.test(wrong)) return null;
    if (at >= stem) return judgeEnding(name, stem, spot, at);
    return alike ? 'sure' : judgeStem(name, stem, spot, at);
  };
}

function judgeLength(
  name: string,
  stem: number,
  { word }: Spot,
  { kind, at }: OneEdit,
): 'sure' | 'maybe' | null {
  // At the edges it is a part of the name, or the name with a word beside it.
  const edge = kind === 'missing' ? at === 0 || at >= name.length - 1 : at === 0 || at >= name.length;
  if (edge || name.length < 4 || stem < 3) return null;
  if (kind === 'extra' && NOT_IN_NAME.test(word[at] ?? '')) return null;
  return name.length >= 5 ? 'sure' : 'maybe';
}

function judgeSwapped(name: string, stem: number, _spot: Spot, { at }: OneEdit): 'sure' | 'maybe' | null {
  return name.length >= 3 && at + 1 < stem ? 'sure' : null;
}

/** Where the exact names stand. */
function exactSpots(text: string, names: readonly string[]): TextRange[] {
  const spots: TextRange[] = [];
  for (const name of names) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      spots.push({ from: at, to: at + name.length });
    }
  }
  return spots;
}

/** Whether what differs stands in a name that is right: 华成路 is no slip of 华强路. */
function isCovered({ from, to }: TextRange, { kind, at }: OneEdit, exact: readonly TextRange[]): boolean {
  const first = kind === 'missing' ? from + at - 1 : from + at;
  const last = kind === 'missing' || kind === 'swapped' ? first + 1 : first;
  return exact.some(
    (spot) =>
      (spot.from <= first && first < spot.to) ||
      (spot.from <= last && last < spot.to) ||
      (spot.from <= from && to <= spot.to),
  );
}

function better(a: NearName, b: NearName): number {
  return Number(b.sure) - Number(a.sure) || b.name.length - a.name.length || a.from - b.from;
}

/**
 * Words of a text that are nearly but not exactly one of the known names: units, roads, estates, communities (洗村 for
 * 冼村). Each place is reported once, with the longest and surest name. `confusable` may bring more look-alikes and
 * sound-alikes than {@link looksAlike} (pinyin, say).
 */
export function nearNames(
  text: string,
  names: Iterable<string>,
  confusable: (a: string, b: string) => boolean = looksAlike,
): NearName[] {
  const known = [...new Set(names)].filter((name) => name.length >= 2);
  const exact = exactSpots(text, known);
  const judges: Record<OneEdit['kind'], Judge> = {
    other: judgeOther((a, b) => looksAlike(a, b) || confusable(a, b)),
    missing: judgeLength,
    extra: judgeLength,
    swapped: judgeSwapped,
  };
  const found: NearName[] = [];
  for (const name of known) {
    const stem = name.length - (ENDING.exec(name)?.[0].length ?? 0) || name.length;
    for (const length of name.length < 4 ? [name.length] : [name.length, name.length - 1, name.length + 1]) {
      for (let from = 0; from + length <= text.length; from++) {
        // One edit inside leaves the first or the last character as it is.
        if (text[from] !== name[0] && text[from + length - 1] !== name[name.length - 1]) continue;
        const word = text.slice(from, from + length);
        const edit = oneEdit(name, word);
        const judged = edit && judges[edit.kind](name, stem, { text, from, word }, edit);
        const spot = { from, to: from + length };
        if (!judged || isCovered(spot, edit, exact)) continue;
        found.push({ ...spot, found: word, name, sure: judged === 'sure' });
      }
    }
  }
  const kept: NearName[] = [];
  for (const one of found.sort(better)) {
    if (!kept.some((other) => other.from < one.to && one.from < other.to)) kept.push(one);
  }
  return kept.sort((a, b) => a.from - b.from);
}
