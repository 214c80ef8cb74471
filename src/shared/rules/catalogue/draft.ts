import type { AppealKind } from '../../domain/common';
import { halfWidth, plainText } from '../intake/cells';
import type { FindingPlace } from './findings';
import type { CatalogueShape } from './header';
import type { ReadLimit } from './limits';
import type { CatalogueProfile } from './profile';

/** One filing condition (立案条件) with its closing condition and its limits. */
export interface Standard {
  readonly condition: string;
  readonly closing: string;
  readonly limits: readonly ReadLimit[] | undefined;
  readonly place: FindingPlace;
}

/** A class while its rows are read. One that is not `sound` has an error and is not taken over. */
export interface DraftClass {
  scheme: string;
  readonly shape: CatalogueShape;
  readonly sheet: string;
  /** 1-based number of its first row. */
  readonly row: number;
  readonly group: Group;
  readonly code: string;
  readonly name: string;
  readonly standards: Standard[];
  readonly depts: Set<string>;
  readonly notes: Set<string>;
  origin?: 'national' | 'local' | undefined;
  appealKinds?: AppealKind[] | undefined;
  mapsTo?: string | undefined;
  sound: boolean;
}

/** A 大类: two digits and its name, either `''` where the sheet does not say. */
export interface Group {
  readonly code: string;
  readonly name: string;
}

/** A group from its two cells; `01 市容环境` in one cell is taken apart. */
export function groupOf(codeCell: string, nameCell: string): Group {
  const code = plainText(codeCell);
  const name = plainText(nameCell);
  const together = /^(\d{1,2})\s*[、.\-—]?\s*(\D.*)$/.exec(name || code);
  if (together && (code === '' || name === ''))
    return { code: padded(together[1] ?? ''), name: (together[2] ?? '').trim() };
  if (name === '' && !/^\d+$/.test(code)) return { code: '', name: code };
  return { code: padded(code), name };
}

function padded(code: string): string {
  return /^\d$/.test(code) ? `0${code}` : code;
}

/** A code as read; `repaired` where a leading zero was missing. Null where it has another form. */
export function codeOf(
  cell: string,
  scheme: string,
  group: Group,
  profile: CatalogueProfile,
): { code: string; repaired: boolean } | null {
  const text = halfWidth(cell).replace(/\s/g, '').toUpperCase();
  const letter = /^([A-Z])(\d{4})$/.exec(text);
  if (letter)
    return profile.targets[letter[1] ?? ''] === scheme ? { code: letter[2] ?? '', repaired: false } : null;
  if (/^\d{4}$/.test(text)) return { code: text, repaired: false };
  const fits = group.code === '' || `0${text}`.startsWith(group.code);
  if (/^\d{3}$/.test(text) && fits) return { code: `0${text}`, repaired: true };
  if (/^\d{1,2}$/.test(text) && /^\d{2}$/.test(group.code))
    return { code: group.code + text.padStart(2, '0'), repaired: text.length === 1 };
  return null;
}

/** The code of a hotline class: a letter and four digits. */
export function hotlineCodeOf(cell: string): string | null {
  const text = halfWidth(cell).replace(/\s/g, '').toUpperCase();
  return /^[A-Z]\d{4}$/.test(text) ? text : null;
}
