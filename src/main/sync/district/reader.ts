import { CodedError } from '@shared/contract/errors';
import type pg from 'pg';

/** The hub schema that has the district's views. */
export const DISTRICT_SCHEMA = 4;

/** Commits that were taken apart and streams that were folded. */
export interface Refreshed {
  readonly commits: number;
  readonly streams: number;
}

/** How many commits and streams a step may have: far below what a statement may last, on slow computers too. */
const REFRESH_STEP = 2000;

/**
 * Fold what has come since the last time, in short steps that each stand by themselves: who is interrupted goes on from there.
 * `onStep` hears what was done so far and how much still waits, after each step but the last. Error: `sync.refreshStands` where a step
 * did nothing and yet something waits: the next would do no more.
 */
export async function refreshDistrict(
  client: pg.Client,
  onStep: (done: Refreshed, waiting: number) => void = () => {},
  step = REFRESH_STEP,
): Promise<Refreshed> {
  let done: Refreshed = { commits: 0, streams: 0 };
  for (;;) {
    const { rows } = await client.query<Record<'commits' | 'streams' | 'waiting', string>>(
      'SELECT commits, streams, waiting FROM xiuhua.refresh_district($1)',
      [step],
    );
    const [row] = rows;
    done = {
      commits: done.commits + Number(row?.commits ?? 0),
      streams: done.streams + Number(row?.streams ?? 0),
    };
    const waiting = Number(row?.waiting ?? 0);
    if (waiting === 0) return done;
    if (Number(row?.commits) === 0 && Number(row?.streams) === 0)
      throw new CodedError('sync.refreshStands', { waiting });
    onStep(done, waiting);
  }
}

/** The hub's schema. Errors: `sync.hubOld` where it is older than the district's views. */
export async function districtSchema(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM xiuhua.migration',
  );
  const schema = rows[0]?.version ?? 0;
  if (schema < DISTRICT_SCHEMA) throw new CodedError('sync.hubOld', { schema, needed: DISTRICT_SCHEMA });
  return schema;
}

/**
 * Do something on one snapshot of the hub, with times in Beijing's clock. `moment` (an instant) replaces now, for lights and what is
 * overdue.
 */
export async function onSnapshot<T>(
  client: pg.Client,
  moment: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await client.query(
      "SELECT set_config('timezone', 'Asia/Shanghai', true), set_config('xiuhua.now', $1, true)",
      [moment ?? ''],
    );
    return await work();
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** The fields of a statement, in its order. */
export async function fieldsOf(client: pg.Client, sql: string): Promise<string[]> {
  const { fields } = await client.query(`SELECT * FROM (${sql}) q LIMIT 0`);
  return fields.map(({ name }) => name);
}

const STEP = 2000;

/** The rows of a statement as JSON text with fields in its order, a few thousand at a time. Only inside `onSnapshot`. */
export async function* jsonRows(client: pg.Client, sql: string): AsyncGenerator<string> {
  await client.query(
    `DECLARE district_rows NO SCROLL CURSOR FOR SELECT row_to_json(q)::text AS row FROM (${sql}) q`,
  );
  try {
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`FETCH ${STEP} FROM district_rows`);
      for (const { row } of rows) yield row;
      if (rows.length < STEP) return;
    }
  } finally {
    await client.query('CLOSE district_rows').catch(() => undefined);
  }
}
