import type { TooLarge } from '@shared/sync/hub';
import { type ChainId, chainOf, chainParts, type Vector } from '@shared/sync/vector';
import type { Session } from './session';

/** Bytes that a hub of before schema 5 can still hand out in one answer: it sends them as text, twice as long. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Row {
  device: string;
  incarnation: number;
  head: number;
  seq: number | null;
  bytes: number | null;
}

/**
 * Commits that an old hub took without a limit and cannot hand out again: found by their sizes, each stretch of a chain looked at
 * once over a connection.
 */
export class LargeCommits {
  private readonly looked = new Map<ChainId, number>();
  private readonly found = new Map<ChainId, TooLarge>();

  constructor(
    private readonly session: Session,
    private readonly street: string | null,
  ) {}

  /** The first one of each chain beyond `since`, without those in `skip`. */
  async beyond(since: Vector, skip: readonly ChainId[]): Promise<readonly TooLarge[]> {
    const known = { ...since };
    for (const [chain, seq] of this.looked) known[chain] = Math.max(known[chain] ?? 0, seq);
    const parts = Object.keys(known).map(chainParts);
    const rows = await this.session.query<Row>(
      'large_commits',
      `SELECT v.device, v.incarnation, v.seq AS head, c.seq, c.bytes FROM xiuhua.vector($4) v
       LEFT JOIN unnest($1::text[], $2::int[], $3::int[]) AS h(device, incarnation, seq)
         ON h.device COLLATE "C" = v.device AND h.incarnation = v.incarnation
       LEFT JOIN LATERAL (
         SELECT b.seq, length(b.bytes) AS bytes FROM xiuhua.commit b
         WHERE b.street = xiuhua.street_of($4) AND b.device = v.device AND b.incarnation = v.incarnation
           AND b.seq > coalesce(h.seq, 0) AND length(b.bytes) > ${MOST_BYTES} ORDER BY b.seq LIMIT 1) c ON true
       WHERE v.seq > coalesce(h.seq, 0)`,
      [
        parts.map(({ device }) => device),
        parts.map(({ incarnation }) => incarnation),
        Object.values(known),
        this.street,
      ],
    );
    for (const { device, incarnation, head, seq, bytes } of rows) {
      const chain = chainOf(device, incarnation);
      this.looked.set(chain, head);
      if (seq !== null && bytes !== null && !this.found.has(chain))
        this.found.set(chain, { chain, seq, bytes });
    }
    return [...this.found.values()].filter(
      ({ chain, seq }) => seq > (since[chain] ?? 0) && !skip.includes(chain),
    );
  }
}
