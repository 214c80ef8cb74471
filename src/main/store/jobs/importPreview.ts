import type { ImportPreview } from '@shared/contract/intake';
import { maskName, maskPhone, maskText } from '@shared/rules/intake/personal';
import { type HotlineRow, receivedTime } from '@shared/rules/intake/row';
import { derivedIds } from '../service/author';
import type { Store } from '../service/store';
import { placeOf, reasonsToLook } from './sheetRow';

/** A parsed sheet as the parse process hands it over, with the SHA-256 of the file. */
export interface IncomingSheet {
  readonly fileName: string;
  readonly sha256: string;
  readonly sheetName: string;
  readonly headerRow: number;
  readonly mapping: ImportPreview['mapping'];
  readonly exportedAt?: string | undefined;
  readonly rows: readonly HotlineRow[];
  readonly skipped: readonly { readonly rowNumber: number; readonly reason: string; readonly text: string }[];
}

const SAMPLE = 8;

/** The same file is the same job, whoever starts it. */
export function jobOf({ sha256 }: IncomingSheet): string {
  return `intake:${sha256.slice(0, 20)}`;
}

/** When the sheet was made, as far as it says so; never later than now. */
export function asOfSheet(sheet: IncomingSheet, now: string): string {
  return sheet.exportedAt && sheet.exportedAt < now ? sheet.exportedAt : now;
}

/** What an import of this sheet would do; callers are masked, nothing is written. */
export function previewOf(sheet: IncomingSheet, token: string, store: Store): ImportPreview {
  const { now, knowledge } = store.context();
  const look = sheet.rows
    .map((row) => ({ row: row.rowNumber, reasons: reasonsToLook(row, now) }))
    .filter((one) => one.reasons.length > 0);
  return {
    token,
    job: jobOf(sheet),
    file: sheet.fileName,
    sheet: sheet.sheetName,
    headerRow: sheet.headerRow,
    asOf: asOfSheet(sheet, now),
    mapping: [...sheet.mapping],
    rows: sheet.rows.length,
    skipped: sheet.skipped.map(({ rowNumber, reason, text }) => ({
      row: rowNumber,
      reason,
      text: maskText(text).slice(0, 80),
    })),
    needsLook: look,
    sample: sheet.rows.slice(0, SAMPLE).map((row) => ({
      row: row.rowNumber,
      no: row.orderNo ?? '',
      title: maskText(row.subject ?? row.title ?? row.content.slice(0, 40)),
      place: placeOf(row, knowledge).text,
      state: row.sheetState,
      receivedAt: receivedTime(row) ?? '',
      caller: [
        row.callerName ? maskName(row.callerName) : '',
        row.callerPhone ? maskPhone(row.callerPhone) : '',
      ]
        .filter(Boolean)
        .join(' '),
    })),
    expected: expected(sheet, new Set(look.map((one) => one.row)), store),
  };
}

function expected(sheet: IncomingSheet, look: ReadonlySet<number>, store: Store): ImportPreview['expected'] {
  const counts = { new: 0, known: 0, repeatedInSheet: 0 };
  const seen = new Set<string>();
  for (const row of sheet.rows) {
    if (look.has(row.rowNumber) || !row.orderNo) continue;
    if (seen.has(row.orderNo)) counts.repeatedInSheet += 1;
    else if (isKnown(row.orderNo, store)) counts.known += 1;
    else counts.new += 1;
    seen.add(row.orderNo);
  }
  return counts;
}

function isKnown(orderNo: string, store: Store): boolean {
  const id = derivedIds.reportOf('hotline12345', orderNo);
  const { db } = store.projection;
  return db.number("SELECT count(*) FROM report WHERE id=? AND status<>'withdrawn'", [id]) > 0;
}
