import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/main/cli/run';
import { originOf } from '../../../src/main/open311/headers';
import { type Open311, startOpen311 } from '../../../src/main/open311/server';
import { type TestDatabase, testPostgres } from '../../../src/main/sync/testing/postgres';

/** What a client may ask in whatever way it likes, and what pages of others hear of the answers. */
const server = testPostgres();
const PAGE = 'https://map.example';
let db: TestDatabase;
let service: Open311;
const faults: unknown[] = [];

beforeAll(async () => {
  db = await server().database();
  await db.street('440106014');
  const access = { ...(await db.login('xiuhua_district')), address: db.address };
  service = await startOpen311({
    ...{ access, host: '127.0.0.1', port: 0, refreshMs: 3_600_000 },
    ...{ origins: [PAGE, 'https://other.example'], publicUrl: 'https://open.example/o/' },
    onFault: (error) => faults.push(error),
  });
}, 60_000);
afterAll(() => service.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  return new Promise<Answer>((done, fail) => {
    const { hostname, port } = new URL(service.url);
    const one = request({ hostname, port, path, method, headers }, async (response) =>
      done({ status: response.statusCode, headers: response.headers, body: await text(response) }),
    );
    one.on('error', fail);
    one.end();
  });
}

/** What the server says to these bytes, until it hangs up. */
function raw(bytes: string): Promise<string> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let heard = '';
    socket.on('data', (part) => {
      heard += String(part);
    });
    socket.on('error', fail);
    socket.on('close', () => done(heard));
  });
}

/** Values that no parameter may have, and what is a date to a regular expression alone. */
const values = [
  '%00',
  'a%00b',
  '%1F',
  '%7F',
  '%C2%85',
  'x'.repeat(101),
  `${'1,'.repeat(199)}${'y'.repeat(101)}`,
];
const dates = [
  ...['0000-01-01', '0000-01-01T00:00:00Z', '0001-01-01', '1969-12-31', '2201-01-01', '9999-12-31T23:59:59Z'],
  ...[
    '2024-02-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:00:00%2B99:99',
    '-000001-01-01',
  ],
  ...['now', 'infinity', '2024-01-01T00:00:00', '2024-01-01%00'],
];
const numbers = ['0', '-1', '1.5', '1e3', '%00', 'NaN', '9'.repeat(20), '', '%EF%BC%90'];

describe('a question that cannot be answered as it was asked', () => {
  const names = [
    'service_request_id',
    'service_code',
    'status',
    'jurisdiction_id',
    'start_date',
    'page',
    'anything',
  ];
  const cases = [
    ...names.flatMap((name) => values.map((value) => `/requests.json?${name}=${value}`)),
    ...values.flatMap((value) => [`/services.json?jurisdiction_id=${value}`, `/requests/${value}.json`]),
    ...dates.flatMap((date) => [`/requests.json?start_date=${date}`, `/requests.xml?end_date=${date}`]),
    ...numbers.flatMap((number) => [`/requests.json?page=${number}`, `/requests.json?page_size=${number}`]),
    ...['/requests/%E0%A4%A.json', '/requests/%.json', '/requests.json?%00=1'],
  ];

  it('is told so, in words, with 400, and is no fault of the service', async () => {
    for (const path of cases) {
      const { status, body, headers } = await ask(path);
      expect([path.slice(0, 80), status]).toEqual([path.slice(0, 80), 400]);
      expect(body, path).toMatch(/\w+ \w+/);
      expect(headers['cache-control'], path).toBe('no-store');
    }
    expect(faults).toEqual([]);
  });

  it('and those that are odd and can be answered are answered', async () => {
    for (const path of [
      '/requests.json?start_date=1970-01-01',
      '/requests.json?end_date=2200-12-31',
      '/requests.json?start_date=2024-02-29',
      '/requests.json?jurisdiction_id=',
      '/requests.json?service_request_id=%F0%9F%9A%AE',
      '/requests.json?service_code=%27%3B--',
      '/requests.json?page=1000&page_size=1000',
      '/v2/services.xml',
    ])
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    for (const path of [
      '/',
      '//',
      '//evil.example/services.json',
      '/..%2fservices.json',
      '/services.txt',
      '/v2/',
    ])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    expect(faults).toEqual([]);
  });

  it('is cut off where it is too long, malformed or of another kind', async () => {
    const long = await ask(`/requests.json?anything=${'x,'.repeat(2500)}`);
    expect(long.status).toBe(414);
    const host = 'Host: x\r\n';
    expect(await raw(`GET http://[ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(`GET services.json HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 400 /,
    );
    expect(await raw(`GET http://evil/services.json HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 200 /,
    );
    expect(await raw(`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(9000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(await raw('no http at all\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      const { status, headers } = await ask('/requests.json', { method });
      expect([method, status, headers.allow, headers.connection]).toEqual([
        ...[method, 405, 'GET, HEAD, OPTIONS', 'close'],
      ]);
    }
    expect(faults).toEqual([]);
  });

  it('HEAD tells what GET would, without its body', async () => {
    const [get, head] = [await ask('/services.json'), await ask('/services.json', { method: 'HEAD' })];
    expect([head.status, head.body, head.headers['content-length']]).toEqual([
      ...[200, '', get.headers['content-length']],
    ]);
    expect((await ask('/requests.json?page=0', { method: 'HEAD' })).status).toBe(400);
  });
});

describe('pages of others', () => {
  it('read the answers where their origin was named, and nowhere else', async () => {
    for (const path of [
      '/services.json',
      '/requests.xml',
      '/discovery.json',
      '/nothing.json',
      '/requests.json?page=0',
    ]) {
      const told = async (origin?: string) =>
        (await ask(path, origin === undefined ? {} : { headers: { origin } })).headers;
      for (const origin of [
        undefined,
        'null',
        'https://evil.example',
        `${PAGE}.evil.example`,
        `${PAGE}:444`,
        'http://map.example',
        '*',
      ]) {
        const headers = await told(origin);
        expect([path, origin, headers['access-control-allow-origin'], headers.vary]).toEqual([
          ...[path, origin, undefined, 'Origin'],
        ]);
      }
      expect((await told(PAGE))['access-control-allow-origin']).toBe(PAGE);
      expect((await told(PAGE))['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('ask beforehand what they may', async () => {
    const ours = await ask('/requests.json', { method: 'OPTIONS', headers: { origin: PAGE } });
    expect([
      ours.status,
      ours.headers['access-control-allow-origin'],
      ours.headers['access-control-allow-methods'],
    ]).toEqual([...[204, PAGE, 'GET, HEAD, OPTIONS']]);
    const others = await ask('/requests.json', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect([others.status, others.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect(others.headers['access-control-allow-methods']).toBeUndefined();
  });

  it('and caches get nothing from the name that a client used', async () => {
    for (const host of ['evil.example', 'evil.example:1', '[::1]', 'a"b']) {
      const { body, headers, status } = await ask('/discovery.json', {
        headers: { host, 'x-forwarded-host': host, forwarded: `host=${host}` },
      });
      expect([status, JSON.stringify([body, headers]).includes('evil')]).toEqual([200, false]);
      expect(JSON.parse(body)).toMatchObject({ endpoints: [{ url: 'https://open.example/o/' }] });
      expect(headers['cache-control']).toBe('public, max-age=60');
    }
  });

  it('are none, and links are relative, unless somebody says otherwise', async () => {
    const access = { ...(await db.login('xiuhua_district')), address: db.address };
    const bare = await startOpen311({
      access,
      host: '127.0.0.1',
      port: 0,
      refreshMs: 0,
      onFault: () => undefined,
    });
    const answer = await fetch(`${bare.url}/discovery.json`, { headers: { origin: PAGE } });
    expect(await answer.json()).toMatchObject({ endpoints: [{ url: './' }] });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    await bare.close();
  });

  it('are named as browsers name them', async () => {
    expect(['https://a.example', 'HTTPS://A.example:443/', 'http://a:81'].map(originOf)).toEqual([
      ...['https://a.example', 'https://a.example', 'http://a:81'],
    ]);
    for (const text of [
      '*',
      'null',
      'a.example',
      'https://a/b',
      'https://u@a',
      'https://a?b',
      'ftp://a',
      'file:///',
    ])
      expect([text, originOf(text)]).toEqual([text, undefined]);
    const host = { resources: 'resources', script: '', protector: undefined, env: {} };
    for (const [option, value] of [
      ['--origin', '*'],
      ['--origin', `${PAGE},evil`],
      ['--public-url', 'open.example'],
      ['--public-url', 'https://u:p@open.example'],
    ] as const) {
      const words = ['open311', '--hub', `postgres://d@${db.address}`, option, value];
      expect((await runCli(words, host)).value).toMatchObject({
        error: { code: 'cli.optionBad', params: { option } },
      });
    }
  });
});
