import { makeRandom, runningSums } from '../../src/main/store/demo/random';

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
export type Kind = keyof typeof WEIGHTS;

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
}

const kinds = Object.keys(WEIGHTS) as Kind[];
const sums = runningSums(Object.values(WEIGHTS));

/** What happens under this seed. */
export function planOf(seed: number, length = 60): Plan {
  const random = makeRandom(seed);
  const stations = 2 + random.int(4);
  const count = Math.round(length * random.between(0.5, 1.5));
  const steps = Array.from({ length: count }, () => ({
    kind: kinds[random.index(sums)] ?? 'commit',
    who: random.int(stations),
    chance: random.int(1_000_000),
  }));
  return { seed, stations, steps };
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
      if (!(kind in WEIGHTS)) throw new Error(`no such step: ${word}`);
      return { kind: kind as Kind, who: Number(who), chance: Number(chance) };
    });
}
