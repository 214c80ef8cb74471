import type { Commit } from '@shared/domain/envelope';
import { BATCH_BYTES, BATCH_COMMITS, batchLength, type Line } from '@shared/sync/batch';
import { type ChainId, chainOf, chainParts, type Vector } from '@shared/sync/vector';
import type { Identity } from '../journal/identity';
import { decodeLine, hashLine, NO_PREV } from '../journal/line';
import type { Db } from '../projection/database';
import type { ChainHead } from '../service/author';
import type { LinePlace, StreamReader } from '../service/streams';

type Numbered = LinePlace & { readonly seq: number };

/** The journal by chains: how far each is held, and its lines by number. */
export class Chains {
  private held: Record<ChainId, number> | undefined;

  constructor(
    private readonly db: Db,
    private readonly reader: StreamReader,
  ) {}

  /** How far each chain is held. Asked often, so that it is kept in step and not counted. */
  vector(): Vector {
    this.held ??= Object.fromEntries(
      this.db
        .all<{ device: string; incarnation: number; seq: number }>(
          'SELECT device, incarnation, max(seq) AS seq FROM commits JOIN chains USING (cid) GROUP BY cid',
        )
        .map(({ device, incarnation, seq }) => [chainOf(device, incarnation), seq]),
    );
    return this.held;
  }

  /** A chain has come this far, or was cut back. */
  reached(chain: ChainId, seq: number): void {
    if (!this.held) return;
    if (seq === 0) delete this.held[chain];
    else this.held[chain] = seq;
  }

  /** Lines of a chain behind `after`, as many as fit. */
  lines(
    chain: ChainId,
    after: number,
    limit: { readonly commits: number; readonly bytes: number } = {
      commits: BATCH_COMMITS,
      bytes: BATCH_BYTES,
    },
  ): Line[] {
    const places = this.places(chain, after, limit.commits);
    const lines: Line[] = [];
    let bytes = 0;
    for (const place of places) {
      if (lines.length > 0 && bytes + place.length > limit.bytes) break;
      bytes += place.length;
      // Bytes of their own: a port sends the whole buffer that a view lies in.
      lines.push(new Uint8Array(this.reader.lineAt(place)));
    }
    return lines.slice(0, batchLength(lines, limit));
  }

  /** Hash of a held line; undefined where none is held under this number. */
  hashAt(chain: ChainId, seq: number): string | undefined {
    const place = this.places(chain, seq - 1, 1)[0];
    return place?.seq === seq ? hashLine(this.reader.lineAt(place)) : undefined;
  }

  private places(chain: ChainId, after: number, count: number): Numbered[] {
    const { device, incarnation } = chainParts(chain);
    return this.db.all<Numbered>(
      `SELECT segment, "offset", length, seq FROM commits
       WHERE cid = (SELECT cid FROM chains WHERE device=? AND incarnation=?) AND seq > ? ORDER BY seq LIMIT ?`,
      [device, incarnation, after, count],
    );
  }
}

/** The last line of a device's own chain; undefined where it has written nothing yet. */
function ownLast(db: Db, identity: Identity): (Numbered & { readonly incarnation: number }) | undefined {
  return db.get<Numbered & { incarnation: number }>(
    `SELECT segment, "offset", length, seq, incarnation FROM commits JOIN chains USING (cid)
     WHERE device=? AND incarnation<=? ORDER BY incarnation DESC, seq DESC LIMIT 1`,
    [identity.device, identity.incarnation],
  );
}

/** Where a device's own chain goes on: behind its last line, from 1 again in an incarnation without any. */
export function ownHead(db: Db, reader: StreamReader, identity: Identity): ChainHead {
  const last = ownLast(db, identity);
  if (!last) return { seq: 0, hash: NO_PREV };
  const hash = hashLine(reader.lineAt(last));
  return { seq: last.incarnation === identity.incarnation ? last.seq : 0, hash };
}

/** The last commit that a device wrote itself. */
export function ownLastCommit(db: Db, reader: StreamReader, identity: Identity): Commit | undefined {
  const last = ownLast(db, identity);
  return last && decodeLine(reader.lineAt(last), true);
}
