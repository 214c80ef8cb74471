import { type ChainId, chainParts } from '@shared/sync/vector';
import type { Written } from '../journal/writer';
import type { Db } from './database';
import { defineProjection } from './descriptor';

const NUMBERED =
  'Numbers that a table gives to names are its own affair: the names are compared where they are used.';

/** The index of the journal: where each commit lies, its chain and its streams, and how far the projection has come. */
export const commitIndex = defineProjection({
  tables: {
    head: {
      create:
        'CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL)',
      compared: { order: 'one' },
    },
    commits: {
      create:
        'CREATE TABLE commits (pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, cid INTEGER, seq INTEGER NOT NULL, copy TEXT)',
      compared: {
        order: 'pos',
        columns: 'pos, commits.id, segment, "offset", length, device, incarnation, seq, copy',
        from: 'commits LEFT JOIN chains USING (cid)',
      },
    },
    chains: {
      create:
        'CREATE TABLE chains (cid INTEGER PRIMARY KEY, device TEXT NOT NULL, incarnation INTEGER NOT NULL, UNIQUE (device, incarnation))',
      notCompared: NUMBERED,
    },
    streams: {
      create: 'CREATE TABLE streams (sid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)',
      notCompared: NUMBERED,
    },
    stream_commits: {
      create:
        'CREATE TABLE stream_commits (sid INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (sid, pos)) WITHOUT ROWID',
      compared: {
        order: 's.id, pos',
        columns: 's.id, pos',
        from: 'stream_commits JOIN streams s USING (sid)',
      },
    },
    /** Streams of the commits that have no effect, because a twin has. */
    twin_streams: {
      create:
        'CREATE TABLE twin_streams (sid INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (pos, sid)) WITHOUT ROWID',
      compared: { order: 's.id, pos', columns: 's.id, pos', from: 'twin_streams JOIN streams s USING (sid)' },
    },
  },
  indexes: [
    'CREATE UNIQUE INDEX commits_chain ON commits (cid, seq) WHERE cid IS NOT NULL',
    'CREATE INDEX commits_copy ON commits (copy) WHERE copy IS NOT NULL',
  ],
});

/** What the index keeps of a commit. */
export interface IndexedCommit {
  readonly id: string;
  readonly streams: readonly string[];
  readonly chain: ChainId;
  readonly seq: number;
  readonly copyOf?: string | undefined;
}

/** A commit without effect: it keeps its number in its chain, or has released it to another. */
export type Superseded = 'numbered' | 'numberReleased';

/** How a commit without effect is named in the index, so that its command's id is the effective one's. */
export function supersededId(id: string, position: number): string {
  return `${id}#${position}`;
}

/** Streams whose numbers are remembered. */
const REMEMBERED = 50_000;

/** Writes the index of the journal. */
export class CommitIndex {
  private readonly sids = new Map<string, number>();
  private readonly cids = new Map<ChainId, number>();

  constructor(private readonly db: Db) {}

  /** What was rolled back must not be remembered as written. */
  forget(): void {
    this.sids.clear();
    this.cids.clear();
  }

  /** Register a commit: its id, place, number and streams. A superseded one counts in none of its streams. */
  add(entry: IndexedCommit, place: Written, position: number, superseded?: Superseded): void {
    this.db.run('INSERT INTO commits VALUES (?,?,?,?,?,?,?,?)', [
      position,
      superseded ? supersededId(entry.id, position) : entry.id,
      place.segment,
      place.offset,
      place.length,
      superseded === 'numberReleased' ? null : this.cid(entry.chain),
      entry.seq,
      entry.copyOf ?? null,
    ]);
    const table = superseded ? 'twin_streams' : 'stream_commits';
    for (const stream of entry.streams)
      this.db.run(`INSERT INTO ${table} VALUES (?,?)`, [this.sid(stream), position]);
  }

  /** Position (commits applied) and the journal place behind them. */
  head(): { position: number; segment: number; offset: number } {
    return (
      this.db.get('SELECT position, segment, offset FROM head') ?? { position: 0, segment: 1, offset: 0 }
    );
  }

  /** Keep the position in step: the head row stands for exactly what was applied. */
  moveHead({ segment, offset, length }: Written, position: number): void {
    this.db.run('UPDATE head SET position=?, segment=?, offset=?', [position, segment, offset + length]);
  }

  private cid(chain: ChainId): number {
    const known = this.cids.get(chain);
    if (known !== undefined) return known;
    const { device, incarnation } = chainParts(chain);
    this.db.run('INSERT OR IGNORE INTO chains (device, incarnation) VALUES (?,?)', [device, incarnation]);
    const cid = this.db.number('SELECT cid FROM chains WHERE device=? AND incarnation=?', [
      device,
      incarnation,
    ]);
    this.cids.set(chain, cid);
    return cid;
  }

  private sid(stream: string): number {
    const known = this.sids.get(stream);
    if (known !== undefined) return known;
    this.db.run('INSERT OR IGNORE INTO streams (id) VALUES (?)', [stream]);
    const sid = this.db.number('SELECT sid FROM streams WHERE id=?', [stream]);
    if (this.sids.size > REMEMBERED) this.sids.clear();
    this.sids.set(stream, sid);
    return sid;
  }
}
