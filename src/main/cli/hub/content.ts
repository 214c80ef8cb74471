import { createHash } from 'node:crypto';
import { chainOf } from '@shared/sync/vector';
import type pg from 'pg';
import { DeviceKeys } from '../../sync/identity/deviceKeys';
import { rowsOf } from './admin';
import type { Report } from './audit';

/** Rows and bytes that are looked at in one go; a commit beyond the last is judged where it lies. */
const PAGE = 1000;
const PAGE_BYTES = 32 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;

interface ChainRow {
  device: string;
  incarnation: number;
  n: number;
  first: number;
  last: number;
  sign_key: string | null;
}

interface CommitRow {
  seq: number;
  hash: Buffer;
  /** Null where there are more than can be handed out; `sound` says then whether they have that hash. */
  bytes: Buffer | null;
  sound: boolean | null;
  signature: Buffer | null;
}

/** Every chain of a street: no gap, each row what its hash says, each commit linked to the one before, signatures that hold. */
export async function auditChains(client: pg.Client, street: string, report: Report): Promise<void> {
  const chains = await rowsOf<ChainRow>(
    client,
    `SELECT c.device, c.incarnation, count(*)::int AS n, min(c.seq) AS first, max(c.seq) AS last,
            (SELECT d.sign_key FROM xiuhua.device d WHERE d.street = $1 AND d.device = c.device) AS sign_key
     FROM xiuhua.commit c WHERE c.street = $1 GROUP BY c.device, c.incarnation ORDER BY c.device, c.incarnation`,
    [street],
  );
  for (const chain of chains) {
    const name = chainOf(chain.device, chain.incarnation);
    report.checked.chains += 1;
    if (chain.first !== 1 || chain.last !== chain.n)
      report.fault('gap', { street, chain: name, missing: chain.last - chain.n });
    if (chain.sign_key === null) report.fault('unknownDevice', { street, chain: name });
    const faults = new ChainFaults();
    await walkChain(client, street, chain, name, report, faults);
    for (const [code, { seq, n }] of faults.found) report.fault(code, { street, chain: name, seq, n });
  }
}

/** Each kind of fault once in a chain: its first number and how many there are. */
class ChainFaults {
  readonly found = new Map<string, { seq: number; n: number }>();

  add(code: string, seq: number): void {
    const there = this.found.get(code);
    this.found.set(code, { seq: there?.seq ?? seq, n: (there?.n ?? 0) + 1 });
  }
}

async function walkChain(
  client: pg.Client,
  street: string,
  chain: ChainRow,
  name: string,
  report: Report,
  faults: ChainFaults,
): Promise<void> {
  let before: { seq: number; hash: string } | undefined;
  let signed = 0;
  for (;;) {
    const rows = await rowsOf<CommitRow>(
      client,
      `SELECT seq, hash, signature, CASE WHEN length(bytes) <= ${MOST_BYTES} THEN bytes END AS bytes,
              CASE WHEN length(bytes) > ${MOST_BYTES} THEN sha256(bytes) = hash END AS sound
       FROM (SELECT *, sum(length(bytes)) OVER (ORDER BY seq) AS upto, row_number() OVER (ORDER BY seq) AS n FROM (
         SELECT seq, hash, bytes, signature FROM xiuhua.commit
         WHERE street = $1 AND device = $2 AND incarnation = $3 AND seq > $4 ORDER BY seq LIMIT ${PAGE}) page) sized
       WHERE n = 1 OR upto <= ${PAGE_BYTES} ORDER BY seq`,
      [street, chain.device, chain.incarnation, before?.seq ?? 0],
    );
    for (const row of rows) {
      report.checked.commits += 1;
      const hash = row.bytes
        ? createHash('sha256').update(row.bytes).digest('hex')
        : row.hash.toString('hex');
      if (row.sound === false || hash !== row.hash.toString('hex')) faults.add('hash', row.seq);
      if (row.bytes) checkLine(row.seq, row.bytes, chain, before, faults);
      else faults.add('tooLarge', row.seq);
      if (row.signature && chain.sign_key !== null) {
        report.checked.signatures += 1;
        signed = row.seq;
        if (!DeviceKeys.verifyBatch(chain.sign_key, street, name, row.seq, hash, row.signature))
          faults.add('signature', row.seq);
      }
      before = { seq: row.seq, hash };
    }
    if (rows.length === 0) break;
  }
  if (chain.sign_key !== null && signed !== before?.seq) faults.add('unsigned', signed + 1);
}

/** A commit says itself which one it is, and which one it follows. */
function checkLine(
  seq: number,
  bytes: Buffer,
  { device, incarnation }: ChainRow,
  before: { seq: number; hash: string } | undefined,
  faults: ChainFaults,
): void {
  let said: { device?: unknown; incarnation?: unknown; seq?: unknown; prev?: unknown };
  try {
    said = JSON.parse(bytes.toString('utf8')) as typeof said;
  } catch {
    faults.add('shape', seq);
    return;
  }
  if (said.device !== device || said.incarnation !== incarnation || said.seq !== seq)
    faults.add('shape', seq);
  if (before?.seq === seq - 1 && said.prev !== before.hash) faults.add('link', seq);
}

/** Every attachment that counts as whole is what its name says. Those under way are told of. */
export async function auditAttachments(client: pg.Client, street: string, report: Report): Promise<void> {
  const rows = await rowsOf<{ sha256: string; sound: boolean }>(
    client,
    `SELECT encode(a.sha256, 'hex') AS sha256, coalesce(
       (SELECT sum(length(c.bytes)) = a.size AND sha256(string_agg(c.bytes, ''::bytea ORDER BY c.no)) = a.sha256
        FROM xiuhua.attachment_chunk c WHERE c.street = a.street AND c.sha256 = a.sha256), false) AS sound
     FROM xiuhua.attachment a WHERE a.street = $1 ORDER BY a.sha256`,
    [street],
  );
  report.checked.attachments += rows.length;
  for (const { sha256, sound } of rows) if (!sound) report.fault('attachment', { street, sha256 });
  const [parts] = await rowsOf<{ n: number }>(
    client,
    `SELECT count(DISTINCT c.sha256)::int AS n FROM xiuhua.attachment_chunk c WHERE c.street = $1
       AND NOT EXISTS (SELECT FROM xiuhua.attachment a WHERE a.street = $1 AND a.sha256 = c.sha256)`,
    [street],
  );
  if (parts && parts.n > 0) report.note('attachmentParts', { street, n: parts.n });
}

/** An erased data key is gone. */
export async function auditKeys(client: pg.Client, street: string, report: Report): Promise<void> {
  const [back] = await rowsOf<{ n: number }>(
    client,
    `SELECT count(*)::int AS n FROM xiuhua.data_key k JOIN xiuhua.key_erased e ON e.street = k.street AND e.name = k.name
     WHERE k.street = $1`,
    [street],
  );
  if (back && back.n > 0) report.fault('erasedKey', { street, n: back.n });
}
