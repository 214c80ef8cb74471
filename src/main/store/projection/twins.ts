import { effectiveOf, refOf, type Twin } from '@shared/sync/twins';
import { type ChainId, chainOf } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import { type CommitIndex, type IndexedCommit, supersededId } from './commitIndex';
import type { Db } from './database';

/** Names in the index of the commits under a command's id that have no effect, because another under the same id has. */
export function twinsWithoutEffect(id: string, db: Db): string[] {
  return db
    .all<{ id: string; pos: number }>('SELECT id, pos FROM commits WHERE id>? AND id<?', [`${id}#`, `${id}$`])
    .filter((row) => row.id === supersededId(id, row.pos))
    .map((row) => row.id);
}

/** What became of a commit that was indexed: is it the first of its command, does it count, and which streams hold other commits now. */
export interface Admitted {
  readonly fresh: boolean;
  readonly effective: boolean;
  /** Streams that were folded with a commit that is superseded now, or without one that is reinstated. */
  readonly stale: readonly string[];
}

/** A commit among those of one command. */
export interface Member extends Twin {
  numberReleased: boolean;
}

/**
 * A commit joins those of its command. The very same line once more takes no number; a copy that this folder wrote releases
 * its original's, since another computer used it. Returns those whose numbers were released.
 */
export function joinTwins<T extends Member>(
  known: readonly T[],
  entry: T,
  givenBack: ReadonlySet<ChainId>,
): T[] {
  const ref = refOf(entry);
  entry.numberReleased = known.some((one) => !one.numberReleased && refOf(one) === ref);
  if (entry.numberReleased || entry.copyOf === undefined || !givenBack.has(entry.chain)) return [];
  const originals = known.filter((one) => !one.numberReleased && refOf(one) === entry.copyOf);
  for (const one of originals) one.numberReleased = true;
  return originals;
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

const ROWS =
  'SELECT c.pos, c.id, c.seq, c.copy, h.device, h.incarnation FROM commits c LEFT JOIN chains h USING (cid)';

/** Sees to it that of commits of one command exactly one counts, the same in whatever order they come. */
export class Twins {
  /** `givenBack`: chains in which this folder wrote commits again, whose originals release their numbers. */
  constructor(
    private readonly db: Db,
    private readonly index: CommitIndex,
    private readonly givenBack: ReadonlySet<ChainId>,
  ) {}

  /** Register a commit, and supersede whichever of it and its twins has no effect. */
  admit(entry: IndexedCommit, place: Written, position: number): Admitted {
    const counted = this.db.get<Row>(`${ROWS} WHERE c.id=?`, [entry.id]);
    if (!counted) {
      this.index.add(entry, place, position);
      return { fresh: true, effective: true, stale: [] };
    }
    const known = [counted, ...this.superseded(entry.id)].map(memberOf);
    const { chain, seq, copyOf } = entry;
    const mine: Indexed = { chain, seq, copyOf, pos: position, numberReleased: false };
    for (const { pos } of joinTwins(known, mine, this.givenBack))
      this.db.run('UPDATE commits SET cid=NULL WHERE pos=?', [pos]);
    const effective = effectiveOf([...known, mine]);
    if (effective === mine) {
      const stale = this.supersede(entry.id, counted.pos);
      this.index.add(entry, place, position);
      return { fresh: false, effective: true, stale };
    }
    this.index.add(entry, place, position, mine.numberReleased ? 'numberReleased' : 'numbered');
    if (!effective || effective.pos === counted.pos) return { fresh: false, effective: false, stale: [] };
    const stale = [...this.supersede(entry.id, counted.pos), ...this.reinstate(entry.id, effective.pos)];
    return { fresh: false, effective: false, stale };
  }

  /** Those without effect: their names in the index begin with the command's. */
  private superseded(id: string): Row[] {
    return this.db
      .all<Row>(`${ROWS} WHERE c.id>? AND c.id<?`, [`${id}#`, `${id}$`])
      .filter((row) => row.id === supersededId(id, row.pos));
  }

  /** The commit counts in none of its streams any more. Returns these. */
  private supersede(id: string, pos: number): string[] {
    this.db.run('INSERT INTO twin_streams SELECT sid, pos FROM stream_commits WHERE pos=?', [pos]);
    this.db.run('DELETE FROM stream_commits WHERE pos=?', [pos]);
    this.db.run('UPDATE commits SET id=? WHERE pos=?', [supersededId(id, pos), pos]);
    return this.streamsOf('twin_streams', pos);
  }

  /** What was superseded counts again. Returns its streams. */
  private reinstate(id: string, pos: number): string[] {
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
  const numberReleased = device === null;
  const chain = chainOf(device ?? '', incarnation ?? 0);
  return { chain, seq, copyOf: copy ?? undefined, pos, numberReleased };
}
