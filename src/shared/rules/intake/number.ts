import { plainText, type SheetCell } from './cells';

/** An order number as read from a cell. */
export type OrderNumber =
  | { readonly kind: 'missing' }
  /** The sheet program turned it into a rounded number (1.23E+17): the true digits are gone. */
  | { readonly kind: 'destroyed'; readonly value: string }
  | {
      readonly kind: 'number';
      readonly orderNo: string;
      readonly rootNo: string;
      /** How often it was issued again: 0 for `-01` or no suffix, 1 for `-02`. */
      readonly reissue: number;
      /** Not of the usual form (ten digits or more, perhaps with a suffix); kept all the same. */
      readonly odd: boolean;
    };

/** A spreadsheet keeps 15 significant digits; what a numeric cell shows beyond them is made up. */
const EXACT_DIGITS = 15;

function isDestroyed(cell: SheetCell, plain: string): boolean {
  if (/^\d+(\.\d+)?e\+?\d+$/i.test(plain)) return true;
  if (cell.kind === 'number') return Math.abs(Number(cell.value)) >= 10 ** EXACT_DIGITS;
  // A rounded number that was saved as text: nothing but zeros behind the 15th digit.
  return /^\d{18,}$/.test(plain) && /^0+$/.test(plain.slice(EXACT_DIGITS));
}

/** Read an order number (工单编号). Spaces inside are dropped, hyphens of every width are one. */
export function readOrderNumber(cell: SheetCell): OrderNumber {
  const plain = plainText(cell.text)
    .replace(/^'/, '')
    .replace(/\s/g, '')
    .replace(/[‐‑‒–—−]/g, '-');
  if (plain === '' || /^[-/]+$/.test(plain) || plain === '无') return { kind: 'missing' };
  if (isDestroyed(cell, plain)) return { kind: 'destroyed', value: plain };
  const usual = /^(\d{10,})(?:-(\d{2}))?$/.exec(plain);
  const suffix = /^(.+)-(\d{2})$/.exec(plain);
  const rootNo = suffix?.[1] ?? plain;
  const reissue = Math.max(0, Number(suffix?.[2] ?? 1) - 1);
  return { kind: 'number', orderNo: plain, rootNo, reissue, odd: usual === null };
}
