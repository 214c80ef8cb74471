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
