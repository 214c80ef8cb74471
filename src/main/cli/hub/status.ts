import { toInstant } from '@shared/rules/time';
import type pg from 'pg';
import { SCHEMA_NEEDED, schemaOf } from '../../sync/hub/migrations';
import { rowsOf } from './admin';

interface DeviceRow {
  device: string;
  name: string;
  letter: string;
  enrolled: Date;
  revoked: Date | null;
  seen: Date | null;
  program: string | null;
}

/** A hub as its administrator sees it. Instants in Beijing time. */
export interface HubStatus {
  readonly hub: string;
  readonly server: string;
  readonly tls: boolean;
  readonly schema: { readonly version: number; readonly needed: number };
  readonly streets: readonly StreetStatus[];
}

export interface StreetStatus {
  readonly street: string;
  readonly name: string;
  readonly devices: readonly {
    readonly device: string;
    readonly name: string;
    readonly letter: string;
    readonly enrolledAt: string;
    readonly revokedAt: string | null;
    readonly lastSeenAt: string | null;
    readonly program: string | null;
  }[];
  readonly chains: readonly { readonly chain: string; readonly commits: number }[];
  readonly commits: number;
  readonly attachments: { readonly whole: number; readonly parts: number; readonly mb: number };
  /** Codes that can still be used, and those who wait to be let in. */
  readonly invitations: { readonly open: number; readonly asking: number };
  /** What the district's fold set aside, and why: how many, and the first of them. */
  readonly problems: {
    readonly count: number;
    readonly first: readonly { readonly kind: string; readonly what: string; readonly problem: string }[];
  };
  readonly alarms: readonly {
    readonly at: string;
    readonly kind: string;
    readonly about: string;
    readonly detail: string;
    readonly by: string;
  }[];
}

const instant = (date: Date | null): string | null => date && toInstant(date.getTime());

export async function hubStatus(client: pg.Client, hub: string): Promise<HubStatus> {
  const version = await schemaOf(client);
  const [server] = await rowsOf<{ version: string; tls: boolean }>(
    client,
    `SELECT current_setting('server_version') AS version,
            coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls`,
  );
  const streets =
    version === 0
      ? []
      : await rowsOf<{ street: string; name: string }>(
          client,
          'SELECT street, name FROM xiuhua.street ORDER BY street',
        );
  const told: StreetStatus[] = [];
  for (const { street, name } of streets) told.push(await streetStatus(client, version, street, name));
  return {
    hub,
    server: server?.version ?? '',
    tls: server?.tls ?? false,
    schema: { version, needed: SCHEMA_NEEDED },
    streets: told,
  };
}

/** The schema that has the district's views, and how many of its problems are listed. */
const DISTRICT_SCHEMA = 4;
const PROBLEMS_SHOWN = 20;

async function problemsOf(client: pg.Client, street: string): Promise<StreetStatus['problems']> {
  const rows = await rowsOf<{ kind: string; what: string; problem: string; n: number }>(
    client,
    `SELECT kind, what, problem, (count(*) OVER ())::int AS n FROM district.problem WHERE street = $1
     ORDER BY kind, what LIMIT ${PROBLEMS_SHOWN}`,
    [street],
  );
  return { count: rows[0]?.n ?? 0, first: rows.map(({ kind, what, problem }) => ({ kind, what, problem })) };
}

async function streetStatus(
  client: pg.Client,
  version: number,
  street: string,
  name: string,
): Promise<StreetStatus> {
  const of = <T extends pg.QueryResultRow>(text: string): Promise<T[]> => rowsOf<T>(client, text, [street]);
  const devices = await of<DeviceRow>(
    `SELECT d.device, d.name, d.letter, d.enrolled_at AS enrolled, d.revoked_at AS revoked, s.at AS seen, s.program
     FROM xiuhua.device d LEFT JOIN xiuhua.device_seen s ON s.street = d.street AND s.device = d.device
     WHERE d.street = $1 ORDER BY d.enrolled_at, d.device`,
  );
  const chains = await of<{ chain: string; commits: number }>(
    `SELECT device || '.' || incarnation AS chain, seq AS commits FROM xiuhua.vector($1) ORDER BY 1`,
  );
  const [held] = await of<{ whole: number; parts: number; mb: number }>(
    `SELECT (SELECT count(*)::int FROM xiuhua.attachment WHERE street = $1) AS whole,
            (SELECT count(DISTINCT c.sha256)::int FROM xiuhua.attachment_chunk c WHERE c.street = $1 AND NOT EXISTS
               (SELECT FROM xiuhua.attachment a WHERE a.street = $1 AND a.sha256 = c.sha256)) AS parts,
            coalesce((SELECT round(sum(length(bytes)) / 1e6, 1)::float FROM xiuhua.attachment_chunk WHERE street = $1), 0) AS mb`,
  );
  const [invitations] = await of<{ open: number; asking: number }>(
    `SELECT (count(*) FILTER (WHERE state = 'open'))::int AS open, (count(*) FILTER (WHERE state = 'asked'))::int AS asking
     FROM xiuhua.invitation WHERE street = $1 AND until > now()`,
  );
  const alarms = await of<{ at: Date; kind: string; about: string; detail: string; by: string }>(
    `SELECT raised_at AS at, kind, about, detail, device AS by FROM xiuhua.alarm WHERE street = $1 ORDER BY raised_at DESC LIMIT 100`,
  );
  return {
    street,
    name,
    devices: devices.map(({ enrolled, revoked, seen, ...device }) => ({
      ...device,
      enrolledAt: toInstant(enrolled.getTime()),
      revokedAt: instant(revoked),
      lastSeenAt: instant(seen),
    })),
    chains,
    commits: chains.reduce((sum, { commits }) => sum + commits, 0),
    attachments: held ?? { whole: 0, parts: 0, mb: 0 },
    invitations: invitations ?? { open: 0, asking: 0 },
    problems: version < DISTRICT_SCHEMA ? { count: 0, first: [] } : await problemsOf(client, street),
    alarms: alarms.map(({ at, ...alarm }) => ({ at: toInstant(at.getTime()), ...alarm })),
  };
}
