import { effectiveOf, refOf, type Twin } from '@shared/sync/twins';
import { type ChainId, chainOf } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import type { Db } from './database';
import type { CommitIndex } from './projection';

/** How a commit without effect is named in the index, so that its command's id is the effective one's. */
export function deadId(id: string, position: number): string {
  return `${id}#${position}`;
}

/** Names in the index of the commits under a command's id that have no effect, because another under the same id has. */
export function twinsWithoutEffect(id: string, db: Db): string[] {
  return db
    .all<{ id: string; pos: number }>('SELECT id, pos FROM commits WHERE id>? AND id<?', [`${id}#`, `${id}$`])
    .filter((row) => row.id === deadId(id, row.pos))
    .map((row) => row.id);
}

/** What became of a commit that was indexed: is it the first of its command, does it count, and which streams lost another. */
export interface Admitted {
  readonly fresh: boolean;
  readonly effective: boolean;
  readonly released: readonly string[];
}

/** A commit among those of one command. */
export interface Member extends Twin {
  freed: boolean;
}

/**
 * A commit joins those of its command. The very same line once more takes no number; a copy that this folder wrote frees
 * its original's, since another computer used it. Returns those whose numbers became free.
 */
export function joinTwins<T extends Member>(
  known: readonly T[],
  entry: T,
  givenBack: ReadonlySet<ChainId>,
): T[] {
  const ref = refOf(entry);
  entry.freed = known.some((one) => !one.freed && refOf(one) === ref);
  if (entry.freed || entry.copyOf === undefined || !givenBack.has(entry.chain)) return [];
  const freed = known.filter((one) => !one.freed && refOf(one) === entry.copyOf);
  for (const one of freed) one.freed = true;
  return freed;
}

interface Row {
  readonly pos: number;
  readonly id: string;
  readonly seq: number;
  readonly copy: string | null;
  readonly device: string | null;
  readonly incarnation: number | null;
}

interface Indexed extends Member {
  readonly pos: number;
}

type Index = (entry: CommitIndex, place: Written, position: number, dead?: 'twin' | 'freed') => void;

const ROWS =
  'SELECT c.pos, c.id, c.seq, c.copy, h.device, h.incarnation FROM commits c LEFT JOIN chains h USING (cid)';

/** Sees to it that of commits of one command exactly one counts, the same in whatever order they come. */
export class Twins {
  /** `givenBack`: chains in which this folder wrote commits again, whose originals give their numbers back. */
  constructor(
    private readonly db: Db,
    private readonly index: Index,
    private readonly givenBack: ReadonlySet<ChainId>,
  ) {}

  /** Register a commit, and put to death whichever of it and its twins has no effect. */
  admit(entry: CommitIndex, place: Written, position: number): Admitted {
    const alive = this.db.get<Row>(`${ROWS} WHERE c.id=?`, [entry.id]);
    if (!alive) {
      this.index(entry, place, position);
      return { fresh: true, effective: true, released: [] };
    }
    const known = [alive, ...this.dead(entry.id)].map(memberOf);
    const { chain, seq, copyOf } = entry;
    const mine: Indexed = { chain, seq, copyOf, pos: position, freed: false };
    for (const { pos } of joinTwins(known, mine, this.givenBack))
      this.db.run('UPDATE commits SET cid=NULL WHERE pos=?', [pos]);
    const effective = effectiveOf([...known, mine]);
    if (effective === mine) {
      const released = this.bury(entry.id, alive.pos);
      this.index(entry, place, position);
      return { fresh: false, effective: true, released };
    }
    this.index(entry, place, position, mine.freed ? 'freed' : 'twin');
    if (!effective || effective.pos === alive.pos) return { fresh: false, effective: false, released: [] };
    const released = [...this.bury(entry.id, alive.pos), ...this.revive(entry.id, effective.pos)];
    return { fresh: false, effective: false, released };
  }

  /** Those without effect: their names in the index begin with the command's. */
  private dead(id: string): Row[] {
    return this.db
      .all<Row>(`${ROWS} WHERE c.id>? AND c.id<?`, [`${id}#`, `${id}$`])
      .filter((row) => row.id === deadId(id, row.pos));
  }

  private bury(id: string, pos: number): string[] {
    this.db.run('INSERT INTO twin_streams SELECT sid, pos FROM stream_commits WHERE pos=?', [pos]);
    this.db.run('DELETE FROM stream_commits WHERE pos=?', [pos]);
    this.db.run('UPDATE commits SET id=? WHERE pos=?', [deadId(id, pos), pos]);
    return this.streamsOf('twin_streams', pos);
  }

  private revive(id: string, pos: number): string[] {
    this.db.run('INSERT INTO stream_commits SELECT sid, pos FROM twin_streams WHERE pos=?', [pos]);
    this.db.run('DELETE FROM twin_streams WHERE pos=?', [pos]);
    this.db.run('UPDATE commits SET id=? WHERE pos=?', [id, pos]);
    return this.streamsOf('stream_commits', pos);
  }

  private streamsOf(table: 'stream_commits' | 'twin_streams', pos: number): string[] {
    return this.db
      .all<{ id: string }>(`SELECT s.id FROM ${table} t JOIN streams s USING (sid) WHERE t.pos=?`, [pos])
      .map((row) => row.id);
  }
}

function memberOf({ pos, seq, copy, device, incarnation }: Row): Indexed {
  const freed = device === null;
  const chain = chainOf(device ?? '', incarnation ?? 0);
  return { chain, seq, copyOf: copy ?? undefined, pos, freed };
}
