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
  /** Chains of which lines behind a gap are held: a damaged journal lost those between. */
  private readonly gapped = new Set<ChainId>();

  constructor(
    private readonly db: Db,
    private readonly reader: StreamReader,
  ) {}

  /**
   * How far each chain is held without a gap: what is claimed is never sent again. Asked often, so that it is kept in step and
   * not counted.
   */
  vector(): Vector {
    this.held ??= Object.fromEntries(this.counted().filter(([, seq]) => seq > 0));
    return this.held;
  }

  /** Are lines of this chain held behind a gap? */
  hasGap(chain: ChainId): boolean {
    this.vector();
    return this.gapped.has(chain);
  }

  /** A chain has come this far, or was cut back. */
  reached(chain: ChainId, seq: number): void {
    if (!this.held) return;
    const far = this.gapped.has(chain) ? this.withoutGap(chain) : seq;
    if (far === 0) delete this.held[chain];
    else this.held[chain] = far;
  }

  private counted(): [ChainId, number][] {
    return this.db
      .all<{ device: string; incarnation: number; most: number; n: number }>(
        'SELECT device, incarnation, max(seq) AS most, count(*) AS n FROM commits JOIN chains USING (cid) GROUP BY cid',
      )
      .map(({ device, incarnation, most, n }) => {
        const chain = chainOf(device, incarnation);
        // Numbers of a chain are unique, and begin at 1.
        if (n === most) return [chain, most];
        this.gapped.add(chain);
        return [chain, this.withoutGap(chain)];
      });
  }

  /** The number before the first that is lacking; with none lacking any more the chain is like any other. */
  private withoutGap(chain: ChainId): number {
    const { device, incarnation } = chainParts(chain);
    const numbers = this.db.all<{ seq: number }>(
      'SELECT seq FROM commits JOIN chains USING (cid) WHERE device=? AND incarnation=? ORDER BY seq',
      [device, incarnation],
    );
    const at = numbers.findIndex(({ seq }, i) => seq !== i + 1);
    if (at < 0) this.gapped.delete(chain);
    return at < 0 ? numbers.length : at;
  }

  /** Lines of a chain behind `after`, as many as fit, up to a gap. */
  lines(
    chain: ChainId,
    after: number,
    limit: { readonly commits: number; readonly bytes: number } = {
      commits: BATCH_COMMITS,
      bytes: BATCH_BYTES,
    },
  ): Line[] {
    const places = this.places(chain, after, limit.commits).filter(({ seq }, i) => seq === after + 1 + i);
    return this.read(places, limit);
  }

  /** Lines of a chain behind `after` with whatever is held beyond gaps: what can be written again. */
  linesAcrossGaps(chain: ChainId, after: number): Line[] {
    const limit = { commits: BATCH_COMMITS, bytes: BATCH_BYTES };
    return this.read(this.places(chain, after, limit.commits), limit);
  }

  private read(
    places: readonly Numbered[],
    limit: { readonly commits: number; readonly bytes: number },
  ): Line[] {
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
