import type { LedgerSheet } from '@shared/contract/ledger';
import {
  type DaySheetField,
  daySheet,
  daySheetFields,
  daySheetFillFields,
  daySheetHeaders,
} from '@shared/domain/ledger/daySheet';
import { columnLetters, type SheetColumn, tableBook } from './book';

const WIDTHS: Readonly<Record<DaySheetField, number>> = {
  kind: 26,
  quantity: 12,
  unit: 12,
  place: 44,
  note: 56,
  code: 44,
};
const WRAPPED = new Set<DaySheetField>(['place', 'note']);

const columns: readonly SheetColumn[] = daySheetFields.map((field) => ({
  header: daySheetHeaders[field][0],
  width: WIDTHS[field],
  kind: field === 'quantity' ? 'number' : 'text',
  wrap: WRAPPED.has(field),
  fill: daySheetFillFields.includes(field),
  hidden: field === 'code',
}));

/**
 * The day sheet (作业日报) of a unit as .xlsx: its kinds with their units, cells to fill in, and a hidden column that says of what each
 * line is when it comes back. A unit that is not in `sheet` has an empty one.
 */
export async function ledgerDaySheet(sheet: LedgerSheet, unit: string, centre: string): Promise<Uint8Array> {
  const { day, now, contact } = sheet;
  const one = sheet.units.find((row) => row.unit === unit);
  const head = { unit: { id: unit, name: one?.name ?? unit }, day, centre, contact, now };
  const { title, lines, rows } = daySheet(one?.kinds ?? [], head);
  const quantity = columnLetters(daySheetFields.indexOf('quantity'));
  return tableBook(
    {
      name: '作业日报',
      title,
      lines,
      columns,
      frozenColumns: 1,
      rows: rows.map((row) => daySheetFields.map((field) => ({ ...emptyCells, ...row })[field])),
      validations: (first, last) => [
        {
          type: 'whole',
          operator: 'between',
          formula1: '1',
          formula2: '1000000',
          allowBlank: true,
          showErrorMessage: true,
          errorTitle: daySheetHeaders.quantity[0],
          errorMessage: '请填大于 0 的整数',
          range: `${quantity}${first}:${quantity}${last}`,
        },
      ],
    },
    now,
  );
}

/** What the unit fills in. */
const emptyCells = { quantity: null, place: null, note: null } as const;
