import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { HOUR_MS, toInstant, toLocalMinute } from '@shared/rules/time';
import type pg from 'pg';
import { migrate, readMigrations } from '../sync/hub/migrations';
import { readCode, showCode } from '../sync/identity/code';
import { EnrolHub } from '../sync/identity/joinHub';
import { adminAccess, asAdmin, type HubArguments, needed, optional, rowsOf } from './hub/admin';
import { audit } from './hub/audit';
import { hubStatus } from './hub/status';
import { words } from './texts';

/** What the administrator's command printed: `words` for people, `value` for programs. */
export interface HubOutcome {
  readonly value: unknown;
  readonly code: number;
  readonly words?: string;
}

/** `hub init|status|enrol|revoke|audit`: set a hub up, look at it, let desks in and out, prove it. */
export async function hubCommand(args: HubArguments): Promise<HubOutcome | undefined> {
  switch (args.action) {
    case 'init':
      return await init(args);
    case 'status':
      return { value: await asAdmin(args, (client, { address }) => hubStatus(client, address)), code: 0 };
    case 'enrol':
      return await enrol(args);
    case 'revoke':
      return await revoke(args);
    case 'audit': {
      const value = await asAdmin(args, (client, access) =>
        audit(client, access, join(args.resources, 'hub'), (code, params) => words(code, params, args.env)),
      );
      return { value, code: value.ok ? 0 : 1 };
    }
    default:
      return undefined;
  }
}

const STREET = /^\d{6,12}$/;
const LOGIN = /^[a-z_][a-z0-9_]{0,62}$/;

/** Bring the hub to this program's schema; add a street, a login of the district. Repeated, it changes nothing. */
async function init(args: HubArguments): Promise<HubOutcome> {
  const street = optional(args, 'street');
  const name = street === undefined ? undefined : needed(args, 'name');
  const district = optional(args, 'district-role');
  if (street !== undefined && !STREET.test(street))
    throw new CodedError('cli.optionBad', { option: '--street', value: street });
  if (district !== undefined && !LOGIN.test(district))
    throw new CodedError('cli.optionBad', { option: '--district-role', value: district });
  return asAdmin(args, async (client, { address }) => {
    const schema = await migrate(client, await readMigrations(join(args.resources, 'hub')));
    if (street !== undefined) await client.query('SELECT xiuhua.add_street($1, $2)', [street, name]);
    const made = district !== undefined && (await addDistrict(client, district));
    // Logins that came some other way have their limits from here.
    const [limits] = await rowsOf<{ all: boolean }>(client, 'SELECT xiuhua.tighten() AS all');
    const streets = await rowsOf(client, 'SELECT street, name FROM xiuhua.street ORDER BY street');
    const next = made ? words('cli.districtNext', { role: district }, args.env) : undefined;
    return {
      value: {
        ...{ hub: address, schema, streets, tightened: limits?.all ?? false },
        ...(district ? { district } : {}),
        ...(next ? { next } : {}),
      },
      code: 0,
    };
  });
}

/** A login of the district. Its password is set by the administrator, who alone should know it: until then nobody gets in. */
async function addDistrict(client: pg.Client, role: string): Promise<boolean> {
  const [there] = await rowsOf(client, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const quoted = client.escapeIdentifier(role);
  if (!there) await client.query(`CREATE ROLE ${quoted} LOGIN`);
  await client.query(`GRANT xiuhua_district TO ${quoted}`);
  return !there;
}

/** A one-time code for a desk: the first one comes in by it alone, further ones are confirmed at a desk of the street. */
async function enrol(args: HubArguments): Promise<HubOutcome> {
  const street = needed(args, 'street');
  const hours = Number(optional(args, 'hours') ?? 24);
  if (!(hours > 0 && hours <= 720))
    throw new CodedError('cli.optionBad', { option: '--hours', value: String(args.values.hours) });
  const about = await asAdmin(args, async (client) => {
    const [row] = await rowsOf<{ name: string; desks: number }>(
      client,
      `SELECT s.name, (SELECT count(*)::int FROM xiuhua.device d WHERE d.street = s.street AND d.revoked_at IS NULL) AS desks
       FROM xiuhua.street s WHERE s.street = $1`,
      [street],
    );
    if (!row) throw new CodedError('sync.noStreet', { what: street });
    return { name: row.name, kind: row.desks === 0 ? ('first' as const) : ('further' as const) };
  });
  const access = adminAccess(args);
  const hub = await EnrolHub.open(access);
  try {
    const untilMs = Date.now() + hours * HOUR_MS;
    const made = await hub.invite({ street, streetName: about.name, kind: about.kind, untilMs }, randomBytes);
    const code = showCode(readCode(made));
    const until = toInstant(untilMs);
    const next = words(`cli.enrolNext.${about.kind}`, { address: access.address }, args.env);
    const params = { street, name: about.name, code, until: toLocalMinute(until), next };
    return {
      value: { street, name: about.name, kind: about.kind, code, until, hub: access.address, next },
      code: 0,
      words: words('cli.enrol', params, args.env),
    };
  } finally {
    await hub.close();
  }
}

/** Close a desk's login at once. */
async function revoke(args: HubArguments): Promise<HubOutcome> {
  const [street, device] = [needed(args, 'street'), needed(args, 'device')];
  const hub = await EnrolHub.open(adminAccess(args));
  try {
    const closed = await hub.revoke(street, device);
    const next = words('cli.revokeNext', {}, args.env);
    return { value: { street, device, closed, next }, code: 0 };
  } finally {
    await hub.close();
  }
}
