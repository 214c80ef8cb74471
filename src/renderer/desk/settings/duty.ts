import type { ClassRef, Place } from '@shared/domain/common';
import { type Proposal, placeWeight, type RuleBook, validOn } from '@shared/rules/ruleBook';
import type { ResponsibilityRow } from '@shared/rules/tables';
import type { Day } from '@shared/rules/time';

/** A row of the class, and how it fared: it won, was less narrow than the winner, or does not fit place or day. */
export interface Candidate {
  readonly row: ResponsibilityRow;
  readonly how: 'wins' | 'wider' | 'later' | 'otherPlace' | 'notValid';
  readonly weight: number | undefined;
}

export interface DutyAnswer {
  readonly proposal: Proposal | null;
  readonly candidates: readonly Candidate[];
}

function fate(
  row: ResponsibilityRow,
  place: Place,
  day: Day,
  winner: ResponsibilityRow | undefined,
): Candidate {
  const weight = placeWeight(row, place);
  if (row === winner) return { row, how: 'wins', weight };
  if (weight === undefined) return { row, how: 'otherPlace', weight };
  if (!validOn(row, day)) return { row, how: 'notValid', weight };
  const best = winner && placeWeight(winner, place);
  return { row, how: best !== undefined && weight < best ? 'wider' : 'later', weight };
}

/** Which row answers for a class at a place on a day, and why the others do not. */
export function tryDuty(book: RuleBook, ref: ClassRef, place: Place, day: Day): DutyAnswer {
  const rows = book.duties.get(`${ref.scheme}/${ref.code}`) ?? [];
  const proposal = book.propose(ref, place, day);
  let winner: ResponsibilityRow | undefined;
  for (const row of rows) {
    const weight = placeWeight(row, place);
    if (weight === undefined || !validOn(row, day)) continue;
    if (!winner || weight > (placeWeight(winner, place) ?? 0)) winner = row;
  }
  const order = ['wins', 'wider', 'later', 'notValid', 'otherPlace'];
  const candidates = rows
    .map((row) => fate(row, place, day, winner))
    .sort((a, b) => order.indexOf(a.how) - order.indexOf(b.how));
  return { proposal, candidates };
}
