import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { assigned, closedCase, filed, World } from '@shared/domain/testing/world';
import { parseCsvObjects } from 'hucre';
import { afterAll, expect, it } from 'vitest';
import { type CliOutcome, runCli } from '../../../src/main/cli/run';
import { exportSets } from '../../../src/main/sync/district/sets';
import { type TestDatabase, testPostgres } from '../../../src/main/sync/testing/postgres';
import { commitsOf, pushAll } from './hubRows';

const server = testPostgres();
const out = mkdtempSync(join(tmpdir(), 'xiuhua-district-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function districtHub(): Promise<{
  db: TestDatabase;
  run: (...words: string[]) => Promise<CliOutcome>;
}> {
  const db = await server().database();
  await db.street('liede', '猎德街道');
  const login = await db.login('xiuhua_district');
  const run = (...words: string[]) =>
    runCli(
      ['district', ...words, '--hub', `postgres://${login.user}@${db.address}`, '--now', '2025-01-10T09:00'],
      {
        resources: resolve('resources'),
        script: '',
        protector: undefined,
        env: { PGPASSWORD: login.password, INIT_CWD: out },
      },
    );
  return { db, run };
}

const december = ['--from', '2024-12-01', '--to', '2024-12-31'] as const;

async function filledHub() {
  const made = await districtHub();
  const world = new World();
  closedCase(world, '1');
  assigned(world, '2', ['cgb']);
  world.wait(3 * 24 * 60);
  filed(world, '3');
  await pushAll(await made.db.connect(), 'liede', commitsOf(world.facts));
  return made;
}

interface Document {
  meta: Record<string, unknown>;
  rows: Record<string, number>;
  [name: string]: unknown;
}

it('writes a period as one document, refreshed first, of one snapshot', async () => {
  const { run } = await filledHub();
  const { value, code } = await run('export', ...december, '--format', 'json');
  expect(code, JSON.stringify(value)).toBe(0);
  const path = join(out, 'xiuhua-district-2024-12-01_2024-12-31.json');
  expect(value).toMatchObject({ path, refreshed: { streams: 6 } });
  const document = JSON.parse(readFileSync(path, 'utf8')) as Document;
  expect(Object.keys(document)).toEqual(['meta', ...exportSets.map(({ name }) => name), 'rows']);
  expect(document.meta).toMatchObject({
    schema: 'xiuhua.district/1',
    from: '2024-12-01',
    to: '2024-12-31',
    streets: ['liede'],
    moment: '2025-01-10T09:00:00+08:00',
  });
  // The third case was filed in January.
  expect(document.rows).toMatchObject({
    report: 2,
    case: 2,
    case_part: 3,
    case_clock: 6,
    indicator_street: 1,
    problem: 0,
  });
  expect((document.case as { stage_name: string }[]).map((one) => one.stage_name)).toEqual([
    '结案',
    '处置中',
  ]);
  expect(document.indicator_street).toMatchObject([
    { filed: 2, closed: 1, should_close: 2, closing_rate: 0.5 },
  ]);
  expect(document.count_grid_day).toMatchObject([{ day: '2024-12-31', reports: 2, filed: 2, closed: 1 }]);
});

it('keeps what was still alive in a period, though it was filed before', async () => {
  const { run } = await filledHub();
  await run('export', '--from', '2025-01-01', '--to', '2025-01-31');
  const document = JSON.parse(
    readFileSync(join(out, 'xiuhua-district-2025-01-01_2025-01-31.json'), 'utf8'),
  ) as Document;
  expect(document.case as object[]).toMatchObject([
    { stage: 'handling', overdue: true },
    { stage: 'toAssign' },
  ]);
});

it('writes a period as CSV files that a spreadsheet reads, with their hashes, and replaces an earlier export', async () => {
  const { run } = await filledHub();
  const folder = join(out, 'xiuhua-district-2024-12-01_2024-12-31');
  mkdirSync(folder);
  writeFileSync(join(folder, 'left-over.csv'), 'old');
  const { value, code } = await run('export', ...december, '--format', 'csv');
  expect(code, JSON.stringify(value)).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(
    [...exportSets.map(({ name }) => `${name}.csv`), 'meta.json'].sort(),
  );
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as {
    files: { name: string; rows: number; sha256: string }[];
  };
  for (const { name, rows, sha256 } of meta.files) {
    const bytes = readFileSync(join(folder, name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(parseCsvObjects(bytes.toString('utf8')).data).toHaveLength(rows);
  }
  const cases = parseCsvObjects(readFileSync(join(folder, 'case.csv'), 'utf8')).data;
  expect(cases).toMatchObject([
    { stage_name: '结案', filed_at: '2024-12-31T09:00:00+08:00', lon: '' },
    { stage_name: '处置中' },
  ]);
  expect(readdirSync(out).filter((name) => /tmp|old$/.test(name))).toEqual([]);
});

it('says what is wrong, and leaves nothing half-written', async () => {
  const { db, run } = await districtHub();
  const codes = async (...words: string[]) => {
    const { value, code } = await run(...words);
    return [(value as { error?: { code: string } }).error?.code, code];
  };
  expect(await codes('export', '--from', '2024-12-01')).toEqual(['cli.optionMissing', 1]);
  expect(await codes('export', '--from', '2024-12-01', '--to', '2024-11-01')).toEqual(['cli.optionBad', 1]);
  expect(await codes('export', '--from', '1 Dec', '--to', '2024-11-01')).toEqual(['cli.optionBad', 1]);
  expect(await codes('export', ...december, '--format', 'xlsx')).toEqual(['cli.optionBad', 1]);
  expect(await codes('sing')).toEqual(['cli.usage', 2]);
  writeFileSync(join(out, 'a-file'), '');
  expect(await codes('export', ...december, '--out', 'a-file/below')).toEqual(['courier.writeFailed', 1]);
  const admin = await db.connect();
  await admin.query(
    'REVOKE xiuhua_district FROM ' +
      ((
        await admin.query<{ r: string }>(
          'SELECT rolname AS r FROM pg_roles WHERE rolname LIKE $1 ORDER BY 1 LIMIT 1',
          [`${db.name}_%`],
        )
      ).rows[0]?.r ?? ''),
  );
  expect((await codes('refresh'))[0]).toBe('sync.refused');
});
