import type pg from 'pg';
import type { Fields } from './answer';
import type { RequestsQuestion } from './question';

/** The class of a case as a service: `<scheme>-<code>`; `other` where it has none. */
const SERVICE = `coalesce(class_scheme || '-' || class_code, 'other')`;
const OTHER = '其他';

/** The kinds of matters that cases are filed under, by any street (or one). */
export async function services(client: pg.Client, street: string | undefined): Promise<Fields[]> {
  const { rows } = await client.query<Fields>(
    `SELECT scheme || '-' || code AS service_code, min(name) AS service_name, min(coalesce(class_group, '')) AS description,
       false AS metadata, 'realtime' AS type, '' AS keywords, min(coalesce(class_group, '')) AS "group"
     FROM district.class WHERE $1::text IS NULL OR street = $1
     GROUP BY scheme, code ORDER BY 1`,
    [street ?? null],
  );
  const other = { service_code: 'other', service_name: OTHER, description: '', metadata: false };
  return [...rows, { ...other, type: 'realtime', keywords: '', group: '' }];
}

/** Cases as service requests: neither void nor merged, no words and no person, the place to about ten metres. */
export async function requests(client: pg.Client, question: RequestsQuestion): Promise<Fields[]> {
  const { ids, services: wanted, statuses, start, end, street, page, size } = question;
  const { rows } = await client.query<Fields>(
    `SELECT c.street || '-' || c.case_no AS service_request_id, CASE WHEN c.open THEN 'open' ELSE 'closed' END AS status,
       c.stage_name AS status_notes, coalesce(c.class_name, '${OTHER}') AS service_name, ${SERVICE} AS service_code,
       coalesce(c.class_name, '${OTHER}') AS description, c.unit_name AS agency_responsible, NULL AS service_notice,
       ${beijing('c.filed_at')} AS requested_datetime, ${beijing('c.updated_at')} AS updated_datetime,
       ${beijing('c.due_at')} AS expected_datetime, m.name AS address, c.community AS address_id, NULL AS zipcode,
       round(c.lat::numeric, 4)::float8 AS lat, round(c.lon::numeric, 4)::float8 AS long, NULL AS media_url
     FROM district.case c LEFT JOIN district.community m ON m.street = c.street AND m.community = c.community
     WHERE c.stage NOT IN ('void', 'merged')
       AND (cardinality($1::text[]) = 0 OR c.street || '-' || c.case_no = ANY ($1))
       AND (cardinality($2::text[]) = 0 OR ${SERVICE} = ANY ($2))
       AND (cardinality($3::text[]) = 0 OR CASE WHEN c.open THEN 'open' ELSE 'closed' END = ANY ($3))
       AND ($4::timestamptz IS NULL OR c.filed_at >= $4) AND ($5::timestamptz IS NULL OR c.filed_at <= $5)
       AND ($6::text IS NULL OR c.street = $6)
     ORDER BY c.filed_at DESC, c.street, c.case_no LIMIT $7 OFFSET $8`,
    [ids, wanted, statuses, start ?? null, end ?? null, street ?? null, size, (page - 1) * size],
  );
  return rows;
}

/** A time as W3C writes it, in Beijing's clock. */
function beijing(column: string): string {
  return `to_char(${column} AT TIME ZONE INTERVAL '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00'`;
}
