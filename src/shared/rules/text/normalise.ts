/**
 * A text in the one form in which it is looked through: signs of full width and of other shapes as their plain twins (NFKC),
 * what cannot be seen left out, every digit of every script as `0`–`9`, every kind of space and line end as one space sign,
 * dashes as `-`, middle dots as `.`. The signs are as many as they are: runs are not joined.
 */
export interface NormalisedText {
  readonly text: string;
  /** Where in the original the signs `from` to `to` (exclusive) of `text` stand. What was left out between them belongs to it. */
  span(from: number, to: number): { readonly start: number; readonly end: number };
}

/** How digits are read: `plain` takes the numerals of Chinese (一三八, 壹, 幺) as words, `spelled` as digits. */
export type DigitReading = 'plain' | 'spelled';

/** Nothing in it would be changed: by far the most texts. */
const PLAIN = /^[\x20-\x7e\u3001\u3002\u300a-\u3011\u4e00-\u9fa5“”]*$/;
/** A numeral of Chinese that is read as a digit, as a piece of a pattern. */
export const CHINESE_DIGIT = '[〇○零一壹幺弌二贰三叁四肆五伍六陆七柒八捌九玖]';
const CHINESE = new RegExp(CHINESE_DIGIT);
/** Controls but white space, formats, variation selectors, fillers, the frame of keycaps. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]|\u20e3|(?!\s)\p{Cc}/u;
const SPACE = /[\s\p{Z}\u2800]/u;
const DASH = /[\p{Pd}\u2212\u02d7\u2043]/u;
const DOT = /[·•‧∙⋅・‥…]/u;
const DIGIT = /\p{Nd}/u;

const numerals: ReadonlyMap<string, string> = new Map(
  ['〇○零', '一壹幺弌', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap(
    (signs, value) => [...signs].map((sign) => [sign, String(value)] as const),
  ),
);

/** The value of a digit of whatever script: its block begins with the zero. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  // Mathematical digits come in several rows without a gap between them.
  return code >= 0x1d7ce && code <= 0x1d7ff ? String((code - 0x1d7ce) % 10) : String(code - zero);
}

/** Signs that were seen before, as they read: texts are long, and their signs few. */
const known: Record<DigitReading, Map<string, string>> = { plain: new Map(), spelled: new Map() };

function signsOf(sign: string, digits: DigitReading): string {
  const seen = known[digits].get(sign);
  if (seen !== undefined) return seen;
  const signs = read(sign, digits);
  known[digits].set(sign, signs);
  return signs;
}

function read(sign: string, digits: DigitReading): string {
  if (INVISIBLE.test(sign)) return '';
  if (SPACE.test(sign)) return ' ';
  if (DASH.test(sign)) return '-';
  if (DOT.test(sign)) return '.';
  if (digits === 'spelled') {
    const value = numerals.get(sign);
    if (value !== undefined) return value;
  }
  if (DIGIT.test(sign)) return digitOf(sign);
  const folded = sign.normalize('NFKC');
  return folded === sign ? sign : [...folded].map((one) => signsOf(one, digits)).join('');
}

/** Normalise a text. Offsets are UTF-16 units, as in every string here. */
export function normaliseText(text: string, digits: DigitReading = 'plain'): NormalisedText {
  if (PLAIN.test(text) && (digits === 'plain' || !CHINESE.test(text)))
    return { text, span: (start, end) => ({ start, end }) };
  let out = '';
  // For every unit of `out`: where its sign begins, and where it ends, in the original.
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const sign of text) {
    const signs = signsOf(sign, digits);
    for (let k = 0; k < signs.length; k += 1) {
      starts.push(at);
      ends.push(at + sign.length);
    }
    out += signs;
    at += sign.length;
  }
  return {
    text: out,
    span: (from, to) => {
      const start = starts[from] ?? text.length;
      return { start, end: to > from ? (ends[to - 1] ?? text.length) : start };
    },
  };
}
