/** A chain of commits: `<device>.<incarnation>`. Its commits are numbered 1, 2, 3 … without gaps. */
export type ChainId = string;

/** How far each chain is held without a gap: chain → highest number. A chain that is not named is not held at all. */
export type Vector = Readonly<Record<ChainId, number>>;

/** Name of a chain. */
export function chainOf(device: string, incarnation: number): ChainId {
  return `${device}.${incarnation}`;
}

/** Device and incarnation of a chain's name. */
export function chainParts(chain: ChainId): { device: string; incarnation: number } {
  const dot = chain.lastIndexOf('.');
  return { device: chain.slice(0, dot), incarnation: Number(chain.slice(dot + 1)) };
}

/** Chain and number of a commit named `<device>.<incarnation>.<seq>`. */
export function refParts(ref: string): { chain: ChainId; seq: number } {
  const dot = ref.lastIndexOf('.');
  return { chain: ref.slice(0, dot), seq: Number(ref.slice(dot + 1)) };
}

/** Commits that one side has and the other lacks: per chain the numbers `from`..`to`, chains in the order of their names. */
export interface Range {
  readonly chain: ChainId;
  readonly from: number;
  readonly to: number;
}

/** What `has` holds beyond `lacks`. */
export function beyond(has: Vector, lacks: Vector): Range[] {
  return Object.keys(has)
    .sort()
    .flatMap((chain) => {
      const from = (lacks[chain] ?? 0) + 1;
      const to = has[chain] ?? 0;
      return to >= from ? [{ chain, from, to }] : [];
    });
}

/** How many commits `has` holds beyond `lacks`. */
export function countBeyond(has: Vector, lacks: Vector): number {
  return beyond(has, lacks).reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** The farther of both, chain by chain. */
export function joinVectors(a: Vector, b: Vector): Vector {
  const joined: Record<ChainId, number> = { ...a };
  for (const [chain, seq] of Object.entries(b)) joined[chain] = Math.max(joined[chain] ?? 0, seq);
  return joined;
}

/** How far the chains of one device are held. */
export function chainsOf(device: string, vector: Vector): Vector {
  return pickChains(vector, (chain) => chainParts(chain).device === device);
}

/** Only the chains that `wanted` accepts. */
export function pickChains(vector: Vector, wanted: (chain: ChainId) => boolean): Vector {
  return Object.fromEntries(Object.entries(vector).filter(([chain]) => wanted(chain)));
}
