import type { UnitSheetPreview } from '@shared/contract/sheets';
import { caseStream } from '@shared/domain/case/evolve';
import type { UnitSheetRow } from '@shared/rules/intake/unitSheet';
import { canApply, resolveUnitRows } from '@shared/rules/intake/unitSheetResolve';
import { returnReasonWords } from '@shared/rules/intake/unitSheetWords';
import type { QueryContext } from '../queries/context';

/** A unit's filled sheet as the parse process hands it over. */
export interface IncomingUnitSheet {
  readonly fileName: string;
  readonly missingColumns: readonly string[];
  readonly unitText?: string;
  readonly day?: string;
  readonly rows: readonly UnitSheetRow[];
  readonly skipped: readonly { readonly rowNumber: number; readonly text: string }[];
}

interface OpenPart {
  readonly id: string;
  readonly title: string;
  readonly basis: string;
  readonly assignedAt: string;
  /** The case's last step: nothing can be recorded before it. */
  readonly movedAt: string;
  /** Until when it may be sent back without the centre's leave; null: no more. */
  readonly returnBy: string | null | undefined;
}

/** The open parts of a unit by the number of their case. */
function openParts(unit: string, context: QueryContext): Map<string, OpenPart> {
  const rows = context.db.all<{ id: string }>(
    'SELECT p.case_id AS id FROM part p JOIN item i ON i.id=p.case_id WHERE p.unit=? AND p.handled_at IS NULL AND i.open=1',
    [unit],
  );
  const parts = new Map<string, OpenPart>();
  for (const { id } of rows) {
    const state = context.get(caseStream, id);
    const part = state?.parts.find((one) => one.unit === unit && one.handledAt === undefined);
    if (!state || !part) continue;
    const basis = context.facts(id).at(-1)?.ref ?? '';
    const returnBy = part.reportedAt === undefined ? part.returnBy : null;
    const { title, movedAt } = state;
    parts.set(state.no, { id, title, basis, assignedAt: part.assignedAt, movedAt, returnBy });
  }
  return parts;
}

function returnLate(part: OpenPart | undefined, at: string): boolean {
  return (
    part !== undefined && (part.returnBy === null || (part.returnBy !== undefined && at > part.returnBy))
  );
}

/** What a unit wrote beside a listed reason is kept in its words. */
function noteOf({ note, reason, reasonText }: UnitSheetRow): string {
  const listed = returnReasonWords.some(
    ([code, words]) => code === reason && words.includes(reasonText ?? ''),
  );
  return [note, listed ? '' : reasonText].filter(Boolean).join('；');
}

function rowOf(
  row: UnitSheetRow,
  open: ReadonlyMap<string, OpenPart>,
  now: string,
): UnitSheetPreview['rows'][number] {
  const { rowNumber, caseNo, kind, doneAt, by, reason, suggestsId, findings } = row;
  const part = open.get(caseNo);
  const recordAt = part && doneAt && doneAt < part.movedAt ? part.movedAt : undefined;
  return {
    row: rowNumber,
    caseNo,
    kind,
    note: noteOf(row),
    ...(doneAt ? { doneAt } : {}),
    ...(by ? { by } : {}),
    ...(reason ? { reason } : {}),
    ...(suggestsId ? { suggests: suggestsId } : {}),
    ...(part ? { case: { id: part.id, title: part.title, basis: part.basis } } : {}),
    ...(recordAt && kind !== 'empty' ? { recordAt } : {}),
    ...(kind === 'returned' && returnLate(part, recordAt ?? doneAt ?? now) ? { returnLate: true } : {}),
    findings: findings.map((one) => ({ ...one })),
    ready: canApply(row) && part !== undefined,
  };
}

/**
 * What a unit's filled sheet (每日清单) would record: each row against the unit's open parts. Nothing is written here; the
 * operator has the rows carried out one by one, on the unit's behalf.
 */
export function previewUnitSheet(
  sheet: IncomingUnitSheet,
  context: QueryContext,
  chosen?: string,
): UnitSheetPreview {
  const { rules, now } = context;
  const unit = chosen ?? (sheet.unitText ? rules.unitByName(sheet.unitText) : undefined);
  const open = unit ? openParts(unit, context) : new Map<string, OpenPart>();
  const rows = resolveUnitRows(sheet.rows, { now, open, unitId: (name) => rules.unitByName(name) });
  return {
    file: sheet.fileName,
    unit: unit ?? null,
    unitText: sheet.unitText ?? '',
    day: sheet.day ?? null,
    missingColumns: [...sheet.missingColumns],
    rows: rows.map((row) => rowOf(row, open, now)),
    skipped: sheet.skipped.map(({ rowNumber, text }) => ({ row: rowNumber, text })),
  };
}
