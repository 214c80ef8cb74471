import type { UnitSheetPreview } from '@shared/contract/sheets';
import type { EnvelopeInput } from '@shared/domain/commands';
import { LATE_DAYS } from '@shared/domain/common';
import { type Instant, minutesBetween } from '@shared/rules/time';

export type FilledRow = UnitSheetPreview['rows'][number];

/** The ways by which a filled sheet comes back. */
export const sheetVias = ['paper', 'chat', 'phone'] as const;
export type SheetVia = (typeof sheetVias)[number];

/** What the operator adds to the rows of a filled sheet before they are carried out. */
export interface FilledChoices {
  /** Names the sheet's import: the common cause of its commands, and the beginning of their ids. */
  readonly id: string;
  readonly unit: string;
  readonly via: SheetVia;
  /** Why rows that tell of long ago come only now (补录原因). */
  readonly lateReason: string;
  /** The unit's own time in words, for a row that is recorded later than it says. */
  readonly toldAt: (at: Instant) => string;
  /** By row: why the centre takes a return after its window. */
  readonly exceptions: Readonly<Record<number, string>>;
}

/** The name of a person on an envelope holds this many signs. */
const MOST_NAME = 50;

/** Whether a row tells of something so long ago that the journal wants a reason. */
export function isLateRow(row: FilledRow, now: Instant): boolean {
  const at = row.recordAt ?? row.doneAt;
  return at !== undefined && minutesBetween(at, now) > LATE_DAYS * 1440;
}

/** What a row still misses to be carried out. */
export function missingOf(
  row: FilledRow,
  choices: FilledChoices,
  now: Instant,
  returnLate = row.returnLate === true,
): 'late' | 'exception' | undefined {
  if (isLateRow(row, now) && choices.lateReason.trim() === '') return 'late';
  if (returnLate && row.kind === 'returned' && !choices.exceptions[row.row]?.trim()) return 'exception';
  return undefined;
}

function commandOf(row: FilledRow, caseId: string, choices: FilledChoices): EnvelopeInput['command'] {
  const { unit } = choices;
  const note = row.recordAt && row.doneAt ? `${row.note}${choices.toldAt(row.doneAt)}` : row.note;
  if (row.kind === 'handled') return { type: 'case.handle', caseId, unit, note };
  const exception = choices.exceptions[row.row]?.trim();
  return {
    type: 'case.return',
    caseId,
    unit,
    reason: row.reason ?? 'other',
    ...(note === '' ? {} : { note }),
    ...(row.suggests ? { suggests: row.suggests } : {}),
    ...(exception ? { exception } : {}),
  };
}

/**
 * The command of one row, recorded on the unit's behalf. Its id is made of the import and the row: sent again it is still the
 * same command. Undefined for a row that has nothing to carry out.
 */
export function envelopeOf(row: FilledRow, choices: FilledChoices, now: Instant): EnvelopeInput | undefined {
  const about = row.case;
  if (!about || row.kind === 'empty') return undefined;
  const by = row.by?.trim().slice(0, MOST_NAME);
  return {
    id: `${choices.id}.${row.row}`,
    cause: choices.id,
    command: commandOf(row, about.id, choices),
    basis: { [about.id]: about.basis },
    via: choices.via,
    onBehalfOf: choices.unit,
    ...(by ? { saidBy: by } : {}),
    ...(row.doneAt ? { at: row.recordAt ?? row.doneAt } : {}),
    ...(isLateRow(row, now) ? { lateReason: choices.lateReason.trim() } : {}),
  };
}
