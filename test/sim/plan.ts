import { makeRandom, type Random, runningSums } from '../../src/main/store/demo/random';

/** What can happen, with how often it does. */
const WEIGHTS = {
  /** Some commands at once; several desks work on the same few cases. */
  commit: 34,
  /** A whole round with the hub, undisturbed. */
  round: 16,
  /** A round that ends behind the push; one that brings a part of what there is. */
  push: 4,
  pull: 4,
  /** A round in which the line is cut at a call, or a call's answer is lost. */
  cut: 8,
  lose: 6,
  /** Two stations at once; commands come in while a round is under way. */
  together: 4,
  busy: 4,
  /** The power fails at a flush to come, or now. */
  crashLater: 6,
  crashNow: 3,
  reopen: 2,
  /** A transaction stays open at the hub while others commit, and ends later, or is given up. */
  hold: 4,
  release: 4,
  backup: 4,
  restore: 4,
  clone: 3,
  /** Somebody sets the clock, or the battery of the board is empty. */
  jump: 3,
  pass: 6,
  /** A station runs a newer program. */
  newer: 3,
  settle: 5,
  /** A row of a sheet that others import too. */
  sheet: 4,
  /** The same command again: whoever asked did not hear the answer. */
  retry: 3,
  erase: 1,
  join: 1,
  revoke: 1,
} as const;

/** What happens besides where stations run programs of different age; nobody plants what no program writes. */
const MIXED_WEIGHTS = {
  commit: 22,
  round: 22,
  push: 3,
  pull: 3,
  cut: 4,
  lose: 3,
  together: 4,
  busy: 3,
  crashLater: 3,
  crashNow: 2,
  reopen: 3,
  hold: 2,
  release: 2,
  backup: 2,
  restore: 2,
  clone: 1,
  pass: 5,
  settle: 5,
  sheet: 4,
  retry: 2,
  erase: 1,
  /** Somebody edits a table, with what only the newer program knows where it runs. */
  table: 18,
  /** A command that only the newer program has. */
  newest: 26,
  /** What a program made of its journal is gone, and made again. */
  rebuild: 2,
} as const;
export type Kind = keyof typeof WEIGHTS | keyof typeof MIXED_WEIGHTS;

/** One thing that happens at one station; all chance in it comes from `chance`, so that others can be left out. */
export interface Step {
  readonly kind: Kind;
  readonly who: number;
  readonly chance: number;
}

export interface Plan {
  readonly seed: number;
  readonly stations: number;
  readonly steps: readonly Step[];
  /** The first stations run an older program, so many of them; all are upgraded at the end. */
  readonly older?: number;
}

function stepsBy(
  weights: Readonly<Partial<Record<Kind, number>>>,
  count: number,
  stations: number,
  random: Random,
): Step[] {
  const kinds = Object.keys(weights) as Kind[];
  const sums = runningSums(Object.values(weights));
  return Array.from({ length: count }, () => ({
    kind: kinds[random.index(sums)] ?? 'commit',
    who: random.int(stations),
    chance: random.int(1_000_000),
  }));
}

/** What happens under this seed. */
export function planOf(seed: number, length = 60): Plan {
  const random = makeRandom(seed);
  const stations = 2 + random.int(4);
  const count = Math.round(length * random.between(0.5, 1.5));
  return { seed, stations, steps: stepsBy(WEIGHTS, count, stations, random) };
}

/** The same with an older program at the first station, and now and then at another. */
export function mixedPlanOf(seed: number, length = 60): Plan {
  const random = makeRandom(seed);
  const stations = 2 + random.int(2);
  const older = stations > 2 && random.chance(0.5) ? 2 : 1;
  return { seed, stations, older, steps: stepsBy(MIXED_WEIGHTS, length, stations, random) };
}

/** A step in one word, as a test names it: `commit@0:1234`. */
export function textOf({ kind, who, chance }: Step): string {
  return `${kind}@${who}:${chance}`;
}

/** The steps of such words. */
export function stepsOf(text: string): Step[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [, kind = 'commit', who = '0', chance = '0'] = /^(\w+)@(\d+):(\d+)$/.exec(word) ?? [];
      if (!(kind in WEIGHTS || kind in MIXED_WEIGHTS)) throw new Error(`no such step: ${word}`);
      return { kind: kind as Kind, who: Number(who), chance: Number(chance) };
    });
}
