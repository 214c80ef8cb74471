import { halfWidth } from './cells';

/** A number in free text that belongs to a person. `start` and `end` are offsets in the text as given. */
export interface PersonalNumber {
  readonly kind: 'mobile' | 'landline' | 'idCard';
  readonly start: number;
  readonly end: number;
  /** Bare digits (and X), half-width, without country code. */
  readonly digits: string;
  /** Identity cards only: whether the check digit is right. A wrong one is masked all the same. */
  readonly checked?: boolean;
}

const D = '[0-9０-９]';
/** What people write between the digits of a number: spaces and hyphens of every width, a dot in the middle; no line end. */
const S = '[ \\t\\u00a0\\u3000\\-－‐‑‒–—−·]{0,3}';
const digit = (from: string) =>
  `[${[...from].map((ch) => ch + String.fromCharCode(ch.charCodeAt(0) + 0xfee0)).join('')}]`;
const times = (one: string, count: number) => Array.from({ length: count }, () => one).join(S);

const ID_CARD = new RegExp(
  `(?<!${D})${digit('123456789')}${S}${times(D, 16)}${S}[0-9０-９xXｘＸ](?!${D})`,
  'y',
);
const MOBILE = new RegExp(
  `(?<!${D})(?:[+＋]?${S}(?:[0０]${S}[0０]${S})?[8８]${S}[6６]${S})?(${digit('1')}${S}${digit('3456789')}${S}${times(D, 9)})(?!${D})`,
  'y',
);
/** Area codes: 010, 02x, or three digits after the 0; then seven or eight digits. */
const LANDLINE = new RegExp(
  `(?<!${D})[(（]?(${digit('0')}${S}(?:${digit('12')}${S}${D}|${digit('3456789')}${S}${D}${S}${D}))[)）]?${S}(${digit('23456789')}${S}${times(D, 6)}(?:${S}${D})?)(?!${D})`,
  'y',
);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Whether 18 characters are a resident identity number with the right check digit (GB 11643). */
export function isIdCard(digits: string): boolean {
  if (!/^\d{17}[\dX]$/.test(digits)) return false;
  const sum = WEIGHTS.reduce((total, weight, k) => total + weight * Number(digits[k]), 0);
  return CHECK_DIGITS[sum % 11] === digits[17];
}

function bare(text: string): string {
  return halfWidth(text)
    .toUpperCase()
    .replace(/[^\dX]/g, '');
}

function looksBorn(digits: string): boolean {
  const [year, month, day] = [digits.slice(6, 10), digits.slice(10, 12), digits.slice(12, 14)].map(Number);
  return (
    year !== undefined &&
    year >= 1900 &&
    year < 2100 &&
    month !== undefined &&
    month >= 1 &&
    month <= 12 &&
    day !== undefined &&
    day >= 1 &&
    day <= 31
  );
}

/** The number that begins exactly at `start`, or null. */
function numberAt(text: string, start: number): PersonalNumber | null {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = start;
    return pattern.exec(text);
  };
  const card = match(ID_CARD);
  if (card) {
    const digits = bare(card[0]);
    const checked = isIdCard(digits);
    if (checked || looksBorn(digits))
      return { kind: 'idCard', start, end: start + card[0].length, digits, checked };
  }
  const mobile = match(MOBILE);
  if (mobile) return { kind: 'mobile', start, end: start + mobile[0].length, digits: bare(mobile[1] ?? '') };
  const line = match(LANDLINE);
  if (!line) return null;
  return {
    kind: 'landline',
    start,
    end: start + line[0].length,
    digits: bare((line[1] ?? '') + (line[2] ?? '')),
  };
}

/**
 * Mobile numbers, landlines with area code and identity numbers in free text, also written with spaces, hyphens or
 * full-width digits; in order, without overlap, the leftmost first. Order numbers (15 digits with `-01`) are none of them.
 */
export function findPersonalNumbers(text: string): PersonalNumber[] {
  const found: PersonalNumber[] = [];
  for (let at = 0; at < text.length; ) {
    const one = /[\d０-９+＋(（]/.test(text[at] ?? '') ? numberAt(text, at) : null;
    if (one) found.push(one);
    at = one ? one.end : at + 1;
  }
  return found;
}

function masked(one: PersonalNumber): string {
  const { kind, digits } = one;
  if (kind === 'idCard') return `${digits.slice(0, 3)}${'*'.repeat(13)}${digits.slice(-2)}`;
  if (kind === 'mobile') return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  const area = /^(?:01|02)/.test(digits) ? 3 : 4;
  return `${digits.slice(0, area)}-****${digits.slice(-4)}`;
}

/** The text with every number of {@link findPersonalNumbers} masked: `138****1234`, `020-****4321`. */
export function maskText(text: string): string {
  let out = '';
  let from = 0;
  for (const one of findPersonalNumbers(text)) {
    out += text.slice(from, one.start) + masked(one);
    from = one.end;
  }
  return out + text.slice(from);
}

const NOT_A_NAME = new Set(['匿名', '匿名市民', '市民', '来电人', '诉求人', '不详', '未知', '无', '保密']);

/** A caller's name as shown: the first character and `**`; words that are no name (“匿名”) stay. */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || NOT_A_NAME.has(trimmed)) return trimmed;
  return `${[...trimmed][0] ?? ''}**`;
}

/** A phone field as shown. What is no known kind of number keeps at most its last two digits. */
export function maskPhone(phone: string): string {
  const inText = maskText(phone);
  if (inText !== phone) return inText;
  const digits = bare(phone);
  if (digits === '') return phone.trim();
  return `${'*'.repeat(Math.max(4, digits.length - 2))}${digits.length > 6 ? digits.slice(-2) : ''}`;
}

/** Whether a phone field holds exactly one mobile number, landline or service number. */
export function isPhone(phone: string): boolean {
  return /^(?:1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|400\d{7}|1\d{4}|9\d{4})$/.test(normalisePhone(phone) ?? '');
}

/**
 * A phone number in the one form that the keyed hash is made of: digits only, half-width, without country code and
 * extension. Undefined where there are fewer than five digits. Several numbers in one field: the first.
 */
export function normalisePhone(phone: string): string | undefined {
  const known = findPersonalNumbers(phone).find(({ kind }) => kind !== 'idCard');
  if (known) return known.digits;
  const first = halfWidth(phone).split(/[,;/、]|转|ext/i)[0] ?? '';
  const digits = first.replace(/\D/g, '').replace(/^(?:0086|86)(?=1\d{10}$)/, '');
  return digits.length >= 5 ? digits : undefined;
}
