import { assigned, closedCase, filed, World } from '@shared/domain/testing/world';
import { DomUtils, parseDocument } from 'htmlparser2';
import { afterEach, expect, it } from 'vitest';
import { type Open311, startOpen311 } from '../../../src/main/open311/server';
import { testPostgres } from '../../../src/main/sync/testing/postgres';
import { commitsOf, pushAll } from './hubRows';

const server = testPostgres();
const running: Open311[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

type Request = Record<string, string | number | null>;

/** A hub with a street's cases, and the service over it. `n` cases of a day each, the newest first filed last. */
async function served() {
  const db = await server().database();
  await db.street('440106014', '冼村街道');
  const world = new World();
  const now = new Date();
  world.now = `${new Date(now.getTime() - 40 * 86_400_000).toISOString().slice(0, 10)}T09:00:00.000+08:00`;
  closedCase(world, '1');
  world.wait(24 * 60);
  assigned(world, '2');
  world.wait(24 * 60);
  const { caseId } = filed(world, '3');
  world.must({ type: 'case.describe', caseId, classRef: { scheme: 'event', code: '0101' } });
  const voided = filed(world, '4').caseId;
  world.must({ type: 'case.void', caseId: voided, reason: '误立' });
  const admin = await db.connect();
  const classes = [{ scheme: 'event', code: '0101', name: '暴露垃圾 <&>', group: '市容环境' }];
  const [first] = commitsOf(world.facts);
  if (!first) throw new Error('no commits');
  const set = { table: 'classes', version: 'test', rows: classes };
  const event = {
    stream: 'registry:main',
    type: 'table.set',
    v: 1,
    rank: 1,
    basis: null,
    at: world.now,
    data: set,
  };
  await pushAll(admin, '440106014', [
    ...commitsOf(world.facts),
    { ...first, device: 'seeder', id: 'set-classes', events: [event] },
  ]);
  const login = await db.login('xiuhua_district');
  const faults: unknown[] = [];
  const service = await startOpen311({
    access: { ...login, address: db.address },
    host: '127.0.0.1',
    port: 0,
    refreshMs: 3_600_000,
    onFault: (error) => faults.push(error),
  });
  running.push(service);
  const get = (path: string) => fetch(`${service.url}${path}`);
  const requests = async (query: string): Promise<Request[]> =>
    (await (await get(`/requests.json?${query}`)).json()) as Request[];
  const day = (n: number) =>
    new Date(Date.parse(`${world.now.slice(0, 10)}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10);
  return { db, login, service, get, requests, day, faults };
}

it('tells services and requests as GeoReport v2 has them', async () => {
  const { get, requests } = await served();
  const services = await get('/services.json');
  expect(services.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await services.json()).toEqual([
    {
      service_code: 'event-0101',
      service_name: '暴露垃圾 <&>',
      description: '市容环境',
      metadata: false,
      type: 'realtime',
      keywords: '',
      group: '市容环境',
    },
    {
      service_code: 'other',
      service_name: '其他',
      description: '',
      metadata: false,
      type: 'realtime',
      keywords: '',
      group: '',
    },
  ]);
  const all = await requests('');
  expect(all.map(({ status, status_notes, service_code }) => [status, status_notes, service_code])).toEqual([
    ['open', '待派遣', 'event-0101'],
    ['open', '处置中', 'other'],
    ['closed', '结案', 'other'],
  ]);
  expect(Object.keys(all[0] ?? {})).toEqual([
    'service_request_id',
    'status',
    'status_notes',
    'service_name',
    'service_code',
    'description',
    'agency_responsible',
    'service_notice',
    'requested_datetime',
    'updated_datetime',
    'expected_datetime',
    'address',
    'address_id',
    'zipcode',
    'lat',
    'long',
    'media_url',
  ]);
  expect(all[0]?.service_request_id).toMatch(/^440106014-\d{8}-A\d{4}$/);
  expect(all[0]?.requested_datetime).toMatch(/^\d{4}-\d\d-\d\dT09:00:00\+08:00$/);
  // What people said and where they live stays at the street.
  expect(JSON.stringify(all)).not.toMatch(/冼村路|堆放/);
});

it('filters by id, service, status and dates, and pages', async () => {
  const { requests, get, day } = await served();
  const all = await requests('');
  const ids = all.map((one) => String(one.service_request_id));
  const of = async (query: string) => (await requests(query)).map((one) => one.service_request_id);
  expect(await of('status=closed')).toEqual([ids[2]]);
  expect(await of('status=open,closed')).toEqual(ids);
  expect(await of('service_code=event-0101')).toEqual([ids[0]]);
  expect(await of(`service_request_id=${ids[2]},${ids[0]}`)).toEqual([ids[0], ids[2]]);
  expect(await of(`start_date=${day(1)}`)).toEqual([ids[0], ids[1]]);
  expect(await of(`start_date=${day(5)}&end_date=${day(1)}T00:00:00%2B08:00`)).toEqual([ids[2]]);
  expect(await of(`end_date=${day(1)}T00:00:00+08:00`)).toEqual([ids[2]]);
  expect(await of('page_size=2')).toEqual(ids.slice(0, 2));
  expect(await of('page_size=2&page=2')).toEqual(ids.slice(2));
  expect(await of('jurisdiction_id=440106014')).toEqual(ids);
  expect(await of('jurisdiction_id=elsewhere')).toEqual([]);
  const one = (await (await get(`/requests/${ids[1]}.json`)).json()) as Request[];
  expect(one).toEqual([all[1]]);
});

it('speaks XML that a parser reads to the same', async () => {
  const { get, requests } = await served();
  const answer = await get('/requests.xml');
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  const document = parseDocument(await answer.text(), { xmlMode: true });
  const told = DomUtils.getElementsByTagName('request', document).map(({ children }) =>
    Object.fromEntries(
      children.flatMap((field) =>
        'name' in field && 'children' in field ? [[field.name, DomUtils.textContent(field) || null]] : [],
      ),
    ),
  );
  const texts = (await requests('')).map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
  );
  expect(told).toEqual(texts);
});

const badQuestions: readonly (readonly [path: string, status: number])[] = [
  ['/requests.json?status=lost', 400],
  ['/requests.json?start_date=yesterday', 400],
  ['/requests.json?start_date=2024-01-01&end_date=2024-12-31', 400],
  ['/requests.json?start_date=2024-02-01&end_date=2024-01-31', 400],
  ['/requests.json?page=0', 400],
  ['/requests.json?page_size=100000', 400],
  [`/requests.json?service_request_id=${'1,'.repeat(300)}`, 400],
  ['/requests/nothing-like-it.json', 404],
  ["/requests/'%20OR%201=1--.json", 404],
  ['/requests/%E0%A4%A.json', 400],
  ['/nothing.json', 404],
  ['/', 404],
];

it('says what is wrong with a question', async () => {
  const { get } = await served();
  for (const [path, status] of badQuestions) {
    const answer = await get(path);
    expect(answer.status, path).toBe(status);
    expect(await answer.json(), path).toEqual([{ code: status, description: expect.stringMatching(/\w/) }]);
  }
});

it('is for reading only, and comes back when the hub has been away', async () => {
  const { db, service, get, login, faults } = await served();
  const post = await fetch(`${service.url}/requests.json`, { method: 'POST', body: 'service_code=1' });
  expect(post.status).toBe(405);
  const admin = await db.connect();
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
    login.user,
  ]);
  await admin.query(`ALTER ROLE ${login.user} NOLOGIN`);
  await expect.poll(async () => (await get('/services.xml')).status).toBe(503);
  expect(await (await get('/services.xml')).text()).toContain('<error><code>503</code>');
  expect(faults.length).toBeGreaterThan(0);
  await admin.query(`ALTER ROLE ${login.user} LOGIN`);
  expect((await get('/services.xml')).status).toBe(200);
});

it('does not start with a login that is not the district’s', async () => {
  const db = await server().database();
  const login = await db.login();
  const options = { host: '127.0.0.1', port: 0, refreshMs: 60_000, onFault: () => undefined };
  await expect(startOpen311({ ...options, access: { ...login, address: db.address } })).rejects.toThrow();
  await expect(
    startOpen311({ ...options, access: { ...login, password: 'wrong', address: db.address } }),
  ).rejects.toMatchObject({ code: 'sync.refused' });
});
