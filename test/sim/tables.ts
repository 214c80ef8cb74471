import { knownTables } from '@shared/domain/registry/events';
import { HOUSE_LEDGER_KINDS } from '@shared/rules/ledgerKinds';
import type { TableRow } from '@shared/rules/tableSchemas';
import type { Random } from '../../src/main/store/demo/random';
import { rawRows } from '../../src/main/store/queries/rules';
import type { Store } from '../../src/main/store/service/store';
import { thisProgram } from './programs';
import type { Site } from './site';

interface Edit {
  readonly field: string;
  newest(n: number): TableRow;
}

/** Tables that are edited, each with a row that only the newer program knows, and the field of words that anybody changes. */
const edited: Readonly<Record<string, Edit>> = {
  ledgerKinds: {
    field: 'name',
    newest: (n) => ({ id: `tree-${n}`, name: `修树 ${n}`, unit: '棵', per: 'day' }),
  },
  operators: { field: 'name', newest: (n) => ({ id: `patrol-${n}`, name: `巡查 ${n}`, role: 'patrol' }) },
  texts: { field: 'text', newest: (n) => ({ id: `reply-${n}`, use: 'reply', text: `已办结 ${n}` }) },
  limits: {
    field: 'from',
    newest: (n) => ({
      id: `supervise-${n}`,
      item: 'supervise',
      priority: 'urgent',
      value: 4,
      unit: 'workHour',
    }),
  },
  units: {
    field: 'contact',
    newest: (n) => ({
      id: `help-${n}`,
      name: `义工队 ${n}`,
      short: `义工 ${n}`,
      nameEn: '',
      kind: 'social',
      aliases: [],
    }),
  },
};

const nothing: Edit = { field: 'name', newest: () => ({}) };

/** The rows of a table, as text, that the station's program cannot read. */
function unread({ program, store }: Site, table: string): string[] {
  const context = store.context();
  const read = new Set(program.rows(store, table).map(textOf));
  return rawRows(table, context)
    .map(textOf)
    .filter((row) => program !== thisProgram && !read.has(row));
}

function textOf(row: TableRow): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Types of the events that a station keeps and does not know. */
export function parkedAt(store: Store): string[] {
  return store.projection.db
    .all<{ type: string }>('SELECT type FROM parked ORDER BY type')
    .map(({ type }) => type);
}

/** What a station holds that its program does not know: events, tables, rows. */
export function metAt(site: Site): string[] {
  const { store } = site;
  const rows = knownTables.filter((table) => unread(site, table).length > 0);
  const tables = rawRows('ledgerKinds', store.context()).length > 0 ? ['table ledgerKinds'] : [];
  return [
    ...parkedAt(store).map((type) => `event ${type}`),
    ...rows.map((table) => `row of ${table}`),
    ...tables,
  ];
}

/** Somebody changes a word in a table, or takes a row away; with the newer program he may add what only that knows. */
export async function editTable(
  site: Site,
  actor: string,
  random: Random,
): Promise<{ table: string; before: readonly string[]; after: readonly string[] }> {
  const { program, store } = site;
  const [first = '', ...others] = Object.keys(edited).filter(
    (name) => name !== 'ledgerKinds' || program === thisProgram,
  );
  const table = site.next('table', [first, ...others]);
  const { field, newest } = edited[table] ?? nothing;
  const before = unread(site, table);
  const set = program.rows(store, table);
  const now = set.length === 0 && table === 'ledgerKinds' ? HOUSE_LEDGER_KINDS : set;
  const at = random.int(Math.max(1, now.length));
  const rows = now.map((row, n) =>
    n === at && field !== 'from' ? { ...row, [field]: `改 ${random.int(99)}` } : row,
  );
  const fresh = newest(random.int(1_000_000));
  const more = program === thisProgram && !rows.some(({ id }) => id === fresh.id) ? [fresh] : [];
  await program.set(store, table, [...rows, ...more], actor);
  return { table, before, after: rawRows(table, store.context()).map(textOf) };
}
