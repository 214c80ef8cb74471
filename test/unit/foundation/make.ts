import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CommandInput } from '@shared/domain/commands';
import type { TableRow } from '@shared/rules/tableSchemas';
import { toInstant, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { readHotlineSheet } from '../../../src/main/parse/sheets/readHotlineSheet';
import { hotlineProfile, sample } from '../../../src/main/parse/sheets/testing';
import { Imports, type IncomingSheet } from '../../../src/main/store/jobs/imports';
import { Rules } from '../../../src/main/store/jobs/rules';
import { rebuild } from '../../../src/main/store/projection/rebuild';
import { ruleTable } from '../../../src/main/store/queries/rules';
import { type SetTableInput, seedTables } from '../../../src/main/store/seed/seedTables';
import type { Store } from '../../../src/main/store/service/store';
import { readResource, TEST_NOW } from '../../../src/main/store/testing/folder';
import { commandOf, histories } from '../../../src/main/store/testing/histories';
import type { About } from './about';
import { Desk, STREET, type Time } from './desk';
import { readTables, tablesText } from './rows';
import { picture, Teller, tellConflicts, tellOne } from './stories';

const LEADER = 'duty-zhang';
const OPERATOR = 'dispatch-li';
const PASSWORD = 'foundation-9944fe9';
/** Rows of registry tables that are kept: the fixture is to be small. */
const KEPT: Readonly<Record<string, number>> = {
  estates: 6,
  schools: 3,
  offices: 6,
  cameras: 4,
  texts: 10,
  duty: 6,
  responsibility: 60,
};

/** The shipped tables, of which long ones are cut. */
function tables(): SetTableInput[] {
  return seedTables(readResource).map((command) => {
    const { table, rows } = command.set;
    return { ...command, set: { ...command.set, rows: rows.slice(0, KEPT[table] ?? rows.length) } };
  });
}

/** Steps of a random history at a desk; what is not allowed just then is refused. */
async function wander(desk: Desk, steps: number, seed: number): Promise<void> {
  const [history] = fc.sample(histories(steps, steps), { seed, numRuns: 1 });
  const last = new Map<string, string>();
  const ids = (sql: string): string[] =>
    desk.store.projection.db.all<{ id: string }>(sql).map(({ id }) => id);
  for (const step of history ?? []) {
    const command = commandOf(step, {
      reports: ids("SELECT id FROM report ORDER BY status='received' DESC, id"),
      cases: ids("SELECT id FROM item WHERE kind='case' ORDER BY open DESC, id"),
      now: desk.store.clock.now(),
      undoOf: (id) => last.get(id),
    });
    // The pictures of random histories are names only; here they are kept.
    const photos = 'photos' in command ? { photos: [picture(desk, 50, 'after')] } : {};
    const about = 'caseId' in command ? command.caseId : 'reportId' in command ? command.reportId : undefined;
    try {
      const { seq } = await desk.act({ ...command, ...photos } as CommandInput, OPERATOR);
      const { device, incarnation } = desk.store.identity;
      if (about) last.set(about, `${device}.${incarnation}.${seq}`);
    } catch {
      // Refusals are part of random histories.
    }
  }
}

/** The store as a job sees it whose process is killed after so many commands. */
function dying(store: Store, commands: number): Store {
  let left = commands;
  const execute: Store['execute'] = async (envelope, actor) => {
    left -= 1;
    if (left < 0) throw new Error('killed');
    return store.execute(envelope, actor);
  };
  return Object.create(store, { execute: { value: execute } }) as Store;
}

/** A sheet of so many rows of the sample; the first `broken` of them have no number. */
type Cutter = (name: string, from: number, to: number, broken?: number) => IncomingSheet;

async function sheets(): Promise<Cutter> {
  const sheet = await readHotlineSheet(sample('12345-2024-12-31.xlsx'), 'day', hotlineProfile());
  return (name, from, to, broken = 0) => {
    const rows = sheet.rows.slice(from, to).map((row, i) => {
      if (i >= broken) return row;
      const { orderNo: _order, rootNo: _root, ...rest } = row;
      return { ...rest, issues: [{ code: 'row.numberMissing' as const }] };
    });
    const sha256 = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    const mapping = sheet.mapping as IncomingSheet['mapping'];
    return { ...sheet, mapping, fileName: `${name}.xlsx`, sha256, rows };
  };
}

async function runImport(desk: Desk, sheet: IncomingSheet): Promise<{ imports: Imports; job: string }> {
  const imports = new Imports(desk.store, () => {});
  return { imports, job: (await imports.start(imports.preview(sheet).token, 'intake-chen')).job };
}

/** The first desk lets the others in. */
async function found(desks: readonly Desk[]): Promise<void> {
  const [first] = desks;
  for (const command of tables()) await first?.act(command, 'system');
  for (const desk of desks) await first?.act({ type: 'device.enrol', device: desk.card() }, LEADER);
  const lost = desks.at(-1)?.device ?? '';
  await first?.act({ type: 'device.revoke', device: lost, upTo: {}, reason: '报废' }, LEADER);
}

/**
 * The second desk's disk was cloned, both went on under the same numbers: what the clone wrote it writes again, and the commit before,
 * so that one command has two commits.
 */
async function fork(a: Desk, b: Desk, base: string, caseId: string): Promise<Desk> {
  b.close();
  const clone = b.clone(base);
  await b.open();
  await clone.open();
  const common = await clone.held(clone);
  await b.act({ type: 'case.note', caseId, text: '第一台记的' });
  await clone.act({ type: 'case.note', caseId, text: '第二台记的' });
  await clone.act({ type: 'case.describe', caseId, title: '第二台改的标题' });
  await b.carryTo(a);
  await clone.store.sharing.reissue(common - 1, 2);
  b.close();
  await clone.carryTo(a);
  await a.carryTo(clone);
  return clone;
}

/** The limits with one of them longer by one. */
function longer(store: Store, id: string): TableRow[] {
  return ruleTable('limits', store.context()).rows.map((row) =>
    row.id === id ? { ...row, value: Number(row.value) + 1 } : row,
  );
}

/** Jobs that a kill cuts off: an import after some of its rows, a counting of deadlines after some of its clocks. */
async function cutOff({ store }: Desk, sheet: IncomingSheet): Promise<About['cutOff']> {
  const imports = new Imports(dying(store, 6), () => {});
  const importJob = `intake:${sheet.sha256.slice(0, 20)}`;
  await imports.start(imports.preview(sheet).token, 'intake-chen').then(
    () => Promise.reject(new Error('the import was to be cut off')),
    () => {},
  );
  const rules = new Rules(dying(store, 20), () => {});
  const rows = longer(store, 'handle');
  const { version, reckoned } = await rules.set({ table: 'limits', rows }, LEADER);
  if (reckoned?.failed.length === 0) throw new Error('the counting was to be cut off');
  return { importJob, rows: sheet.rows.length, reckoning: version };
}

/** What lies in a data folder and is no cache. */
function keep(desk: Desk, to: string): void {
  cpSync(desk.folder.dataDir, to, { recursive: true });
  for (const name of ['cache', 'lock.json', 'clock.json'])
    rmSync(join(to, name), { recursive: true, force: true });
}

/** The jobs that come to an end: limits are changed, a sheet is taken in, another one taken back. */
async function finishJobs(a: Desk, b: Desk, cut: Cutter): Promise<About['imports']> {
  await new Rules(a.store, () => {}).set({ table: 'limits', rows: longer(a.store, 'intake') }, LEADER);
  const sheet = cut('finished', 0, 8, 2);
  const finished = await runImport(a, sheet);
  const row = sheet.rows[0]?.rowNumber ?? 0;
  await finished.imports.settle(finished.job, row, { how: 'dropped' }, 'intake-chen');
  const withdrawn = await runImport(b, cut('withdrawn', 8, 11));
  await withdrawn.imports.withdraw(withdrawn.job, 'intake-chen');
  return { finished: finished.job, withdrawn: withdrawn.job };
}

/** What the two desks live through together; the second desk's folder is another one at the end. */
async function liveTogether(
  a: Desk,
  first: Desk,
  time: Time,
  base: string,
): Promise<{ b: Desk; cut: Cutter } & Pick<About, 'erased' | 'conflicts' | 'imports'>> {
  let b = first;
  const exchange = async (): Promise<void> => {
    await a.carryTo(b);
    await b.carryTo(a);
  };
  await a.carryTo(b);
  const erased = await tellOne(new Teller(a, time), time);
  await tellOne(new Teller(b, time), time);
  await exchange();
  const conflicts = await tellConflicts(new Teller(a, time), new Teller(b, time), exchange);
  b = await fork(a, b, base, conflicts.settled[0] ?? '');
  const cut = await sheets();
  const imports = await finishJobs(a, b, cut);
  await a.act({ type: 'caller.erase', reportId: erased, reason: '本人要求' }, LEADER);
  await a.act({ type: 'notice.acknowledge', keys: [`conflict:${conflicts.open[0]}`] }, LEADER);
  await wander(a, 40, 1);
  await wander(b, 40, 2);
  await exchange();
  return { b, cut, erased, conflicts, imports };
}

/** Packages of the first desk: everything, and under a password what the second one lacks. */
async function pack(a: Desk, b: Desk, c: Desk, folder: string): Promise<About['packages']> {
  const made = async (peer: Desk, password?: string): Promise<string> => {
    const { files } = await a.courier.exportFor({ peer: peer.device, folder, password });
    if (files.length !== 1) throw new Error(`${files.length} packages for desk ${peer.letter}`);
    return basename(files[0] ?? '');
  };
  const [everything, news] = [await made(c), await made(b, PASSWORD)];
  return { everything, news, password: PASSWORD, safety: a.courier.safety() };
}

/** The rows that the first desk's journal folds to. */
async function writeRows(out: string): Promise<void> {
  const { projection } = await rebuild(join(out, 'desk-a', 'journal'), () => null);
  writeFileSync(join(out, 'rows.json'), tablesText(readTables(projection.db)));
  projection.db.close();
}

/**
 * Make the fixture in a folder that does not exist yet. It was made once, by commit 9944fe9, and is never made again: what a later
 * program makes says nothing about old data.
 */
export async function makeFoundation(out: string): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'xiuhua-foundation-'));
  const time: Time = { ms: toMs(TEST_NOW) };
  const a = Desk.make(join(base, 'a'), 'A', time);
  const [first, c, lost] = ['B', 'C', 'D'].map((letter) =>
    Desk.make(join(base, letter), letter, time, a),
  ) as [Desk, Desk, Desk];
  await a.open();
  await first.open();
  await found([a, first, c, lost]);
  const { b, cut, ...lived } = await liveTogether(a, first, time, join(base, 'clone'));
  b.close();
  mkdirSync(join(out, 'packages'), { recursive: true });
  keep(b, join(out, 'desk-b'));
  // From here on the second desk knows of nothing.
  await new Teller(a, time).filed('井盖缺失', { photos: [picture(a, 90, 'before')] });
  await wander(a, 15, 3);
  const jobs = await cutOff(a, cut('cut-off', 11, 23));
  const packages = await pack(a, b, c, join(out, 'packages'));
  a.close();
  keep(a, join(out, 'desk-a'));
  keep(c, join(out, 'desk-c'));
  await writeRows(out);
  const blobs = readdirSync(join(out, 'desk-a', 'blobs'), { recursive: true, withFileTypes: true });
  const pictures = blobs.filter((one) => one.isFile()).length;
  const until = toInstant(time.ms);
  const about: About = {
    madeBy: '9944fe9',
    until,
    street: STREET,
    ...lived,
    cutOff: jobs,
    pictures,
    packages,
  };
  writeFileSync(join(out, 'about.json'), `${JSON.stringify(about, null, 2)}\n`);
  rmSync(base, { recursive: true, force: true });
}
