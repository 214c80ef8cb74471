/** A seeded source of chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number 0 ≤ x < n. */
  int(n: number): number;
  /** A number between a (included) and b. */
  between(a: number, b: number): number;
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Index by weights given as running sums. */
  index(sums: readonly number[]): number;
  /** Lower-case hexadecimal digits, a multiple of eight. */
  hex(length: number): string;
}

/** Small Fast Counter, 32 bits (Doty-Humphrey): public domain, passes PractRand, and quick enough to be called a million times. */
export function makeRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const bits = (): number => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let k = 0; k < 16; k++) bits();
  const next = () => bits() / 0x1_0000_0000;
  const int = (n: number) => Math.floor(next() * n);
  return {
    next,
    int,
    between: (from, to) => from + next() * (to - from),
    chance: (p) => next() < p,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('Nothing to pick from: the list is empty.');
      return list[int(list.length)] as T;
    },
    index(sums) {
      const x = next() * (sums.at(-1) ?? 0);
      let low = 0;
      let high = sums.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] ?? 0) > x) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    hex(length) {
      let text = '';
      while (text.length < length) text += bits().toString(16).padStart(8, '0');
      return text.slice(0, length);
    },
  };
}

/** Running sums of weights, for {@link Random.index}. */
export function runningSums(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map((weight) => {
    total += weight;
    return total;
  });
}

/** Splits `total` pieces by weights, exactly: largest remainder, ties to the earlier. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (weight / sum) * total);
  const counts = exact.map(Math.floor);
  const missing = total - counts.reduce((all, count) => all + count, 0);
  const order = exact
    .map((x, k) => ({ k, rest: x - Math.floor(x) }))
    .sort((x, y) => y.rest - x.rest || x.k - y.k);
  for (const { k } of order.slice(0, missing)) counts[k] = (counts[k] ?? 0) + 1;
  return counts;
}

/** The list in an order of chance. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const out = [...list];
  for (let k = out.length - 1; k > 0; k--) {
    const j = random.int(k + 1);
    [out[k], out[j]] = [out[j] as T, out[k] as T];
  }
  return out;
}
