import { halfWidth } from './cells';
import { findPersonalNumbers, type PersonalKind, type PersonalNumber } from './personalNumbers';

export { findPersonalNumbers, isIdCard, type PersonalNumber } from './personalNumbers';

const stars = (count: number): string => '*'.repeat(Math.max(4, count));

/** The ends of a number, as many signs as it has. */
const ends = (digits: string, first: number, last: number): string =>
  `${digits.slice(0, first)}${stars(digits.length - first - last)}${digits.slice(digits.length - last)}`;

/** A landline with its area code keeps it and its last four digits; one without keeps two digits. */
function maskedLine(digits: string): string {
  if (!digits.startsWith('0')) return ends(digits, 0, 2);
  const area = /^(?:01|02)/.test(digits) ? 3 : 4;
  return `${digits.slice(0, area)}-****${digits.slice(-4)}`;
}

const masks: { readonly [K in PersonalKind]: (digits: string) => string } = {
  mobile: (digits) => `${digits.slice(0, 3)}****${digits.slice(-4)}`,
  landline: maskedLine,
  foreign: (digits) => ends(digits, 3, 2),
  idCard: (digits) => ends(digits, 3, 2),
  passport: (digits) => ends(digits, 1, 2),
  bankCard: (digits) => ends(digits, 0, 4),
  plate: (digits) => ends(digits, 2, 2),
  email: (address) => `${address.slice(0, 1)}***${address.slice(address.indexOf('@'))}`,
  account: (name) => `${name.slice(0, 1)}***`,
  spelled: (digits) => stars(digits.length),
};

function masked({ kind, digits }: PersonalNumber): string {
  return masks[kind](digits);
}

/** The text with everything that {@link findPersonalNumbers} finds masked: `138****1234`, `020-****4321`, `粤A****45`. */
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
  const digits = halfWidth(phone).replace(/\D/g, '');
  if (digits === '') return phone.trim();
  return `${'*'.repeat(Math.max(4, digits.length - 2))}${digits.length > 6 ? digits.slice(-2) : ''}`;
}

/** Whether a phone field holds exactly one mobile number, landline or service number. */
export function isPhone(phone: string): boolean {
  return /^(?:1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|400\d{7}|1\d{4}|9\d{4})$/.test(normalisePhone(phone) ?? '');
}

/** Can somebody be called under it? */
export function isTelephone(kind: PersonalKind): boolean {
  return kind === 'mobile' || kind === 'landline' || kind === 'foreign';
}

/**
 * A phone number in the one form that the keyed hash is made of: digits only, half-width, without country code and
 * extension. Undefined where there are fewer than five digits. Several numbers in one field: the first.
 */
export function normalisePhone(phone: string): string | undefined {
  const known = findPersonalNumbers(phone).find(({ kind }) => isTelephone(kind));
  if (known) return known.digits;
  const first = halfWidth(phone).split(/[,;/、]|转|ext/i)[0] ?? '';
  const digits = first.replace(/\D/g, '').replace(/^(?:0086|86)(?=1\d{10}$)/, '');
  return digits.length >= 5 ? digits : undefined;
}
