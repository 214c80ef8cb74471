import { CHINESE_DIGIT, normaliseText } from '../text/normalise';

/** What a number or name in free text is: of a telephone, a document, an account, a vehicle. */
export type PersonalKind =
  | 'mobile'
  | 'landline'
  /** With a country code: Hong Kong, Macau and every other behind a `+`. */
  | 'foreign'
  | 'idCard'
  | 'passport'
  | 'bankCard'
  | 'plate'
  | 'email'
  /** Of a messenger: 微信, QQ. */
  | 'account'
  /** Written out in Chinese numerals. */
  | 'spelled';

/** Something in free text by which a person can be found. `start` and `end` are offsets in the text as given. */
export interface PersonalNumber {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
  /** Bare digits and letters, half-width; telephones without the country code of the mainland. */
  readonly digits: string;
  /** Identity cards only: whether the check digit is right. A wrong one is masked all the same. */
  readonly checked?: boolean;
}

/** What people write between the digits of a number; every other kind of space, dash, dot and line end was made one of these. */
const S = '[ \\-./_()]{0,3}';
const D = '\\d';
const times = (count: number, one = D): string => Array.from({ length: count }, () => one).join(S);
/** Neither in the middle of a longer number, nor before one that goes on. */
const whole = (pattern: string, flags = ''): RegExp => new RegExp(`(?<!\\d)${pattern}(?!\\d)`, `y${flags}`);
/** Behind one of these words, with a few signs between. */
const behind = (words: string): string => `(?<=(?:${words})[^\\d\\n]{0,6})`;

const PLUS86 = `(?:[+]?${S}(?:0${S}0${S})?8${S}6${S})?`;
const ID_CARD = whole(`[1-9]${S}${times(16)}${S}[0-9xX]`);
const MOBILE = whole(`${PLUS86}(1${S}[3-9]${S}${times(9)})`);
/** Area codes: 010, 02x, or three digits after the 0; then seven or eight digits. Behind 86 the 0 may be lacking. */
const AREA = `(?:[12]${S}${D}|[3-9]${S}${D}${S}${D})`;
const LINE = `([2-9]${S}${times(6)}(?:${S}${D})?)`;
const LANDLINE = whole(`[(]?(0${S}${AREA})[)]?${S}${LINE}`);
const LANDLINE_86 = whole(`[+]?${S}(?:0${S}0${S})?8${S}6${S}[(]?0?${S}(${AREA})[)]?${S}${LINE}`);
const CALL = '电话|座机|固话|手机|号码|联系|致电|来电|回电|拨打|传真|[Tt][Ee][Ll]';
const BARE_LINE = whole(`${behind(CALL)}[2-9]${S}${times(6)}(?:${S}${D})?`, 'u');
const HONG_KONG = whole(`(?:[+]|0${S}0)?${S}8${S}5${S}[23]${S}[2-9]${S}${times(7)}`);
const FOREIGN = whole(`[+]${S}[1-9](?:${S}${D}){7,14}`);
/** Fifteen digits, until 1999: region, day of birth without the century, three more. */
const OLD_ID = whole(
  `${behind('身份证|证件|证号|旧号|公民')}[1-8]${S}${times(5)}${S}${times(2)}${S}(?:0${S}[1-9]|1${S}[0-2])${S}(?:0${S}[1-9]|[12]${S}${D}|3${S}[01])${S}${times(3)}`,
);
const CARD_OF = whole(
  `${behind('银行卡|信用卡|储蓄卡|借记卡|卡号|账号|帐号|账户|存折')}${times(12)}(?:${S}${D}){0,7}`,
);
/** Of UnionPay in one piece, or any in groups of four. */
const CARD = whole(
  `(?:6${S}2${S}${times(14)}(?:${S}${D}){0,3}|[3-6]\\d{3}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{1,3})?)`,
);
const PASSPORT_OF = new RegExp(
  `${behind('护照|通行证|回乡证|台胞证|居住证|往来')}(?<![A-Za-z0-9])[A-Za-z]{1,2}${S}${times(6)}(?:${S}${D}){0,3}(?![A-Za-z0-9])`,
  'y',
);
const PASSPORT = /(?<![A-Za-z0-9])(?:[EGeg]\d{8}|[Ee][A-Za-z]\d{7})(?![A-Za-z0-9-])/y;
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-Za-z][.\s-]?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{4,6}(?:[挂学警港澳])?(?![A-Za-z0-9])/y;
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/y;
/** 微信 begins with a letter; QQ is a number. */
const ACCOUNT = new RegExp(
  '(?:(?<=(?:微信|[Ww]e[Cc]hat)(?:号码?)?[是为: ]{0,3})[A-Za-z][-_A-Za-z0-9]{5,19}' +
    '|(?<=(?:QQ|qq)(?:号码?)?[是为: ]{0,3})[1-9]\\d{4,10})(?![-_A-Za-z0-9])',
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
  return text.toUpperCase().replace(/[^0-9A-Z]/g, '');
}

function looksBorn(digits: string): boolean {
  const [year = 0, month = 0, day = 0] = [
    digits.slice(6, 10),
    digits.slice(10, 12),
    digits.slice(12, 14),
  ].map(Number);
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** The check digit of bank cards (ISO/IEC 7812, Luhn). */
function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, one, k) => {
    const doubled = k % 2 === 1 ? Number(one) * 2 : Number(one);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** With its year first or last, and perhaps the hour behind it. */
const DATE = /^(?:(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:19|20)\d\d)(?!\d)/;
const PLAIN_DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** A date with its year, or an address of the internet, that happens to have as many digits as a telephone. */
function isNoNumber(text: string): boolean {
  return DATE.test(text) || PLAIN_DATE.test(text) || IP_ADDRESS.test(text);
}

interface Detector {
  readonly kind: PersonalKind;
  readonly pattern: RegExp;
  /** The bare number; undefined where it is none after all. */
  read(match: RegExpExecArray): string | undefined;
}

const all = (match: RegExpExecArray): string => bare(match[0]);

/** In the order in which they are tried at a sign: what says most of itself first. */
const detectors: readonly Detector[] = [
  { kind: 'email', pattern: EMAIL, read: (match) => match[0].toLowerCase() },
  { kind: 'plate', pattern: PLATE, read: (match) => match[0].toUpperCase().replace(/[.\s-]/g, '') },
  { kind: 'passport', pattern: PASSPORT_OF, read: all },
  { kind: 'passport', pattern: PASSPORT, read: all },
  { kind: 'account', pattern: ACCOUNT, read: (match) => match[0] },
  {
    kind: 'idCard',
    pattern: ID_CARD,
    read: (match) => (isIdCard(all(match)) || looksBorn(all(match)) ? all(match) : undefined),
  },
  { kind: 'idCard', pattern: OLD_ID, read: all },
  { kind: 'bankCard', pattern: CARD_OF, read: all },
  {
    kind: 'mobile',
    pattern: MOBILE,
    read: (match) => (isNoNumber(match[0]) ? undefined : bare(match[1] ?? '')),
  },
  { kind: 'bankCard', pattern: CARD, read: (match) => (isCard(all(match)) ? all(match) : undefined) },
  { kind: 'landline', pattern: LANDLINE_86, read: (match) => bare(`0${match[1]}${match[2]}`) },
  {
    kind: 'landline',
    pattern: LANDLINE,
    read: (match) => (isNoNumber(match[0]) ? undefined : bare(`${match[1]}${match[2]}`)),
  },
  { kind: 'foreign', pattern: HONG_KONG, read: (match) => all(match).replace(/^00/, '') },
  { kind: 'foreign', pattern: FOREIGN, read: all },
  { kind: 'landline', pattern: BARE_LINE, read: (match) => (isNoNumber(match[0]) ? undefined : all(match)) },
];

/** Only at these signs anything can begin. */
const BEGINS = /[\dA-Za-z+(京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]/;

function foundAt(
  text: string,
  at: number,
): { kind: PersonalKind; digits: string; length: number } | undefined {
  for (const { kind, pattern, read } of detectors) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const digits = match && read(match);
    if (match && digits) return { kind, digits, length: match[0].length };
  }
  return undefined;
}

/** A number that somebody wrote out: so many numerals in a row are no amount. */
const SPELLED = new RegExp(`${CHINESE_DIGIT}(?:[ \\-./_、]{0,3}${CHINESE_DIGIT}){6,}`, 'g');

/** Nothing that could be a number: no digit of any script, no `@`, and no row of numerals. */
const MAYBE = new RegExp(`[\\p{N}@]|(?:${CHINESE_DIGIT}[^一-鿿]{0,3}){4}`, 'u');

function scan(text: string, digits: 'plain' | 'spelled'): PersonalNumber[] {
  const read = normaliseText(text, digits);
  const found: PersonalNumber[] = [];
  for (let at = 0; at < read.text.length; ) {
    const one = BEGINS.test(read.text[at] ?? '') ? foundAt(read.text, at) : undefined;
    if (one) {
      const { kind, digits: number } = one;
      const checked = kind === 'idCard' ? { checked: isIdCard(number) } : {};
      found.push({ kind, ...read.span(at, at + one.length), digits: number, ...checked });
    }
    at += one ? one.length : 1;
  }
  return found;
}

function spelledOut(text: string): PersonalNumber[] {
  const read = normaliseText(text);
  return [...read.text.matchAll(SPELLED)].map((match) => ({
    kind: 'spelled',
    ...read.span(match.index, match.index + match[0].length),
    digits: normaliseText(match[0], 'spelled').text.replace(/\D/g, ''),
  }));
}

/**
 * Telephones (mobile, landline, with country codes), identity numbers, passports, bank cards, plates, addresses of e-mail and
 * messengers in free text, however they are written: with spaces, dots, dashes or line ends between the digits, in full
 * width, in other scripts, with invisible signs between, in Chinese numerals. In order, without overlap, the leftmost first.
 * Order numbers (15 digits with `-01`) and codes of grids are none of them.
 */
export function findPersonalNumbers(text: string): PersonalNumber[] {
  if (!MAYBE.test(text)) return [];
  const readings = [...scan(text, 'plain'), ...scan(text, 'spelled'), ...spelledOut(text)];
  const found: PersonalNumber[] = [];
  for (const one of readings)
    if (!found.some((other) => other.start < one.end && one.start < other.end)) found.push(one);
  return found.sort((a, b) => a.start - b.start);
}
