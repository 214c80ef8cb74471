import type pg from 'pg';
import { schemaOf } from '../../sync/hub/migrations';
import { rowsOf } from './admin';
import type { Report } from './audit';

/** The schema that has limits, and from which on the district's problems of all kinds are told. */
const LIMITS_SCHEMA = 5;
const DISTRICT_SCHEMA = 4;

/** Logins of the hub's own groups, without administrators. */
const LOGINS = `SELECT r.oid, r.rolname, r.rolconfig, r.rolconnlimit FROM pg_roles r
  WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT pg_has_role(r.oid, 'xiuhua_owner', 'MEMBER')
    AND (pg_has_role(r.oid, 'xiuhua_device', 'MEMBER') OR pg_has_role(r.oid, 'xiuhua_join', 'MEMBER')
      OR pg_has_role(r.oid, 'xiuhua_courier', 'MEMBER') OR pg_has_role(r.oid, 'xiuhua_district', 'MEMBER'))`;

interface LimitsRow {
  open: number;
  super: boolean;
  objects: number;
  stuck: number;
  loose: number;
  prepared: number;
}

/** What logins could hold or fill: what the server gives to everybody, what they own, what is without a limit. */
export async function auditLimits(client: pg.Client, report: Report): Promise<void> {
  if ((await schemaOf(client)) < LIMITS_SCHEMA) return;
  const [row] = await rowsOf<LimitsRow>(
    client,
    `WITH logins AS (${LOGINS})
     SELECT (SELECT count(*)::int FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
               AND p.proname ~ '^(pg_(try_)?advisory_.*|lo_.*|loread|lowrite|pg_logical_emit_message)$'
               AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)) AS open,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super,
            (SELECT count(*)::int FROM pg_largeobject_metadata m JOIN logins l ON l.oid = m.lomowner) AS objects,
            (SELECT count(*)::int FROM xiuhua.invitation i JOIN pg_roles r ON r.rolname = i.role_name WHERE i.stuck_at IS NOT NULL) AS stuck,
            (SELECT count(*)::int FROM logins l WHERE l.rolconnlimit < 0
               OR NOT coalesce(array_to_string(l.rolconfig, ' ') LIKE '%statement_timeout=%', false)) AS loose,
            (SELECT count(*)::int FROM pg_prepared_xacts x JOIN logins l ON l.rolname = x.owner
               WHERE x.database = current_database()) AS prepared`,
  );
  if (!row) return;
  // Only a superuser can take these back; without one they can be told of, and nothing of the hub rests on them.
  if (row.open > 0) report[row.super ? 'fault' : 'note']('publicFunctions', { n: row.open });
  if (row.objects > 0) report.note('largeObjects', { n: row.objects });
  if (row.stuck > 0) report.note('loginStuck', { n: row.stuck });
  if (row.loose > 0) report.note('loginLimits', { n: row.loose });
  if (row.prepared > 0) report.fault('preparedTransactions', { n: row.prepared });
}

/** Commits and streams that the district's fold set aside. */
export async function auditDistrict(client: pg.Client, report: Report): Promise<void> {
  if ((await schemaOf(client)) < DISTRICT_SCHEMA) return;
  const rows = await rowsOf<{ street: string; n: number; what: string }>(
    client,
    `SELECT street, count(*)::int AS n, (array_agg(kind || ' ' || what ORDER BY kind, what))[1] AS what
     FROM district.problem GROUP BY street ORDER BY street`,
  );
  for (const row of rows) report.note('districtProblems', row);
}
