/**
 * What no text that is kept may hold: NUL, ESC and the other controls but tab and line end, signs that turn the direction of
 * what follows (a name that reads backwards passes for another), halves of surrogate pairs, and what is no character at all.
 * XML 1.0 and PostgreSQL cannot hold the half of it.
 */
const UNSTORABLE =
  /[\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?![\t\n])\p{Cc}/u;
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');
/** Line ends of every system, and the soft ones of word processors. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** A text without what nothing downstream can hold or show truly; line ends as `\n`. The words themselves are not changed. */
export function storableText(text: string): string {
  if (!UNSTORABLE.test(text) && !/[\u2028\u2029]/.test(text)) return text;
  return text.replace(LINE_ENDS, '\n').replace(EVERY_UNSTORABLE, '');
}

/** The same for every text in a value; what holds none of it comes back as it is. Plain objects and lists only are looked into. */
export function storable<T>(value: T): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return kept(value, value.map(walk));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value);
  const cleaned = entries.map(([, one]) => walk(one));
  return entries.every(([, one], k) => one === cleaned[k])
    ? value
    : Object.fromEntries(entries.map(([name], k) => [name, cleaned[k]]));
}

function kept(list: readonly unknown[], cleaned: readonly unknown[]): readonly unknown[] {
  return list.every((one, k) => one === cleaned[k]) ? list : cleaned;
}
