import { plainText } from '../intake/cells';
import { formatLimit, type Limit, limitSchema } from '../limit';
import type { CatalogueProfile } from './profile';

/** A cell of limits as read: one entry for each limit in it; `assumed` where its word leaves the unit open. */
export interface ReadLimit {
  readonly limit: Limit;
  readonly assumed: boolean;
}

const NUMERALS = '零一二三四五六七八九';

/** 一 to 十九, 两 and 半, as far as limits are written in words. */
function numeral(text: string): number | undefined {
  if (text === '半') return 0.5;
  const plain = text.replace('两', '二');
  if (plain.length === 1 && NUMERALS.includes(plain)) return NUMERALS.indexOf(plain) || undefined;
  const tens = /^十([一二三四五六七八九]?)$/.exec(plain);
  return tens ? 10 + Math.max(0, NUMERALS.indexOf(tens[1] || '零')) : undefined;
}

function readOne(text: string, unitHint: string, profile: CatalogueProfile): ReadLimit | undefined {
  const match = /^(\d+(?:\.\d+)?|[半一二两三四五六七八九十]{1,2})个?(\D*)$/.exec(text);
  const lead = /^(紧急|应急|连续)(\d.*)$/.exec(text);
  if (lead) return readOne(`${lead[2]}(${lead[1]})`, unitHint, profile);
  if (!match) return undefined;
  const word = (match[2] || unitHint).replace(/(?:以内|之内|内)$/, '');
  const known = profile.limitWords[word];
  const value = Number(match[1]) || numeral(match[1] ?? '');
  const limit = limitSchema.safeParse({ value, unit: known?.unit });
  return limit.success ? { limit: limit.data, assumed: known?.assumed === true } : undefined;
}

/**
 * The limits of a cell in the profile's words: `2急日/15日`, `4工作时`, `24小时(紧急)`, `2个工作日`; several are parted by `/`,
 * `;` or a line break. `unitHint` is the unit of a bare number (its own column, or brackets in the header). Null
 * where a part cannot be read.
 */
export function readLimits(text: string, unitHint: string, profile: CatalogueProfile): ReadLimit[] | null {
  const parts = text
    .split(/[/／;；\n]/)
    .map((part) => plainText(part).replace(/\s/g, ''))
    .filter((part) => part !== '');
  const read = parts.map((part) => readOne(part, plainText(unitHint).replace(/\s/g, ''), profile));
  return read.length === 0 || read.includes(undefined) ? null : (read as ReadLimit[]);
}

/** Limits as the table keeps them, such as `2急日/15日`. */
export function limitsText(limits: readonly ReadLimit[]): string {
  return limits.map(({ limit }) => formatLimit(limit)).join('/');
}
