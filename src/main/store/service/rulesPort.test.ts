import { queries } from '@shared/contract/contract';
import { afterAll, expect, it } from 'vitest';
import { saveReckoning } from '../jobs/reckonFile';
import { TestFolders } from '../testing/folder';
import { connect } from '../testing/wires';
import { filedCase, wish } from '../testing/wishes';
import { StoreServer } from './server';

const folders = new TestFolders();
afterAll(() => folders.remove());

type Rows = { rows: Record<string, unknown>[] };

it('the rules over a port: asked, tried, set by who sits there, and told of while it goes on', async () => {
  const store = await (await folders.create()).open();
  const server = new StoreServer(async () => {});
  server.use(store);
  const { caller, close } = connect(server, 'desk');
  const { caseId } = await filedCase(store);
  await wish(store, { type: 'case.assign', caseId, lead: 'cgb' });
  const jobs: unknown[] = [];
  caller.follow('job', (message) => jobs.push(message));
  await caller.call('action', 'session.set', { operator: 'duty-zhang' });
  const { rows } = (await caller.call('query', 'rules.table', { table: 'limits' })) as Rows;
  const input = {
    table: 'limits',
    rows: rows.map((row) => (row.id === 'handle' ? { ...row, value: 1 } : row)),
  };
  const check = await caller.call('action', 'rules.check', input);
  expect(check).toMatchObject({ ok: true, affected: { clocks: 1 } });
  const set = await caller.call('action', 'rules.set', input);
  expect(set).toMatchObject({ version: 'limits-20241231-1', reckoned: { changed: 1, failed: [] } });
  expect(jobs.at(-1)).toMatchObject({ kind: 'reckon', ended: true });
  const tables = queries['rules.tables'].output.parse(await caller.call('query', 'rules.tables', {}));
  expect(tables.find(({ table }) => table === 'limits')).toMatchObject({ setBy: 'duty-zhang' });
  const why = await caller.call('query', 'deadline.why', { id: caseId, clock: 'handle' });
  expect(queries['deadline.why'].output.parse(why)).toMatchObject({ minutes: 480, agrees: true });
  expect(
    queries['rules.findings'].output.parse(await caller.call('query', 'rules.findings', {})),
  ).toBeDefined();
  await expect(caller.call('action', 'rules.set', { table: 'limits', rows: [] })).rejects.toMatchObject({
    code: 'rules.invalid',
  });
  expect(await caller.call('action', 'rules.reckon', {})).toBeNull();
  const wall = connect(server, 'wall');
  await expect(wall.caller.call('query', 'rules.tables', {})).rejects.toMatchObject({
    code: 'rpc.forbidden',
  });
  wall.close();
  close();
  await server.close();
});

it('a reckoning that a kill cut off goes on by itself once the store is served', async () => {
  const folder = await folders.create();
  const store = await folder.open();
  await filedCase(store);
  const rows = [{ id: 'yellowShare', value: 0.5 }];
  const version = 'policy-20241231-1';
  const plan = {
    job: `reckon:${version}`,
    table: 'policy',
    version,
    because: 'policy' as const,
    actor: 'op-1',
  };
  saveReckoning(folder.dataDir, { ...plan, cancelled: false });
  await wish(store, { type: 'table.set', stream: 'rules:main', set: { table: 'policy', version, rows } });
  store.close();
  const server = new StoreServer(async () => {});
  const ended = new Promise<unknown>((resolve) => {
    server.feeds.follow('job', (message) => {
      if ((message as { ended: boolean }).ended) resolve(message);
    });
  });
  server.use(await folder.open());
  expect(await ended).toMatchObject({ job: plan.job, kind: 'reckon', done: 2, total: 2 });
  await server.close();
});

it('a recount that was stopped is told among the findings, until somebody goes on with it', async () => {
  const folder = await folders.create();
  const store = await folder.open();
  await filedCase(store);
  const version = 'policy-20241231-1';
  const set = { table: 'policy' as const, version, rows: [{ id: 'yellowShare', value: 0.5 }] };
  await wish(store, { type: 'table.set', stream: 'rules:main', set });
  const plan = { job: `reckon:${version}`, table: 'policy', version, because: 'policy' as const };
  saveReckoning(folder.dataDir, { ...plan, actor: 'op-1', cancelled: true });
  const server = new StoreServer(async () => {});
  server.use(store);
  const { caller, close } = connect(server, 'desk');
  const codes = async (): Promise<string[]> => {
    const found = await caller.call('query', 'rules.findings', {});
    return queries['rules.findings'].output.parse(found).map(({ code }) => code);
  };
  expect(await codes()).toContain('reckonOpen');
  await caller.call('action', 'session.set', { operator: 'dispatch-li' });
  expect(await caller.call('action', 'rules.reckon', {})).toMatchObject({ job: plan.job, failed: [] });
  expect(await codes()).not.toContain('reckonOpen');
  close();
  await server.close();
});

it('only the leader of the shift and supervision set tables', async () => {
  const store = await (await folders.create()).open();
  const server = new StoreServer(async () => {});
  server.use(store);
  const { caller, close } = connect(server, 'desk');
  const { rows } = (await caller.call('query', 'rules.table', { table: 'texts' })) as Rows;
  const set = () => caller.call('action', 'rules.set', { table: 'texts', rows: rows.slice(1) });
  await expect(set()).rejects.toMatchObject({ code: 'session.none' });
  await caller.call('action', 'session.set', { operator: 'dispatch-li' });
  await expect(set()).rejects.toMatchObject({ code: 'rules.role', params: { operator: '派遣 李' } });
  for (const operator of ['supervise-he', 'duty-zhang']) {
    await caller.call('action', 'session.set', { operator });
    expect(await set()).toMatchObject({ reckoned: null });
  }
  close();
  await server.close();
});

it('an earlier version of a table can be read again', async () => {
  const store = await (await folders.create()).open();
  const server = new StoreServer(async () => {});
  server.use(store);
  const { caller, close } = connect(server, 'desk');
  const table = 'texts';
  type Versioned = Rows & { version: string };
  const before = (await caller.call('query', 'rules.table', { table })) as Versioned;
  await caller.call('action', 'session.set', { operator: 'duty-zhang' });
  await caller.call('action', 'rules.set', { table, rows: before.rows.slice(1) });
  const { version } = before;
  expect(await caller.call('query', 'rules.table', { table, version })).toEqual(before);
  expect(((await caller.call('query', 'rules.table', { table })) as Rows).rows).toEqual(before.rows.slice(1));
  await expect(caller.call('query', 'rules.table', { table, version: 'no' })).rejects.toMatchObject({
    code: 'rules.noVersion',
  });
  close();
  await server.close();
});

it('the wall learns names of units and communities, and of nobody else', async () => {
  const store = await (await folders.create()).open();
  const server = new StoreServer(async () => {});
  server.use(store);
  const { caller, close } = connect(server, 'wall');
  await expect(caller.call('query', 'directory', {})).rejects.toMatchObject({ code: 'rpc.forbidden' });
  const names = (await caller.call('query', 'directory.wall', {})) as Record<string, object[]>;
  expect(queries['directory.wall'].output.parse(names)).toEqual(names);
  expect(Object.keys(names)).toEqual(['units', 'communities']);
  expect(names.units?.length).toBeGreaterThan(0);
  expect(new Set(names.units?.flatMap(Object.keys))).toEqual(new Set(['id', 'name', 'short', 'nameEn']));
  close();
  await server.close();
});
