/** What the table says about a place: the unit of its best row, or null where it has none. */
export interface TableProposal {
  readonly unit: string;
  readonly assisting: readonly string[];
  readonly rule: string;
  readonly basis?: string | undefined;
}

/** What similar cases did that were given to a unit: how many, how many of them closed, and why it sent some back. */
export interface SimilarRow {
  readonly unit: string;
  readonly n: number;
  readonly closed: number;
  readonly returned: number;
  readonly reasons: readonly { readonly reason: string; readonly n: number }[];
  /** When it last was given one, as anything that sorts. */
  readonly last: number;
}

/** An assignment by an operator: the unit chosen, and the unit that the table named then. */
export interface PastChoice {
  readonly unit: string;
  readonly ruleUnit: string | null;
}

/** Why a unit is proposed, as data. */
export type Reason =
  | { kind: 'rule'; rule: string; basis?: string }
  | { kind: 'precedent'; n: number; against: string | null }
  | { kind: 'similar'; n: number; closed: number }
  | { kind: 'returned'; n: number; reason: string };

/** A proposed unit with all its reasons; `reason` is the one that put it where it stands. */
export interface Ranked {
  readonly unit: string;
  readonly assisting: readonly string[];
  readonly reason: 'rule' | 'precedent' | 'similar';
  readonly reasons: readonly Reason[];
}

/** How many units are proposed at most. */
export const PROPOSALS = 4;

/**
 * The precedent (先例): the unit that the last `after` choices all went to against the table. A table that names another
 * unit than it did then has been changed since, so that the old choices say nothing about it.
 * @param choices those at the same class and community, newest first
 */
export function precedentOf(
  choices: readonly PastChoice[],
  table: TableProposal | null,
  after: number,
): string | undefined {
  const last = choices.slice(0, after);
  const unit = last[0]?.unit;
  if (last.length < after || unit === undefined) return undefined;
  const ruleUnit = table?.unit ?? null;
  return unit !== ruleUnit && last.every((one) => one.unit === unit && one.ruleUnit === ruleUnit)
    ? unit
    : undefined;
}

/** Most cases that stayed there first, then the fewest returns, the latest, and the id: the order never depends on chance. */
function bySuccess(a: SimilarRow, b: SimilarRow): number {
  return (
    b.n - b.returned - (a.n - a.returned) ||
    a.returned - b.returned ||
    b.last - a.last ||
    (a.unit < b.unit ? -1 : 1)
  );
}

/** How long the streak of choices for this unit is, from the newest back. */
function streak(choices: readonly PastChoice[], unit: string): number {
  const end = choices.findIndex((one) => one.unit !== unit);
  return end < 0 ? choices.length : end;
}

/**
 * The units to propose, best first: the precedent, the table's, then those that similar cases went to and that kept at
 * least one. Every unit comes once with all that speaks for and against it; returns never move the table's unit, they
 * are told beside it.
 */
export function rankProposals(input: {
  readonly table: TableProposal | null;
  readonly similar: readonly SimilarRow[];
  /** At the same class and community, newest first. */
  readonly choices: readonly PastChoice[];
  /** `policy.precedentAfter`. */
  readonly after: number;
}): Ranked[] {
  const { table, similar, choices, after } = input;
  const precedent = precedentOf(choices, table, after);
  const of = (unit: string): SimilarRow | undefined => similar.find((row) => row.unit === unit);
  const rest = similar.filter((row) => row.n > row.returned).sort(bySuccess);
  const units = new Set<string>();
  if (precedent !== undefined) units.add(precedent);
  if (table) units.add(table.unit);
  for (const row of rest) units.add(row.unit);
  return [...units].slice(0, PROPOSALS).map((unit) => {
    const reasons: Reason[] = [];
    if (unit === precedent)
      reasons.push({ kind: 'precedent', n: streak(choices, unit), against: table?.unit ?? null });
    if (unit === table?.unit) {
      const { rule, basis } = table;
      reasons.push({ kind: 'rule', rule, ...(basis === undefined ? {} : { basis }) });
    }
    const row = of(unit);
    if (row && row.n > 0) reasons.push({ kind: 'similar', n: row.n, closed: row.closed });
    for (const { reason, n } of row?.reasons ?? []) reasons.push({ kind: 'returned', n, reason });
    const reason = unit === precedent ? 'precedent' : unit === table?.unit ? 'rule' : 'similar';
    return { unit, assisting: unit === table?.unit ? table.assisting : [], reason, reasons };
  });
}
