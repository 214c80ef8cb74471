import type { ChainId } from './vector';

/** Two commits that carry out the same command (the same id): which chain and number, and whose copy it is, if one. */
export interface Twin {
  readonly chain: ChainId;
  readonly seq: number;
  /** `<device>.<incarnation>.<seq>` of the commit that this one was written again for. */
  readonly copyOf?: string | undefined;
}

const ref = ({ chain, seq }: Twin): string => `${chain}.${seq}`;

/**
 * Which of two commits of one command has no effect. A copy replaces what it was written again for, whose number is then free
 * (`frees`), where it was written again, for the commit that others hold under it. Otherwise (a command that was carried out twice after a restored backup)
 * the first by chain and number counts, so that every station chooses alike.
 */
export function loserOf(a: Twin, b: Twin): { readonly loser: 'a' | 'b'; readonly frees: boolean } {
  if (b.copyOf === ref(a)) return { loser: 'a', frees: true };
  if (a.copyOf === ref(b)) return { loser: 'b', frees: true };
  const first = a.chain < b.chain || (a.chain === b.chain && a.seq < b.seq);
  return { loser: first ? 'b' : 'a', frees: false };
}
