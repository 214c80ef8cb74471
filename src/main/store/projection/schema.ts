import { createHash } from 'node:crypto';

/**
 * The tables made from events. Times are epoch milliseconds. No event payloads, no words of callers: what a screen needs
 * beyond these columns is read from the stream in the journal.
 */
const TABLES = `
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL);
CREATE TABLE commits (pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, cid INTEGER, seq INTEGER NOT NULL, copy TEXT);
CREATE TABLE chains (cid INTEGER PRIMARY KEY, device TEXT NOT NULL, incarnation INTEGER NOT NULL, UNIQUE (device, incarnation));
CREATE TABLE streams (sid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE stream_commits (sid INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (sid, pos)) WITHOUT ROWID;
CREATE TABLE twin_streams (sid INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (pos, sid)) WITHOUT ROWID;
CREATE TABLE report (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, grp TEXT NOT NULL, status TEXT NOT NULL, case_id TEXT, outside_no TEXT, root_no TEXT,
  received_at INTEGER NOT NULL, received_day TEXT NOT NULL, outside_due INTEGER, outside_yellow INTEGER, cause TEXT, owes INTEGER NOT NULL, replied_at INTEGER DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE item (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, no TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL,
  channel TEXT NOT NULL, place TEXT NOT NULL, community TEXT, grid TEXT, lon REAL, lat REAL, scheme TEXT, class TEXT,
  unit TEXT, priority TEXT NOT NULL, reports INTEGER NOT NULL, returns INTEGER NOT NULL, reworks INTEGER NOT NULL, photos INTEGER NOT NULL,
  received_at INTEGER NOT NULL, filed_at INTEGER, updated_at INTEGER NOT NULL, closed_at INTEGER, handled_at INTEGER, on_time INTEGER,
  clock TEXT, stage_due INTEGER, stage_yellow INTEGER, outside_due INTEGER, outside_yellow INTEGER, red_at INTEGER, yellow_at INTEGER,
  due_key INTEGER NOT NULL DEFAULT 0, owner TEXT, class_name TEXT, hold_until INTEGER, to_reply INTEGER NOT NULL DEFAULT 0, supervised INTEGER NOT NULL DEFAULT 0, urges INTEGER NOT NULL DEFAULT 0, ask TEXT, follows TEXT, conflict INTEGER NOT NULL DEFAULT 0, also TEXT
);
CREATE TABLE state_count (kind TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, state, open)) WITHOUT ROWID;
CREATE TABLE part (case_id TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL, assigned_at INTEGER NOT NULL, handled_at INTEGER, due INTEGER NOT NULL, PRIMARY KEY (case_id, unit)) WITHOUT ROWID;
CREATE TABLE returned (case_id TEXT NOT NULL, n INTEGER NOT NULL, unit TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (case_id, n)) WITHOUT ROWID;
CREATE TABLE choice (
  case_id TEXT NOT NULL, n INTEGER NOT NULL, scheme TEXT, class TEXT, community TEXT, grid TEXT, unit TEXT NOT NULL,
  "by" TEXT NOT NULL, rule_unit TEXT, at INTEGER NOT NULL, PRIMARY KEY (case_id, n)
) WITHOUT ROWID;
CREATE TABLE day_count (day TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID;
CREATE TABLE ledger (day TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID;
CREATE TABLE intake (job TEXT PRIMARY KEY, status TEXT NOT NULL, started_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE acked (key TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL, "by" TEXT NOT NULL, PRIMARY KEY (key, day)) WITHOUT ROWID;
CREATE TABLE blob_use (sha256 TEXT NOT NULL, stream TEXT NOT NULL, thumb INTEGER NOT NULL, PRIMARY KEY (sha256, stream)) WITHOUT ROWID;
CREATE TABLE key_use (name TEXT PRIMARY KEY, erased INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE parked (type TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Indexes are made apart: filling empty tables is quicker without them. */
export const INDEXES = `
CREATE UNIQUE INDEX commits_chain ON commits (cid, seq) WHERE cid IS NOT NULL;
CREATE INDEX commits_copy ON commits (copy) WHERE copy IS NOT NULL;
CREATE INDEX report_received ON report (received_at);
CREATE INDEX report_replied ON report (replied_at) WHERE replied_at IS NOT NULL;
CREATE INDEX report_case ON report (case_id, outside_no) WHERE case_id IS NOT NULL;
CREATE INDEX report_cause ON report (cause) WHERE cause IS NOT NULL;
CREATE INDEX report_root ON report (root_no) WHERE root_no IS NOT NULL;
CREATE INDEX item_no ON item (no);
CREATE INDEX item_red ON item (red_at) WHERE red_at IS NOT NULL;
CREATE INDEX item_yellow ON item (yellow_at) WHERE yellow_at IS NOT NULL;
CREATE INDEX item_due ON item (due_key);
CREATE INDEX item_open_due ON item (open, due_key);
CREATE INDEX item_state_due ON item (state, due_key);
CREATE INDEX item_owner_due ON item (owner, due_key) WHERE open = 1;
CREATE INDEX item_reply_due ON item (due_key) WHERE to_reply > 0;
CREATE INDEX item_supervised_due ON item (due_key) WHERE supervised = 1;
CREATE INDEX item_hold ON item (hold_until) WHERE hold_until IS NOT NULL;
CREATE INDEX item_ask ON item (updated_at) WHERE ask IS NOT NULL;
CREATE INDEX item_received ON item (received_at);
CREATE INDEX item_closed ON item (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX item_class ON item (class, filed_at);
CREATE INDEX item_grid_open ON item (grid) WHERE open = 1;
CREATE INDEX item_also ON item (also) WHERE also IS NOT NULL;
CREATE INDEX item_conflict ON item (due_key) WHERE conflict = 1;
CREATE INDEX item_follows ON item (follows) WHERE follows IS NOT NULL;
CREATE INDEX part_unit ON part (unit, handled_at);
CREATE INDEX choice_class ON choice (class, scheme, community, at);
CREATE INDEX returned_unit ON returned (unit, at);
`;

/** Takes the indexes away again before a filling. */
export const DROP_INDEXES = [...INDEXES.matchAll(/CREATE (?:UNIQUE )?INDEX (\w+)/g)]
  .map(([, name]) => `DROP INDEX ${name};`)
  .join('\n');

export const SCHEMA = TABLES + INDEXES;

/** The projection's logic is part of what its file stands for: raise this when rows come out differently from the same events. */
const LOGIC_VERSION = 9;

/** Names the projection's file: another schema or logic opens another file, which is built from the journal. */
export const SCHEMA_HASH = createHash('sha256')
  .update(SCHEMA)
  .update(String(LOGIC_VERSION))
  .digest('hex')
  .slice(0, 12);

/** Tables whose content must equal a rebuild, with the columns that order them. */
export const COMPARED: readonly { table: string; order: string; columns: string }[] = [
  { table: 'head', order: 'one', columns: '*' },
  {
    table: 'commits',
    order: 'pos',
    columns: 'pos, commits.id, segment, "offset", length, device, incarnation, seq, copy',
  },
  { table: 'stream_commits', order: 's.id, pos', columns: 's.id, pos' },
  { table: 'twin_streams', order: 's.id, pos', columns: 's.id, pos' },
  { table: 'report', order: 'id', columns: '*' },
  { table: 'item', order: 'id', columns: '*' },
  { table: 'state_count', order: 'kind, state, open', columns: '*' },
  { table: 'part', order: 'case_id, unit', columns: '*' },
  { table: 'returned', order: 'case_id, n', columns: '*' },
  { table: 'choice', order: 'case_id, n', columns: '*' },
  { table: 'day_count', order: 'day, kind', columns: '*' },
  { table: 'ledger', order: 'day, kind', columns: '*' },
  { table: 'intake', order: 'job', columns: '*' },
  { table: 'acked', order: 'key, day', columns: '*' },
  { table: 'blob_use', order: 'sha256, stream', columns: '*' },
  { table: 'key_use', order: 'name', columns: '*' },
  { table: 'parked', order: 'type', columns: '*' },
];
