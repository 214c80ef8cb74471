import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import pg from 'pg';
import { formatAddress } from '../../sync/hub/address';
import { connect, type HubAccess } from '../../sync/hub/connection';
import { hubError } from '../../sync/hub/errors';

/** What an administrator's command was given. */
export interface HubArguments {
  readonly action: string | undefined;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** The folder that file names mean. */
  readonly folder: string;
  readonly resources: string;
  readonly env: NodeJS.ProcessEnv;
}

/** An option that must be there. Errors: `cli.optionMissing`. */
export function needed(args: HubArguments, option: string): string {
  const value = optional(args, option);
  if (value === undefined) throw new CodedError('cli.optionMissing', { option: `--${option}` });
  return value;
}

export function optional(args: HubArguments, option: string): string | undefined {
  const value = args.values[option];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * How the administrator gets in. A password in the address would stand in the list of processes and in the shell's history: it comes
 * from PGPASSWORD or a file. Errors: `cli.hubAddress`, `cli.passwordFile`.
 */
export function adminAccess(args: HubArguments): HubAccess {
  const { host, port, database, user } = parseUrl(needed(args, 'hub'));
  const ca = optional(args, 'ca');
  return {
    address: formatAddress({ host, port, database }),
    user,
    password: passwordOf(args),
    program: 'xiuhua hub',
    ...(ca === undefined ? {} : { ca: readText(args, ca) }),
    timeouts: { connectMs: 10_000, statementMs: 600_000 },
  };
}

function parseUrl(text: string): { host: string; port: number; database: string; user: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new CodedError('cli.hubAddress');
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const known = url.protocol === 'postgres:' || url.protocol === 'postgresql:';
  if (!known || url.password !== '' || url.search !== '' || !host || !database || !url.username)
    throw new CodedError('cli.hubAddress');
  return { host, port: Number(url.port || 5432), database, user: decodeURIComponent(url.username) };
}

function passwordOf(args: HubArguments): string {
  const file = optional(args, 'password-file');
  return file === undefined ? (args.env.PGPASSWORD ?? '') : (readText(args, file).split(/\r?\n/)[0] ?? '');
}

function readText(args: HubArguments, file: string): string {
  try {
    return readFileSync(resolve(args.folder, file), 'utf8');
  } catch {
    throw new CodedError('cli.passwordFile', { file });
  }
}

/** Do something as the administrator, and let go of the connection. */
export async function asAdmin<T>(
  args: HubArguments,
  work: (client: pg.Client, access: HubAccess) => Promise<T>,
): Promise<T> {
  const access = adminAccess(args);
  const client = await connect(access);
  try {
    return await work(client, access);
  } catch (error) {
    throw error instanceof pg.DatabaseError ? hubError(error, access.address) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The rows of a statement. */
export async function rowsOf<T extends pg.QueryResultRow>(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  return (await client.query<T>(text, values)).rows;
}
