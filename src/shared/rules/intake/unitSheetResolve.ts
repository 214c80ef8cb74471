import { addDays, dayOf, earlier, type Instant } from '../time';
import type { UnitRowFinding, UnitSheetRow } from './unitSheet';

/** How far back a unit's word is taken without asking; the store wants a reason for what is older (`lateReason`). */
const LONG_AGO_DAYS = 7;

/** What only the store knows of a filled sheet. */
export interface UnitSheetKnown {
  /** The centre's clock. */
  readonly now: Instant;
  /** Open cases in which this unit has a part: number → when it was assigned to it. */
  readonly open: ReadonlyMap<string, { readonly assignedAt: Instant }>;
  /** The unit that a name, short name or alias means; undefined where none does. */
  unitId(name: string): string | undefined;
}

function timeFindings(
  row: UnitSheetRow,
  doneAt: Instant | undefined,
  known: UnitSheetKnown,
): UnitRowFinding[] {
  if (doneAt === undefined || row.kind === 'empty') return [];
  const value = doneAt.slice(0, 16).replace('T', ' ');
  const found: UnitRowFinding[] = [];
  if (doneAt > known.now) found.push({ level: 'error', code: 'timeFuture', value });
  const assignedAt = known.open.get(row.caseNo)?.assignedAt;
  if (assignedAt !== undefined && doneAt < assignedAt)
    found.push({ level: 'warning', code: 'timeBeforeAssigned', value });
  if (dayOf(doneAt) < addDays(dayOf(known.now), -LONG_AGO_DAYS))
    found.push({ level: 'warning', code: 'timeLongAgo', value });
  return found;
}

function numberFindings(
  row: UnitSheetRow,
  seen: ReadonlySet<string>,
  known: UnitSheetKnown,
): UnitRowFinding[] {
  const unreadable = row.findings.some(({ code }) => code === 'numberMissing' || code === 'numberUnreadable');
  if (unreadable || row.kind === 'empty') return [];
  const at = { value: row.caseNo };
  return [
    ...(known.open.has(row.caseNo) ? [] : [{ level: 'error', code: 'numberUnknown', ...at } as const]),
    ...(seen.has(row.caseNo) ? [{ level: 'error', code: 'numberRepeated', ...at } as const] : []),
  ];
}

/**
 * The rows of a filled sheet with what only the store knows: whether the unit has an open part in the case, whether a number
 * comes twice, whether the time is plausible, which unit is suggested. A day without a time ends now at the latest.
 */
export function resolveUnitRows(rows: readonly UnitSheetRow[], known: UnitSheetKnown): UnitSheetRow[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const today = row.doneDayOnly && row.doneAt !== undefined && dayOf(row.doneAt) === dayOf(known.now);
    const doneAt = today ? earlier(row.doneAt ?? known.now, known.now) : row.doneAt;
    const suggestsId = row.suggests === undefined ? undefined : known.unitId(row.suggests);
    const findings = [
      ...row.findings,
      ...numberFindings(row, seen, known),
      ...timeFindings(row, doneAt, known),
    ];
    if (row.suggests !== undefined && row.kind === 'returned' && suggestsId === undefined)
      findings.push({ level: 'error', code: 'unitUnknown', value: row.suggests });
    if (row.kind !== 'empty') seen.add(row.caseNo);
    return {
      ...row,
      ...(doneAt === undefined ? {} : { doneAt }),
      ...(suggestsId === undefined ? {} : { suggestsId }),
      findings,
    };
  });
}

/** Whether a row may be carried out as it is: something was written, and nothing in it is an error. */
export function canApply(row: UnitSheetRow): boolean {
  return row.kind !== 'empty' && row.findings.every(({ level }) => level !== 'error');
}
