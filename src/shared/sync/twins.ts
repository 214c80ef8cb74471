import { type ChainId, chainParts } from './vector';

/** Commits that carry out the same command (the same id) are twins: which chain and number, and whose copy each is, if one. */
export interface Twin {
  readonly chain: ChainId;
  readonly seq: number;
  /** `<device>.<incarnation>.<seq>` of the commit that this one was written again for. */
  readonly copyOf?: string | undefined;
  /** It has released its number to another commit, or is a line that is there twice: it never counts, but what it replaces stays so. */
  readonly numberReleased?: boolean | undefined;
}

/** Name of a commit: `<device>.<incarnation>.<seq>`. */
export function refOf({ chain, seq }: Pick<Twin, 'chain' | 'seq'>): string {
  return `${chain}.${seq}`;
}

/** By device, incarnation and number; the latter two count as numbers. */
function compareTwins(a: Twin, b: Twin): number {
  const [left, right] = [chainParts(a.chain), chainParts(b.chain)];
  if (left.device !== right.device) return left.device < right.device ? -1 : 1;
  return left.incarnation - right.incarnation || a.seq - b.seq;
}

/**
 * Which of all known commits of one command has effect, chosen alike at every station, in whatever order they came: what a
 * copy was written again for goes out first; of what is left (a command that was carried out twice after a restored backup)
 * the first by device, incarnation and number counts. Undefined where none holds a number.
 */
export function effectiveOf<T extends Twin>(twins: readonly T[]): T | undefined {
  const replaced = new Set(twins.map(({ copyOf }) => copyOf));
  const numbered = twins.filter(({ numberReleased }) => !numberReleased);
  const left = numbered.filter((twin) => !replaced.has(refOf(twin)));
  // Copies that name each other are no program's work; somebody must count all the same.
  return (left.length > 0 ? left : numbered).sort(compareTwins)[0];
}
