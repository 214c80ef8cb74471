import type pg from 'pg';
import { rowsOf } from './admin';
import type { Report } from './audit';

/** What belongs to the hub: the exchange, and what the district sees. Tables of the first are named without it. */
const SCHEMAS = `('xiuhua', 'district')`;
const NAME = `CASE c.relnamespace::regnamespace::text WHEN 'xiuhua' THEN '' ELSE 'district.' END || c.relname`;

/** Triggers that keep rows as they are; partitions of `commit` have those of `commit`. */
const TRIGGERS: Readonly<Record<string, readonly string[]>> = {
  commit: ['fixed', 'chains'],
  attachment: ['fixed'],
  attachment_chunk: ['fixed', 'fixed_whole', 'whole', 'counted', 'uncounted'],
  alarm: ['fixed'],
  claim: ['fixed'],
  key_erased: ['fixed'],
  data_key: ['fixed', 'erased', 'counted'],
};

/** What everybody may see: they tell nothing of a street. */
const OPEN_TABLES = ['migration', 'hub'];

interface TableRow {
  table: string;
  kind: string;
  owner: string;
  secured: boolean;
  invoker: boolean;
  parent: string | null;
  triggers: string[];
}

/**
 * Nobody may change or remove what is there; each sees its own street; nothing is open to everybody; functions are those of the
 * migrations (`sql`: all of them).
 */
export async function auditRights(client: pg.Client, sql: string, report: Report): Promise<void> {
  const tables = await rowsOf<TableRow>(
    client,
    `SELECT ${NAME} AS table, c.relkind AS kind, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS secured,
            coalesce('security_invoker=true' = ANY (c.reloptions), false) AS invoker,
            (SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid) AS parent,
            ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal) AS triggers
     FROM pg_class c WHERE c.relnamespace::regnamespace::text IN ${SCHEMAS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`,
  );
  for (const row of tables) auditTable(row, report);
  const streets = await rowsOf<{ n: number }>(client, 'SELECT count(*)::int AS n FROM xiuhua.street');
  const partitions = tables.filter(({ parent }) => parent === 'commit').length;
  if (streets[0] && streets[0].n !== partitions)
    report.fault('partitions', { streets: streets[0].n, partitions });
  await auditGrants(client, tables, report);
  await auditPolicies(client, report);
  await auditFunctions(client, sql, report);
}

function auditTable({ table, kind, owner, parent, triggers }: TableRow, report: Report): void {
  report.checked.tables += 1;
  if (owner !== 'xiuhua_owner') report.fault('owner', { name: table, owner });
  if (kind === 'r' || kind === 'p') {
    for (const trigger of TRIGGERS[parent ?? table] ?? [])
      if (!triggers.includes(trigger)) report.fault('triggerOff', { table, trigger });
  }
}

interface GrantRow {
  name: string;
  role: string;
  login: boolean;
  right: string;
}

/** Rights on tables and their columns, on the schema and the database. */
async function auditGrants(client: pg.Client, tables: readonly TableRow[], report: Report): Promise<void> {
  const grants = await rowsOf<GrantRow>(
    client,
    `SELECT g.name, coalesce(r.rolname, 'PUBLIC') AS role, coalesce(r.rolcanlogin AND NOT r.rolsuper, false) AS login, g.right
     FROM (
       SELECT ${NAME} AS name, c.relowner AS owner, a.grantee, a.privilege_type AS right
         FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace::regnamespace::text IN ${SCHEMAS}
       UNION SELECT ${NAME}, c.relowner, a.grantee, a.privilege_type
         FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
         WHERE c.relnamespace::regnamespace::text IN ${SCHEMAS} AND NOT t.attisdropped
     ) g LEFT JOIN pg_roles r ON r.oid = g.grantee WHERE g.grantee <> g.owner ORDER BY 1, 2, 4`,
  );
  const known = new Map(tables.map((row) => [row.table, row]));
  const open = new Set<string>();
  for (const { name, role, login, right } of grants) {
    const table = known.get(name);
    if (right !== 'SELECT' && right !== 'INSERT') report.fault('mayChange', { table: name, role, right });
    else if (role === 'PUBLIC' || role === 'xiuhua_join' || login)
      report.fault('grant', { name, role, right });
    else if (role !== 'xiuhua_district' && table?.kind === 'v' && !table.invoker)
      report.fault('viewOpen', { name });
    // The district sees every street; for everybody else it is the rules of the rows that keep streets apart.
    if (role !== 'xiuhua_district' && (table?.kind === 'r' || table?.kind === 'p') && !table.secured)
      open.add(name);
  }
  for (const table of open) report.fault('rowSecurityOff', { table });
  const others = await rowsOf<GrantRow>(
    client,
    `SELECT 'schema ' || n.nspname AS name, coalesce(r.rolname, 'PUBLIC') AS role, false AS login, a.privilege_type AS right
       FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
       WHERE n.nspname IN ${SCHEMAS} AND a.grantee <> n.nspowner AND (a.grantee = 0 OR a.privilege_type = 'CREATE')
     UNION ALL SELECT 'database ' || d.datname, 'PUBLIC', false, a.privilege_type
       FROM pg_database d CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
       WHERE d.datname = current_database() AND a.grantee = 0`,
  );
  for (const { name, role, right } of others) report.fault('grant', { name, role, right });
}

/** Row-level security lets nobody change rows, and shows a desk its street alone. */
async function auditPolicies(client: pg.Client, report: Report): Promise<void> {
  const policies = await rowsOf<{
    table: string;
    policy: string;
    roles: string[];
    cmd: string;
    rule: string;
  }>(
    client,
    `SELECT tablename AS table, policyname AS policy, roles::text[] AS roles, cmd, coalesce(qual, with_check, '') AS rule
     FROM pg_policies WHERE schemaname IN ${SCHEMAS} ORDER BY 1, 2`,
  );
  for (const { table, policy, roles, cmd, rule } of policies) {
    const changes = cmd !== 'SELECT' && cmd !== 'INSERT';
    const desks = roles.some((role) => role !== 'xiuhua_district');
    const open = desks && !OPEN_TABLES.includes(table) && !rule.includes('my_street()');
    if (changes || open) report.fault('policy', { table, policy, rule });
  }
}

async function auditFunctions(client: pg.Client, sql: string, report: Report): Promise<void> {
  const functions = await rowsOf<{
    name: string;
    owner: string;
    body: string;
    everybody: boolean;
    pathless: boolean;
  }>(
    client,
    `SELECT p.oid::regprocedure::text AS name, pg_get_userbyid(p.proowner) AS owner, p.prosrc AS body,
            EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS everybody,
            p.prosecdef AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%') AS pathless
     FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ${SCHEMAS} ORDER BY 1`,
  );
  for (const { name, owner, body, everybody, pathless } of functions) {
    if (!definition(sql, name).includes(body)) report.fault('functionChanged', { name });
    if (owner !== 'xiuhua_owner') report.fault('owner', { name, owner });
    if (everybody) report.fault('grant', { name, role: 'PUBLIC', right: 'EXECUTE' });
    if (pathless) report.fault('functionPath', { name });
  }
}

/** What the migrations say last about a function: one of before is not what it should be either. */
function definition(sql: string, name: string): string {
  const [bare = name] = name.split('(');
  const defines = new RegExp(`CREATE (?:OR REPLACE )?FUNCTION ${bare.replaceAll('.', '\\.')}\\(`, 'g');
  const last = [...sql.matchAll(defines)].at(-1);
  return last ? sql.slice(last.index) : '';
}

interface LoginRow {
  role: string;
  login: boolean;
  strong: boolean;
  groups: string[];
  device: string | null;
  revoked: boolean;
  until: boolean;
}

/** Groups that belong together; a device may carry packages too. */
const ALLOWED: readonly (readonly string[])[] = [
  ['xiuhua_device'],
  ['xiuhua_device', 'xiuhua_courier'],
  ['xiuhua_courier'],
  ['xiuhua_district'],
  ['xiuhua_join'],
];

/** Every login has its group and no more; revoked ones are closed; one-time ones run out; passwords are SCRAM. */
export async function auditLogins(client: pg.Client, report: Report): Promise<void> {
  const logins = await rowsOf<LoginRow>(
    client,
    `SELECT r.rolname AS role, r.rolcanlogin AS login,
            r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS strong,
            ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                  WHERE m.member = r.oid ORDER BY g.rolname DESC) AS groups,
            d.device, d.revoked_at IS NOT NULL AS revoked, r.rolvaliduntil IS NOT NULL AS until
     FROM pg_roles r LEFT JOIN xiuhua.device d ON d.role_name = r.rolname
     WHERE NOT r.rolsuper AND r.rolname NOT LIKE 'xiuhua\\_%' AND EXISTS (
       SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid
         AND g.rolname IN ('xiuhua_device', 'xiuhua_courier', 'xiuhua_district', 'xiuhua_join')) ORDER BY 1`,
  );
  for (const login of logins) auditLogin(login, report);
  await auditGroups(client, report);
  await auditDevices(client, report);
  await auditPasswords(client, report);
}

function auditLogin({ role, login, strong, groups, device, revoked, until }: LoginRow, report: Report): void {
  report.checked.logins += 1;
  // Whoever runs the hub without being a superuser is a member of all groups.
  if (groups.includes('xiuhua_owner')) {
    if (device !== null) report.fault('loginGroups', { role, groups: groups.join(', ') });
    else report.note('admin', { role });
    return;
  }
  if (strong) report.fault('loginStrong', { role });
  const known = ALLOWED.some((allowed) => allowed.join() === groups.join());
  if (!known) report.fault('loginGroups', { role, groups: groups.join(', ') });
  if (revoked && login) report.fault('loginOpen', { role });
  if (groups.includes('xiuhua_join') && !until) report.fault('loginEndless', { role });
  if (groups.includes('xiuhua_device') && device === null) report.note('loginStray', { role });
}

async function auditGroups(client: pg.Client, report: Report): Promise<void> {
  const groups = await rowsOf<{ role: string }>(
    client,
    `SELECT rolname AS role FROM pg_roles WHERE rolname LIKE 'xiuhua\\_%' AND (rolcanlogin OR rolsuper OR rolcreatedb
       OR rolreplication OR rolbypassrls OR (rolcreaterole AND rolname <> 'xiuhua_owner'))`,
  );
  for (const { role } of groups) report.fault('groupStrong', { role });
}

/** Each device has its login; letters and the names of those that are in are told apart. */
async function auditDevices(client: pg.Client, report: Report): Promise<void> {
  const lost = await rowsOf<{ street: string; device: string }>(
    client,
    `SELECT d.street, d.device FROM xiuhua.device d WHERE d.revoked_at IS NULL AND NOT EXISTS (
       SELECT FROM pg_roles r WHERE r.rolname = d.role_name AND r.rolcanlogin AND pg_has_role(r.oid, 'xiuhua_device', 'MEMBER'))`,
  );
  for (const row of lost) report.fault('loginMissing', row);
  const twice = await rowsOf<{ street: string; letter: string }>(
    client,
    'SELECT street, letter FROM xiuhua.device GROUP BY street, letter HAVING count(*) > 1',
  );
  for (const row of twice) report.fault('letterTwice', row);
}

/** Only a superuser may look at the verifiers. */
async function auditPasswords(client: pg.Client, report: Report): Promise<void> {
  const [me] = await rowsOf<{ super: boolean }>(
    client,
    'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user',
  );
  if (!me?.super) return;
  const weak = await rowsOf<{ role: string }>(
    client,
    `SELECT a.rolname AS role FROM pg_authid a WHERE a.rolpassword IS NOT NULL AND a.rolpassword NOT LIKE 'SCRAM-SHA-256$%'
       AND (a.rolname LIKE 'xd\\_%' OR a.rolname LIKE 'xj\\_%')`,
  );
  for (const { role } of weak) report.fault('passwordWeak', { role });
}
