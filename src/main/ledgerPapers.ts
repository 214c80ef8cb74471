import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '@shared/contract/caller';
import { CodedError } from '@shared/contract/errors';
import { type LedgerSheet, ledgerSheetSchema } from '@shared/contract/ledger';
import { daySheetName } from '@shared/domain/ledger/daySheet';
import type { Day } from '@shared/rules/time';
import { fileName } from './fileName';
import { writeFileSafely } from './store/files';

/** Puts the sheet of one unit together. */
export type PressSheet = (sheet: LedgerSheet, unit: string) => Promise<Uint8Array>;

/** What the day sheets of these units say, of all without them. Errors: `ledger.noWork` where none of them does any kind. */
export async function ledgerSheetsOf(
  day: Day,
  units: readonly string[] | undefined,
  store: Pick<Caller, 'call'>,
): Promise<LedgerSheet> {
  const input = units ? { day, units } : { day };
  const sheet = ledgerSheetSchema.parse(await store.call('query', 'ledger.sheet', input));
  if (sheet.units.length === 0) throw new CodedError('ledger.noWork', { day });
  return sheet;
}

/**
 * Write day sheets into a folder, one file per unit. All are put together before the first is written; where one cannot be written, those
 * that were new go again, so that nobody sends out the half of them. Errors: `document.failed`, those of the disk.
 */
export async function writeLedgerSheets(
  sheet: LedgerSheet,
  folder: string,
  press: PressSheet,
): Promise<readonly string[]> {
  const papers: { readonly path: string; readonly bytes: Uint8Array }[] = [];
  for (const { unit, name } of sheet.units) {
    const file = `${daySheetName({ day: sheet.day, unit: { id: unit, name } })}.xlsx`;
    papers.push({ path: join(folder, fileName(file)), bytes: await press(sheet, unit) });
  }
  mkdirSync(folder, { recursive: true });
  const fresh: string[] = [];
  try {
    for (const { path, bytes } of papers) {
      const isNew = !existsSync(path);
      writeFileSafely(path, bytes);
      if (isNew) fresh.push(path);
    }
  } catch (error) {
    for (const path of fresh) rmSync(path, { force: true });
    throw error;
  }
  return papers.map(({ path }) => path);
}
