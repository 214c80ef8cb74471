import type pg from 'pg';
import { isLoopback, parseAddress } from '../../sync/hub/address';
import type { HubAccess } from '../../sync/hub/connection';
import { type Migration, readMigrations } from '../../sync/hub/migrations';
import { rowsOf } from './admin';
import { auditAttachments, auditChains, auditKeys } from './content';
import { auditDistrict, auditLimits } from './limits';
import { auditLogins, auditRights } from './rights';

/** Something that is not as it should be (`fault`), or worth knowing (`note`). `message` says it in words. */
export interface Finding {
  readonly level: 'fault' | 'note';
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/** What an audit looked at and found. `ok` is true where there is no fault. */
export interface HubAudit {
  readonly ok: boolean;
  readonly hub: string;
  readonly checked: {
    readonly migrations: number;
    readonly tables: number;
    readonly logins: number;
    readonly chains: number;
    readonly commits: number;
    readonly signatures: number;
    readonly attachments: number;
  };
  readonly findings: readonly Finding[];
}

/** Takes findings in as they come up. */
export class Report {
  readonly findings: Finding[] = [];
  readonly checked = {
    migrations: 0,
    tables: 0,
    logins: 0,
    chains: 0,
    commits: 0,
    signatures: 0,
    attachments: 0,
  };

  constructor(private readonly say: (code: string, params: Finding['params']) => string) {}

  fault(code: string, params: Finding['params'] = {}): void {
    this.add('fault', code, params);
  }

  note(code: string, params: Finding['params'] = {}): void {
    this.add('note', code, params);
  }

  private add(level: Finding['level'], code: string, params: Finding['params']): void {
    this.findings.push({ level, code, params, message: this.say(`audit.${code}`, params) });
  }
}

/** Prove a hub: schema, rights, logins, transport, every chain with its hashes and signatures, every attachment. Changes nothing. */
export async function audit(
  client: pg.Client,
  access: HubAccess,
  folder: string,
  say: (code: string, params: Finding['params']) => string,
): Promise<HubAudit> {
  const report = new Report(say);
  // One snapshot for all: what stations push meanwhile is not half seen.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const files = await readMigrations(folder);
    await auditSchema(client, files, report);
    await auditRights(client, files.map(({ sql }) => sql).join('\n'), report);
    await auditLogins(client, report);
    await auditTransport(client, access, report);
    await auditLimits(client, report);
    for (const street of await streets(client)) {
      await auditChains(client, street, report);
      await auditAttachments(client, street, report);
      await auditKeys(client, street, report);
    }
    await auditDistrict(client, report);
    await auditAlarms(client, report);
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
  const ok = report.findings.every(({ level }) => level !== 'fault');
  return { ok, hub: access.address, checked: report.checked, findings: report.findings };
}

async function streets(client: pg.Client): Promise<string[]> {
  const rows = await rowsOf<{ street: string }>(client, 'SELECT street FROM xiuhua.street ORDER BY street');
  return rows.map(({ street }) => street);
}

/** The files that were applied are those of this program. */
async function auditSchema(client: pg.Client, files: readonly Migration[], report: Report): Promise<void> {
  const applied = new Map(
    (
      await rowsOf<{ version: number; sha256: string }>(
        client,
        `SELECT version, encode(sha256, 'hex') AS sha256 FROM xiuhua.migration`,
      )
    ).map(({ version, sha256 }) => [version, sha256]),
  );
  for (const { version, name, sha256 } of files) {
    const there = applied.get(version);
    report.checked.migrations += 1;
    if (there === undefined) report.fault('schemaOld', { file: name });
    else if (there !== sha256) report.fault('schemaChanged', { file: name });
  }
  const newest = Math.max(0, ...applied.keys());
  if (newest > files.length) report.note('schemaNew', { version: newest, known: files.length });
}

interface HbaRow {
  line: number;
  kind: string;
  address: string | null;
  method: string;
}

/** Nobody gets in from outside without TLS, nobody anywhere without a password. */
async function auditTransport(client: pg.Client, access: HubAccess, report: Report): Promise<void> {
  const [server] = await rowsOf<{ ssl: string; scram: string; super: boolean }>(
    client,
    `SELECT current_setting('ssl') AS ssl, current_setting('password_encryption') AS scram,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super`,
  );
  if (server?.ssl !== 'on') {
    if (isLoopback(parseAddress(access.address).host)) report.note('tlsOff');
    else report.fault('tlsOff');
  }
  if (server?.scram !== 'scram-sha-256') report.fault('passwordEncryption', { value: server?.scram ?? '' });
  if (!server?.super) {
    report.note('notSuperuser');
    return;
  }
  const rules = await rowsOf<HbaRow>(
    client,
    `SELECT line_number AS line, type AS kind, address, auth_method AS method FROM pg_hba_file_rules
     WHERE error IS NULL AND (database && ARRAY['all', current_database()::text]) ORDER BY line_number`,
  );
  let closed = false;
  for (const rule of rules) {
    // What stands above wins: after this line nobody comes in without TLS.
    closed ||=
      rule.kind === 'hostnossl' && rule.method === 'reject' && EVERYWHERE.includes(rule.address ?? '');
    auditRule(rule, closed, report);
  }
}

const EVERYWHERE = ['all', '0.0.0.0', '::'];

function auditRule({ line, kind, address, method }: HbaRow, closed: boolean, report: Report): void {
  if (method === 'reject') return;
  if (method === 'trust') report.fault('hbaTrust', { line });
  if (method === 'password' || method === 'md5') report.fault('hbaWeak', { line, method });
  if ((kind === 'host' || kind === 'hostnossl') && !closed && !isLoopback(address ?? ''))
    report.fault('hbaPlain', { line, address: address ?? '' });
}

async function auditAlarms(client: pg.Client, report: Report): Promise<void> {
  const rows = await rowsOf<{ street: string; kind: string; n: number }>(
    client,
    'SELECT street, kind, count(*)::int AS n FROM xiuhua.alarm GROUP BY street, kind ORDER BY street, kind',
  );
  for (const row of rows) report.note('alarms', row);
}
