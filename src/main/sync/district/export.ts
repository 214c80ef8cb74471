import { createHash } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CellValue, writeCsvStream } from 'hucre';
import type pg from 'pg';
import { renamed } from '../../renames';
import { writeFailure } from '../courier/files';
import { districtSchema, fieldsOf, jsonRows, onSnapshot } from './reader';
import { exportSets, momentsOf, type Period } from './sets';

/** Name and version of the export's layout: readers check it first. */
export const EXPORT_SCHEMA = 'xiuhua.district/1';

/** What to export, where to and how. */
export interface ExportWish {
  readonly period: Period;
  readonly format: 'json' | 'csv';
  /** The folder that gets the file, or the folder of files. */
  readonly folder: string;
  /** Lights and what is overdue as of this instant instead of now. */
  readonly moment?: string | undefined;
}

/** What was written: the file (JSON) or folder (CSV), and the rows of each set. */
export interface Exported {
  readonly path: string;
  readonly rows: Readonly<Record<string, number>>;
}

interface Meta {
  readonly schema: string;
  readonly hub_schema: number;
  readonly from: string;
  readonly to: string;
  readonly made_at: string;
  readonly moment: string;
  readonly refreshed_at: string | null;
  readonly streets: readonly string[];
}

/**
 * Write the district's views of a period into one JSON document, or into CSV files (UTF-8 with BOM) with `meta.json` beside them.
 * All of one snapshot; whole or not at all. `client` reads as the district. Errors: `sync.hubOld`, `courier.diskFull`,
 * `courier.writeFailed`.
 */
export async function exportDistrict(client: pg.Client, wish: ExportWish): Promise<Exported> {
  const schema = await districtSchema(client);
  return onSnapshot(client, wish.moment, async () => {
    const meta = await metaOf(client, schema, wish.period);
    const name = `xiuhua-district-${wish.period.from}_${wish.period.to}`;
    await mkdir(wish.folder, { recursive: true }).catch((error: unknown) => {
      throw writeFailure(error);
    });
    return wish.format === 'json'
      ? writeJson(client, wish, meta, join(wish.folder, `${name}.json`))
      : writeCsv(client, wish, meta, join(wish.folder, name));
  });
}

async function metaOf(client: pg.Client, schema: number, { from, to }: Period): Promise<Meta> {
  const { rows } = await client.query<{ meta: Omit<Meta, 'schema' | 'hub_schema' | 'from' | 'to'> }>(
    `SELECT json_build_object('made_at', now(), 'moment', district.moment(),
       'refreshed_at', (SELECT max(refreshed_at) FROM district.street),
       'streets', (SELECT coalesce(json_agg(street ORDER BY street), '[]') FROM district.street)) AS meta`,
  );
  const [row] = rows;
  if (!row) throw new Error('the hub says nothing about itself');
  return { schema: EXPORT_SCHEMA, hub_schema: schema, from, to, ...row.meta };
}

async function writeJson(client: pg.Client, wish: ExportWish, meta: Meta, path: string): Promise<Exported> {
  const rows: Record<string, number> = {};
  const moments = momentsOf(wish.period);
  async function* document(): AsyncGenerator<string> {
    yield `{"meta":${JSON.stringify(meta)}`;
    for (const { name, sql } of exportSets) {
      rows[name] = 0;
      yield `,\n"${name}":[`;
      for await (const row of jsonRows(client, sql(moments))) {
        yield `${rows[name] > 0 ? ',' : ''}\n${row}`;
        rows[name] += 1;
      }
      yield ']';
    }
    yield `,\n"rows":${JSON.stringify(rows)}}\n`;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeStream(temporary, document());
    await renamed(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw ownOrWrite(error);
  }
  return { path, rows };
}

async function writeCsv(client: pg.Client, wish: ExportWish, meta: Meta, path: string): Promise<Exported> {
  const moments = momentsOf(wish.period);
  const temporary = `${path}.${process.pid}.tmp`;
  const rows: Record<string, number> = {};
  const files: { name: string; rows: number; sha256: string }[] = [];
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    for (const { name, sql } of exportSets) {
      const headers = await fieldsOf(client, sql(moments));
      const counted = count(jsonRows(client, sql(moments)), headers);
      const stream = writeCsvStream(counted.rows, { headers, bom: true, escapeFormulae: true });
      const sha256 = await writeStream(join(temporary, `${name}.csv`), stream);
      rows[name] = counted.total();
      files.push({ name: `${name}.csv`, rows: rows[name] ?? 0, sha256 });
    }
    await writeStream(join(temporary, 'meta.json'), [`${JSON.stringify({ ...meta, files }, null, 2)}\n`]);
    await replaceFolder(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw ownOrWrite(error);
  }
  return { path, rows };
}

/** An error of the hub stays what it is; one of the disk gets its words. */
function ownOrWrite(error: unknown): unknown {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined || /connect|read|getaddrinfo/.test(syscall) ? error : writeFailure(error);
}

function count(rows: AsyncIterable<string>, headers: readonly string[]) {
  let total = 0;
  async function* cells(): AsyncGenerator<CellValue[]> {
    for await (const row of rows) {
      total += 1;
      const values = JSON.parse(row) as Record<string, unknown>;
      yield headers.map((header) => cellOf(values[header]));
    }
  }
  return { rows: cells(), total: () => total };
}

/** Lists and the like go into a cell as their JSON. */
function cellOf(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

const FLUSH_BYTES = 256 * 1024;

/** Write parts into a new file and flush it. Returns the SHA-256 (hex) of what was written. */
async function writeStream(
  path: string,
  parts: AsyncIterable<string | Uint8Array> | Iterable<string>,
): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'w', 0o600);
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    await handle.appendFile(Buffer.concat(waiting));
    waiting = [];
    size = 0;
  };
  try {
    for await (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      hash.update(bytes);
      waiting.push(bytes);
      size += bytes.length;
      if (size >= FLUSH_BYTES) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** Give a finished folder its name; one of that name from an earlier export goes only once the new one is there. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const old = `${to}.${process.pid}.old`;
  const there = await stat(to).then(
    () => true,
    () => false,
  );
  if (there) await renamed(to, old);
  try {
    await renamed(from, to);
  } catch (error) {
    if (there) await renamed(old, to);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
