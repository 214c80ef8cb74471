import { bare } from '../../lookup';

/**
 * The tables that programs know which have only version 1 of `table.set`: they refuse another name as malformed. Never changed; a new
 * table goes into `knownTables`.
 */
export const TABLES_OF_VERSION_1 = [
  'units',
  'communities',
  'grids',
  'estates',
  'schools',
  'offices',
  'cameras',
  'classes',
  'operators',
  'limits',
  'responsibility',
  'calendar',
  'policy',
  'texts',
  'duty',
  'map',
] as const;

/** Fields of rows with a list of values, as those programs know them. */
type Values = Readonly<Record<string, readonly string[]>>;

const APPEAL_KINDS = ['consult', 'help', 'complaint', 'report', 'suggest', 'praise'];

/**
 * The values that those programs read in rows: at another one they stop, and with them every command of their desk. Never changed,
 * but for a list that was forgotten.
 */
export const VALUES_OF_VERSION_1: Readonly<Record<string, Values | undefined>> = bare<
  Record<string, Values | undefined>
>({
  units: {
    kind: [
      'office',
      'enforcement',
      'centre',
      'community',
      'property',
      'contractor',
      'bureau',
      'utility',
      'village',
      'social',
    ],
  },
  classes: { appealKinds: APPEAL_KINDS, origin: ['national', 'local'] },
  operators: { role: ['intake', 'dispatch', 'supervise', 'duty', 'patrol'] },
  limits: {
    item: ['intake', 'verify', 'assign', 'handle', 'check', 'outside', 'return', 'supervise', 'reply'],
    appealKind: APPEAL_KINDS,
    priority: ['normal', 'urgent'],
    unit: ['urgentHour', 'workHour', 'workDay', 'urgentDay', 'naturalDay'],
  },
  calendar: { kind: ['year', 'slots'] },
  policy: {
    id: [
      'extensionShare',
      'extensionMost',
      'extensionWhenOverdue',
      'holdMostDays',
      'holdMost',
      'meetingAfterReturns',
      'undoMinutes',
      'yellowShare',
      'precedentAfter',
      'contact',
    ],
  },
  texts: {
    use: ['assign', 'return', 'handle', 'check', 'refuse', 'urge', 'supervise', 'close', 'reply', 'verify'],
  },
  duty: { shift: ['day', 'night'] },
});

/** Fields inside of a year of holidays: those programs stop at any other. */
const YEAR_OF_VERSION_1: ReadonlySet<string> = new Set(['year', 'source', 'holidays', 'workdays']);

function reads(values: Values, row: Readonly<Record<string, unknown>>): boolean {
  const known = Object.entries(values).every(([field, list]) => {
    const value = row[field];
    const all: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return all.every((one) => list.some((other) => other === one));
  });
  const { table } = row;
  return (
    known &&
    (typeof table !== 'object' || Object.keys(table ?? {}).every((key) => YEAR_OF_VERSION_1.has(key)))
  );
}

/** Do programs that have only version 1 read this table, and every row of it? */
export function fitsVersion1(set: {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}): boolean {
  if (!TABLES_OF_VERSION_1.some((name) => name === set.table)) return false;
  const values = VALUES_OF_VERSION_1[set.table];
  return values === undefined || set.rows.every((row) => reads(values, row));
}
