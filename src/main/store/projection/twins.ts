import { loserOf } from '@shared/sync/twins';
import { type ChainId, chainOf } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import type { Db } from './database';
import type { CommitIndex } from './projection';

/** How a commit without effect is named in the index, so that its command's id is the effective one's. */
export function deadId(id: string, position: number): string {
  return `${id}#${position}`;
}

/** What became of a commit that was indexed: is it the first of its command, does it count, and which streams lost another. */
export interface Admitted {
  readonly fresh: boolean;
  readonly effective: boolean;
  readonly released: readonly string[];
}

interface Known {
  readonly pos: number;
  readonly seq: number;
  readonly copy: string | null;
  readonly device: string | null;
  readonly incarnation: number | null;
}

type Index = (entry: CommitIndex, place: Written, position: number, dead?: 'twin' | 'freed') => void;

/** Sees to it that of commits of one command exactly one counts, whatever the order in which they come. */
export class Twins {
  /** `givenBack`: chains in which this folder wrote commits again, whose originals give their numbers back. */
  constructor(
    private readonly db: Db,
    private readonly index: Index,
    private readonly givenBack: ReadonlySet<ChainId>,
  ) {}

  /** Register a commit, and put to death whichever of it and its twin has no effect. */
  admit(entry: CommitIndex, place: Written, position: number): Admitted {
    const known = this.db.get<Known>(
      'SELECT c.pos, c.seq, c.copy, h.device, h.incarnation FROM commits c LEFT JOIN chains h USING (cid) WHERE c.id=?',
      [entry.id],
    );
    if (!known) {
      this.index(entry, place, position);
      return { fresh: true, effective: true, released: [] };
    }
    const chain = chainOf(known.device ?? '', known.incarnation ?? 0);
    const { loser, frees } = loserOf({ chain, seq: known.seq, copyOf: known.copy ?? undefined }, entry);
    if (loser === 'b') {
      // It came from elsewhere, under a number that is its own there.
      this.index(entry, place, position, 'twin');
      return { fresh: false, effective: false, released: [] };
    }
    const released = this.bury(
      entry.id,
      known.pos,
      frees && this.givenBack.has(entry.chain) ? 'freed' : 'twin',
    );
    this.index(entry, place, position);
    return { fresh: false, effective: true, released };
  }

  private bury(id: string, pos: number, dead: 'twin' | 'freed'): string[] {
    const streams = this.db
      .all<{ id: string }>('SELECT s.id FROM stream_commits sc JOIN streams s USING (sid) WHERE sc.pos=?', [
        pos,
      ])
      .map((row) => row.id);
    this.db.run('DELETE FROM stream_commits WHERE pos=?', [pos]);
    this.db.run(`UPDATE commits SET id=?${dead === 'freed' ? ', cid=NULL' : ''} WHERE pos=?`, [
      deadId(id, pos),
      pos,
    ]);
    return streams;
  }
}
