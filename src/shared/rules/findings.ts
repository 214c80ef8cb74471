import { missingYears } from './calendar';
import { calendarRowSchema } from './calendars';
import { classParams, dutyGaps, dutyOverlaps, dutyUnknowns, type NamedCommunity } from './duties';
import type { RuleFinding } from './finding';
import { type NamedTable, newerFindings } from './newerFindings';
import { readRows } from './readRows';
import type { RuleBook } from './ruleBook';
import { type ClassRow, HOTLINE_SCHEME, type LimitItem } from './tables';
import type { Day } from './time';

/** The limits without which nothing can be taken in, assigned, handled or checked. */
export const CORE_ITEMS: readonly LimitItem[] = ['intake', 'assign', 'handle', 'check', 'outside'];

/** What the findings look at besides the compiled rules. */
export interface RuleFacts {
  readonly communities: readonly NamedCommunity[];
  /** Rows of the table `calendar`. */
  readonly calendar: readonly Record<string, unknown>[];
  /** The tables as they lie in the journal. */
  readonly tables: readonly NamedTable[];
  readonly today: Day;
}

function finding(level: RuleFinding['level'], table: RuleFinding['table'], code: string) {
  return (params: RuleFinding['params']): RuleFinding => ({ level, code, table, params });
}

/** The years, this one and the next, that have no table of holidays. */
function yearFindings(book: RuleBook, today: Day): RuleFinding[] {
  const year = Number(today.slice(0, 4));
  return missingYears(book.calendar, today, `${year + 1}-12-31`).map((missing) => ({
    level: missing === year ? 'error' : 'warning',
    code: 'yearMissing',
    table: 'calendar',
    params: { year: missing },
  }));
}

function hoursFindings(book: RuleBook, facts: RuleFacts): RuleFinding[] {
  const unknown = finding('warning', 'calendar', 'hoursUnit');
  return readRows(calendarRowSchema, facts.calendar).rows.flatMap((row) =>
    row.kind === 'slots' && row.unit !== undefined && !book.unit(row.unit)
      ? [unknown({ row: row.id, unit: row.unit })]
      : [],
  );
}

/** The catalogue's row that a hotline class points to (`E…` events, `P…` parts), undefined where it points nowhere. */
export function mappedClass(book: RuleBook, mapsTo: string): ClassRow | undefined {
  const scheme = mapsTo.startsWith('P') ? 'part' : mapsTo.startsWith('E') ? 'event' : undefined;
  return scheme && book.classes.get(`${scheme}/${mapsTo.slice(1)}`);
}

function classFindings(book: RuleBook): RuleFinding[] {
  const nowhere = finding('error', 'classes', 'mapsNowhere');
  const found: RuleFinding[] = [];
  for (const row of book.classes.values()) {
    const mapped = row.mapsTo === undefined ? undefined : mappedClass(book, row.mapsTo);
    if (row.mapsTo !== undefined && !mapped) {
      found.push(nowhere({ code: row.code, name: row.name, mapsTo: row.mapsTo }));
    }
    if (row.limits || mapped?.limits || hasRow(book, row)) continue;
    // Matters of the hotline without a class in the catalogue take their limit from the kind of appeal: that is the rule.
    const level = row.scheme === HOTLINE_SCHEME ? 'info' : 'warning';
    found.push(finding(level, 'classes', 'classNoLimit')(classParams(row)));
  }
  return found;
}

function hasRow(book: RuleBook, { scheme, code }: ClassRow): boolean {
  return book.limits.some(
    (row) =>
      row.item === 'handle' &&
      row.classCode === code &&
      (row.classScheme === undefined || row.classScheme === scheme),
  );
}

/** The core items for which no row holds whatever the case: `today` may be left out to ask of any day. */
export function missingItems(
  limits: RuleBook['limits'],
  items: readonly LimitItem[] = CORE_ITEMS,
): LimitItem[] {
  const general = new Set(
    limits
      .filter(
        (row) =>
          !(row.channel || row.appealKind || row.classScheme || row.classCode || row.priority) &&
          row.from === undefined &&
          row.to === undefined,
      )
      .map((row) => row.item),
  );
  return items.filter((item) => !general.has(item));
}

function limitFindings(book: RuleBook): RuleFinding[] {
  const missing = finding('error', 'limits', 'limitMissing');
  const unknown = finding('warning', 'limits', 'limitClass');
  // Rows of old folders: the check lets none be written so any more.
  const anyScheme = finding('warning', 'limits', 'limitScheme');
  const codes = new Set([...book.classes.values()].map((row) => row.code));
  const known = (scheme: string | undefined, code: string): boolean =>
    scheme === undefined ? codes.has(code) : book.classes.has(`${scheme}/${code}`);
  return [
    ...missingItems(book.limits).map((item) => missing({ item })),
    ...book.limits.flatMap((row) =>
      row.classCode !== undefined && !known(row.classScheme, row.classCode)
        ? [unknown({ row: row.id, code: row.classCode })]
        : [],
    ),
    ...book.limits.flatMap((row) =>
      row.classCode !== undefined && row.classScheme === undefined
        ? [anyScheme({ row: row.id, code: row.classCode })]
        : [],
    ),
  ];
}

function textFindings(book: RuleBook): RuleFinding[] {
  const unknown = finding('warning', 'texts', 'textClass');
  return book.texts.flatMap(({ id, scheme, code }) =>
    scheme !== undefined && code !== undefined && !book.classes.has(`${scheme}/${code}`)
      ? [unknown({ row: id, scheme, code })]
      : [],
  );
}

function communityFindings(book: RuleBook, facts: RuleFacts): RuleFinding[] {
  const units = [...book.units.values()];
  const without = finding('warning', 'units', 'communityUnit');
  return facts.communities
    .filter(({ code }) => !units.some((unit) => unit.kind === 'community' && unit.communityCode === code))
    .map(({ code }) => without({ code }));
}

const LEVELS = ['error', 'warning', 'info'];

/** Everything about the rules that somebody should look at, the worst first. */
export function ruleFindings(book: RuleBook, facts: RuleFacts): RuleFinding[] {
  const { communities, today } = facts;
  const found = [
    ...limitFindings(book),
    ...yearFindings(book, today),
    ...hoursFindings(book, facts),
    ...dutyUnknowns(book, today),
    ...communityFindings(book, facts),
    ...dutyGaps(book, communities, today),
    ...dutyOverlaps(book, today),
    ...classFindings(book),
    ...textFindings(book),
    ...newerFindings(facts.tables),
  ];
  return found.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}
