import type { RuleFinding } from './finding';
import { type RuleBook, validOn } from './ruleBook';
import type { ClassRow, ResponsibilityRow } from './tables';
import { addDays, type Day } from './time';

/** How far ahead the end of a row is told, in days. */
export const AHEAD_DAYS = 60;

/** A community as findings name it. */
export interface NamedCommunity {
  readonly code: string;
  readonly name: string;
}

/** What a finding says about a class. */
export function classParams(row: ClassRow): { scheme: string; code: string; name: string } {
  return { scheme: row.scheme, code: row.code, name: row.name };
}

/** The days on which the answer may change: today, and those behind an end or at a beginning within {@link AHEAD_DAYS}. */
function turningDays(rows: readonly ResponsibilityRow[], today: Day): Day[] {
  const last = addDays(today, AHEAD_DAYS);
  const turns = rows.flatMap(({ from, to }) => [from, to === undefined ? undefined : addDays(to, 1)]);
  const ahead = turns.filter((day): day is Day => day !== undefined && today < day && day <= last);
  return [today, ...[...new Set(ahead)].sort()];
}

interface Gap {
  readonly community: NamedCommunity;
  readonly day: Day;
}

/** The first day, from today on, on which each community has no unit for a class. */
function gapsOf(book: RuleBook, row: ClassRow, communities: readonly NamedCommunity[], today: Day): Gap[] {
  const rows = book.duties.get(`${row.scheme}/${row.code}`) ?? [];
  const days = turningDays(rows, today);
  return communities.flatMap((community) => {
    const place = { text: '', communityCode: community.code };
    const day = days.find((one) => book.propose(row, place, one) === null);
    return day === undefined ? [] : [{ community, day }];
  });
}

/**
 * Classes that have no responsible unit, today or because rows end within {@link AHEAD_DAYS}: everywhere, or in the
 * communities that are named. Rows for a grid, a road or an estate leave the rest of the community open. One finding per
 * class and day.
 */
export function dutyGaps(book: RuleBook, communities: readonly NamedCommunity[], today: Day): RuleFinding[] {
  const found: RuleFinding[] = [];
  for (const row of book.classes.values()) {
    const gaps = gapsOf(book, row, communities, today);
    for (const day of [...new Set(gaps.map((gap) => gap.day))].sort()) {
      const here = gaps.filter((gap) => gap.day === day).map((gap) => gap.community.name);
      const now = day === today;
      const everywhere = here.length === communities.length;
      found.push({
        level: now ? 'error' : 'warning',
        code: `${now ? 'dutyGap' : 'dutyEnding'}${everywhere ? '' : 'Place'}`,
        table: 'responsibility',
        params: {
          ...classParams(row),
          ...(now ? {} : { day }),
          ...(everywhere ? {} : { n: here.length, places: here.join('、') }),
        },
      });
    }
  }
  return found;
}

/** Two names that one address can carry at once without naming two places: the same, or one inside the other. */
function sameName(one: string | undefined, two: string | undefined): boolean {
  if (one === undefined || two === undefined) return one === two;
  return one.includes(two) || two.includes(one);
}

/** Do two rows fit one place equally narrowly? Rows that name different kinds of place never weigh the same. */
export function samePlace(one: ResponsibilityRow, two: ResponsibilityRow): boolean {
  return (
    one.communityCode === two.communityCode &&
    one.gridCode === two.gridCode &&
    sameName(one.road, two.road) &&
    sameName(one.estate, two.estate)
  );
}

/** The first day, not before `today`, on which both rows hold; undefined where there is none. */
export function bothValidFrom(one: ResponsibilityRow, two: ResponsibilityRow, today: Day): Day | undefined {
  const day = [today, one.from, two.from]
    .filter((from) => from !== undefined)
    .sort()
    .at(-1);
  return day !== undefined && validOn(one, day) && validOn(two, day) ? day : undefined;
}

/** Pairs of rows of one class that fit one place with equal weight, now or later, but name different lead units. */
export function dutyOverlaps(book: RuleBook, today: Day): RuleFinding[] {
  const found: RuleFinding[] = [];
  for (const [key, rows] of book.duties) {
    const row = book.classes.get(key);
    rows.forEach((one, at) => {
      for (const two of rows.slice(at + 1)) {
        if (one.lead === two.lead || !samePlace(one, two)) continue;
        const day = bothValidFrom(one, two, today);
        if (day === undefined) continue;
        const { scheme, code } = one;
        found.push({
          level: 'warning',
          code: 'dutyOverlap',
          table: 'responsibility',
          params: {
            scheme,
            code,
            name: row?.name ?? code,
            rowOne: one.id,
            rowTwo: two.id,
            one: leadName(book, one.lead),
            two: leadName(book, two.lead),
            day,
          },
        });
      }
    });
  }
  return found;
}

function leadName(book: RuleBook, lead: string): string {
  return book.unit(lead)?.short ?? lead;
}

/** Rows that name a unit or a class that the registry does not have (any more). Rows that ended are left alone. */
export function dutyUnknowns(book: RuleBook, today: Day): RuleFinding[] {
  const found: RuleFinding[] = [];
  const tell = (code: string, params: RuleFinding['params']): void => {
    found.push({ level: 'error', code, table: 'responsibility', params });
  };
  for (const [key, rows] of book.duties) {
    for (const row of rows) {
      if (row.to !== undefined && row.to < today) continue;
      if (!book.classes.has(key)) tell('dutyClass', { row: row.id, scheme: row.scheme, code: row.code });
      for (const unit of [row.lead, ...(row.assisting ?? [])]) {
        if (!unit.startsWith('@') && !book.unit(unit)) tell('dutyUnit', { row: row.id, unit });
      }
    }
  }
  return found;
}
