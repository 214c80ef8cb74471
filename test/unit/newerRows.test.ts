// Tables that a newer desk of the centre has set: this one goes on working, and what it does not know outlasts its own editing.
import { createHash } from 'node:crypto';
import type { CaseState } from '@shared/domain/case/evolve';
import { type KnownTable, knownTables } from '@shared/domain/registry/events';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { type EditableTable, isEditable, type TableRow, tableKinds } from '@shared/rules/tableSchemas';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/main/parse/sheets/readCatalogue';
import { CatalogueImports } from '../../src/main/store/jobs/catalogue';
import { Rules } from '../../src/main/store/jobs/rules';
import { directory } from '../../src/main/store/queries/directory';
import { notices } from '../../src/main/store/queries/notices';
import { rawRows, ruleTable, ruleTables } from '../../src/main/store/queries/rules';
import { seedTables } from '../../src/main/store/seed/seedTables';
import type { Store } from '../../src/main/store/service/store';
import { readResource, TestFolders } from '../../src/main/store/testing/folder';
import { filedCase, received, TEST_ACTOR, wish } from '../../src/main/store/testing/wishes';

const folders = new TestFolders();
afterAll(() => folders.remove());

let store: Store;
let rules: Rules;
beforeEach(async () => {
  store = await (await folders.create()).open();
  rules = new Rules(store, () => {});
  return () => store.close();
});

const editable = knownTables.filter(isEditable);
const shipped = new Map<string, TableRow[]>(seedTables(readResource).map(({ set }) => [set.table, set.rows]));

/** What only a newer program reads. */
const odd: Partial<Record<EditableTable, TableRow>> = {
  units: { id: 'drones', name: '无人机队', short: '飞队', nameEn: '', kind: 'drone', aliases: [] },
  classes: { scheme: 'event', code: '0999', name: '低空', group: '新', origin: 'city' },
  operators: { id: 'trainee-1', name: '学员', role: 'trainee' },
  limits: { id: 'review', item: 'review', value: 1, unit: 'workDay' },
  calendar: { kind: 'flexible', id: 'flex' },
  policy: { id: 'moonPhase', value: 1 },
  texts: { id: 'meet', use: 'meeting', text: '开会' },
  duty: { day: '2024-12-31', shift: 'evening', leader: '李' },
  ledgerKinds: { id: 'tree', name: '修树', unit: '棵', per: 'season' },
};
const oddOf = (table: EditableTable): TableRow => odd[table] ?? { id: { new: true }, code: 7, name: '新' };

async function set(table: KnownTable, rows: TableRow[]): Promise<void> {
  const stream = isEditable(table) ? tableKinds[table].stream : 'registry:main';
  await wish(store, { type: 'table.set', stream, set: { table, version: `newer-${table}`, rows } });
}

/** Every table as a newer desk has it: each with a row that cannot be read here, and a field of each row that nobody here knows. */
async function allNewer(): Promise<void> {
  for (const table of editable) {
    const rows = (shipped.get(table) ?? []).map((row) => ({ ...row, since: 'v9' }));
    await set(table, [oddOf(table), ...rows]);
  }
}

/** Tables of which a row can be taken away that no other names. */
const free: readonly EditableTable[] = ['limits', 'responsibility', 'texts', 'duty', 'estates', 'cameras'];

const kept = (table: EditableTable): TableRow[] =>
  rawRows(table, store.context()).filter((row) => !tableKinds[table].row.safeParse(row).success);

describe('tables of a newer desk', () => {
  it('stop no command and no page of this one', async () => {
    await allNewer();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'cgb', assisting: ['zfd'] });
    expect((store.reader.load(caseId).state as CaseState).stage).toBe('handling');
    const context = store.context();
    const { units, communities, cameras } = directory(context);
    expect(units).toHaveLength(shipped.get('units')?.length ?? 0);
    // What this program cannot read is no choice in its fields either.
    expect(communities.map(({ code }) => code)).not.toContain('7');
    expect([communities.length, cameras.length]).toEqual([
      shipped.get('communities')?.length,
      shipped.get('cameras')?.length,
    ]);
    expect(notices(context).rows).toBeDefined();
    expect(context.knowledge.find('冼村路')).toBeDefined();
    expect(context.knowledge.cameras.length).toBeGreaterThan(0);
    expect(() => context.knowledge.placesByPinyin('xiancun')).not.toThrow();
    await wish(store, received({ channel: 'hotline12345', outsideNo: 'GZ-1' }));
  });

  it('are told, each with how many rows stay unused', async () => {
    expect(rules.findings().filter(({ code }) => code.startsWith('newer'))).toEqual([]);
    await allNewer();
    const told = rules.findings().filter(({ code }) => code === 'newerRows');
    expect(told.map(({ table, params }) => [table, params.n]).sort()).toEqual(
      editable.map((table) => [table, 1]).sort(),
    );
    const fields = rules.findings().find(({ code, table }) => code === 'newerFields' && table === 'units');
    expect(fields).toMatchObject({ level: 'info', params: { n: shipped.get('units')?.length } });
    expect(ruleTables(store.context()).find(({ table }) => table === 'ledgerKinds')).toMatchObject({
      stream: 'registry:main',
      rows: 1,
    });
  });

  it('are edited without a loss: unknown rows and fields stay', async () => {
    await allNewer();
    for (const table of editable) {
      const { rows, kept: beside } = ruleTable(table, store.context());
      expect([table, beside.keys.length, beside.withFields]).toEqual([table, 1, rows.length]);
      expect(rows.some((row) => 'since' in row)).toBe(false);
      const input = { table, rows: free.includes(table) ? rows.slice(0, -1) : rows };
      expect((await rules.check(table, input.rows)).errors).toEqual([]);
      await rules.set(input, TEST_ACTOR);
      const after = rawRows(table, store.context());
      expect([table, after[0]]).toEqual([table, oddOf(table)]);
      expect(after.slice(1)).toEqual(input.rows.map((row) => ({ ...row, since: 'v9' })));
    }
    expect(store.context().facts('rules:main').at(-1)).toMatchObject({ v: 2 });
  });

  it('may be named by rows of this desk, but no row may take a name of theirs', async () => {
    await allNewer();
    const duties = ruleTable('responsibility', store.context());
    expect(duties.kept.names).toEqual({ units: ['drones'], classes: ['event/0999'], communities: ['7'] });
    const row = { id: 'r-new', scheme: 'event', code: '0999', lead: 'drones' };
    expect((await rules.check('responsibility', [...duties.rows, row])).errors).toEqual([]);
    const units = ruleTable('units', store.context()).rows;
    const mine = { ...units[0], id: 'drones', name: '别的', short: '别', aliases: [] };
    await expect(rules.set({ table: 'units', rows: [...units, mine] }, TEST_ACTOR)).rejects.toMatchObject({
      code: 'rules.invalid',
      params: { code: 'keptKey' },
    });
  });

  it('keep their classes when a catalogue is taken in here, and their word where the file has the same class', async () => {
    const [first, ...others] = (shipped.get('classes') ?? []).filter(({ scheme }) => scheme === 'event');
    const rest = (shipped.get('classes') ?? []).filter(({ scheme }) => scheme !== 'event');
    const theirs = { ...first, name: '新名', origin: 'city' };
    await set('classes', [
      theirs,
      ...others.map((row) => ({ ...row, since: 'v9' })),
      oddOf('classes'),
      ...rest,
    ]);
    const imports = new CatalogueImports(store);
    const profile = catalogueProfileSchema.parse(JSON.parse(readResource('import-profiles/catalogue.json')));
    const bytes = new TextEncoder().encode(readResource('codes/catalogue.csv'));
    const { reading } = await readCatalogue(bytes, 'a.csv', profile);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const preview = imports.preview({ fileName: 'a.csv', sha256, reading });
    expect(preview.findings.map(({ code, params }) => [code, params.code])).toEqual([
      ['classKept', first?.code],
    ]);
    expect(preview.diff[0]).toMatchObject({ scheme: 'event', added: [], removed: [], changed: [] });
    await imports.take(preview.token, TEST_ACTOR);
    expect(kept('classes')).toEqual([theirs, oddOf('classes')]);
    const now = rawRows('classes', store.context());
    expect(now.filter(({ since }) => since === 'v9')).toHaveLength(others.length);
  });

  it('a table that only they know cannot be set here, and a name of no table is none', async () => {
    await expect(rules.set({ table: 'weather', rows: [] }, TEST_ACTOR)).rejects.toMatchObject({
      code: 'rules.notEditable',
    });
    expect(ruleTable('weather', store.context())).toMatchObject({ version: '', rows: [] });
    expect(ruleTable('constructor', store.context())).toMatchObject({ version: '', rows: [] });
  });
});
