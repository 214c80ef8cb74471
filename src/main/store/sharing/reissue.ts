import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '@shared/domain/envelope';
import { type ChainId, chainParts } from '@shared/sync/vector';
import { z } from 'zod';
import { setAsideFile, writeFileSafely } from '../files';
import { encodeLine, hashLine } from '../journal/line';

const planSchema = z.object({
  chain: z.string(),
  after: z.number().int().min(0),
  incarnation: z.number().int().positive(),
});
/** Commits of `chain` behind `after` are to be written again in this incarnation. */
export type ReissuePlan = z.infer<typeof planSchema>;

const file = (dataDir: string): string => join(dataDir, 'reissue.json');

/** Remember what is being written again, so that a kill in the middle is made good at the next start. */
export function savePlan(dataDir: string, plan: ReissuePlan): void {
  writeFileSafely(file(dataDir), JSON.stringify(plan));
}

/**
 * The plan that a kill cut off; undefined where there is none. One that nobody can read is set aside and must not keep the folder from
 * opening: the hub holds the other computer's lines, so that the fork is found again and what lies beyond it planned anew.
 */
export function readPlan(dataDir: string): ReissuePlan | undefined {
  const path = file(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return planSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`reissue.json cannot be read and is set aside: ${(error as Error).message}`);
    setAsideFile(dataDir, path);
    return undefined;
  }
}

export function dropPlan(dataDir: string): void {
  rmSync(file(dataDir), { force: true });
}

const REF = /^[0-9a-zA-Z-]+\.\d+\.\d+$/;
const EVENT_REF = /^([0-9a-zA-Z-]+\.\d+\.\d+)\.(\d+)$/;

/** Commits written again: the same command, clock and words, under new numbers; what they say of each other follows. */
export class Copies {
  private readonly moved = new Map<string, string>();

  constructor(
    private readonly chain: ChainId,
    private readonly incarnation: number,
    private seq: number,
    private prev: string,
  ) {}

  /** Where the new chain stands after the copies so far. */
  get head(): { seq: number; hash: string } {
    return { seq: this.seq, hash: this.prev };
  }

  /** The next copy and its line, newline included. */
  next(original: Commit): { commit: Commit; line: Buffer } {
    const ref = `${this.chain}.${original.seq}`;
    this.seq += 1;
    const { incarnation, seq, prev } = this;
    this.moved.set(ref, `${original.device}.${incarnation}.${seq}`);
    const events = original.events.map((event) => ({
      ...event,
      basis:
        event.basis === null
          ? null
          : event.basis
              .split(' ')
              .map((one) => this.translate(one))
              .join(' '),
      data: this.translated(event.data) as Record<string, unknown>,
    }));
    const commit: Commit = { ...original, incarnation, seq, prev, copyOf: ref, events };
    const line = encodeLine(commit);
    this.prev = hashLine(line);
    return { commit, line };
  }

  /** A copy that lies in the journal already: a kill came after it. */
  known(original: number, seq: number, hash: string): void {
    const { device } = chainParts(this.chain);
    this.moved.set(`${this.chain}.${original}`, `${device}.${this.incarnation}.${seq}`);
    this.seq = seq;
    this.prev = hash;
  }

  private translate(text: string): string {
    const event = EVENT_REF.exec(text);
    if (event?.[1]) {
      const to = this.moved.get(event[1]);
      if (to !== undefined) return `${to}.${event[2]}`;
    }
    return (REF.test(text) && this.moved.get(text)) || text;
  }

  /** Names of commits and events anywhere in a payload (an undo's, a settlement's). */
  private translated(value: unknown): unknown {
    if (typeof value === 'string') return this.translate(value);
    if (Array.isArray(value)) return value.map((one) => this.translated(one));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.translated(one)]));
  }
}
