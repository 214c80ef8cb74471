import type { Ack } from '@shared/contract/contract';
import type { CasePage, UndoView } from '@shared/contract/pages';
import type { EnvelopeInput } from '@shared/domain/commands';
import { ackOfEarlier } from '../kit/sending';
import type { BulkMove } from './moves';
import { type BulkFields, needsPage, planFor } from './plan';

/** What a run needs of the store. */
export interface BulkPort {
  send(envelope: EnvelopeInput): Promise<Ack>;
  casePage(id: string): Promise<CasePage>;
  /** What can be taken back of an item now. */
  undoOf(id: string): Promise<UndoView | null>;
  /** `device.incarnation`: with a commit's number it names the commit. */
  station(): Promise<string>;
}

/** One of the marked, as it is to be worked on. */
export interface Target {
  readonly id: string;
  readonly no: string;
  readonly title: string;
}

/** Why it did not go: a reason of the desk's own (`bulk:why.…`), or an error of the store with its code. */
export type Problem = { readonly why: string; readonly state?: string } | { readonly error: unknown };

/** What became of one of the marked. */
export interface Outcome extends Target {
  readonly status: 'untried' | 'running' | 'done' | 'refused' | 'undone';
  readonly problem?: Problem | undefined;
  /** The commits that were written for it, oldest first. */
  readonly commits: readonly string[];
}

/** One move on many. `id` is shared by all of its commands as their cause. */
export interface Run {
  readonly id: string;
  readonly move: BulkMove;
  readonly fields: BulkFields;
  readonly phase: 'running' | 'stopping' | 'ended' | 'undoing';
  readonly outcomes: readonly Outcome[];
}

/** So many cases are under way at once: the store writes them together. */
const AT_ONCE = 6;

/** How many of each. */
export function tally(run: Run): Record<Outcome['status'], number> {
  const counts = { untried: 0, running: 0, done: 0, refused: 0, undone: 0 };
  for (const { status } of run.outcomes) counts[status] += 1;
  return counts;
}

/**
 * Carries a move out on many, one command per case (or per unit of a case), and takes it back. Ids are made of the run's
 * id and the case's place in it: whatever is sent again is still the same command.
 */
export class BulkRunner {
  private stopped = false;
  private station: Promise<string> | undefined;
  private latest: Run;

  constructor(
    private readonly port: BulkPort,
    id: string,
    move: BulkMove,
    fields: BulkFields,
    targets: readonly Target[],
    private readonly tell: (run: Run) => void,
  ) {
    const outcomes = targets.map((target): Outcome => ({ ...target, status: 'untried', commits: [] }));
    this.latest = { id, move, fields, phase: 'running', outcomes };
  }

  get run(): Run {
    return this.latest;
  }

  /** Try everything that is not done yet; also the way to try again what failed. */
  async start(): Promise<void> {
    const waiting = this.indices(({ status }) => status === 'untried' || status === 'refused');
    await this.each('running', waiting, (at) => this.carryOut(at));
  }

  /** Take back what was done, where nothing was done since. */
  async undo(): Promise<void> {
    const done = this.indices(({ status, commits }) => status === 'done' && commits.length > 0);
    await this.each('undoing', done, (at) => this.takeBack(at));
  }

  /** What is under way is finished, the rest stays untried. */
  stop(): void {
    this.stopped = true;
    this.change({ phase: 'stopping' });
  }

  private indices(wanted: (outcome: Outcome) => boolean): number[] {
    return this.latest.outcomes.flatMap((outcome, at) => (wanted(outcome) ? [at] : []));
  }

  private async each(
    phase: 'running' | 'undoing',
    indices: readonly number[],
    work: (at: number) => Promise<void>,
  ): Promise<void> {
    this.stopped = false;
    // The store may have been started again since the last try.
    this.station = undefined;
    this.change({ phase });
    const waiting = [...indices];
    const worker = async (): Promise<void> => {
      for (let at = waiting.shift(); at !== undefined && !this.stopped; at = waiting.shift()) await work(at);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.change({ phase: 'ended' });
  }

  private async carryOut(at: number): Promise<void> {
    const { move, fields, id } = this.latest;
    const target = this.latest.outcomes[at];
    if (!target) return;
    this.settle(at, { status: 'running', problem: undefined });
    try {
      const page = needsPage.has(move) ? await this.port.casePage(target.id) : undefined;
      const planned = planFor(move, fields, target.id, page);
      if ('why' in planned) return this.settle(at, { status: 'refused', problem: planned });
      this.station ??= this.port.station();
      const station = await this.station;
      for (const step of planned.steps) {
        const part = step.onBehalfOf ? `.${step.onBehalfOf}` : '';
        const ack = await this.port
          .send({ id: `${id}.${at}${part}`, cause: `bulk:${id}`, ...step })
          .catch(ackOfEarlier);
        if (ack.events > 0) this.wrote(at, `${station}.${ack.seq}`);
      }
      this.settle(at, { status: 'done' });
    } catch (error) {
      this.settle(at, { status: 'refused', problem: { error } });
    }
  }

  private async takeBack(at: number): Promise<void> {
    const outcome = this.latest.outcomes[at];
    const commit = outcome?.commits.at(-1);
    if (!outcome || commit === undefined) return;
    this.settle(at, { status: 'running', problem: undefined });
    try {
      const undo = await this.port.undoOf(outcome.id);
      if (undo?.commit !== commit) return this.settle(at, { status: 'done', problem: { why: 'moved' } });
      const { id } = this.latest;
      await this.port.send({
        id: `${id}.${at}.undo.${commit.split('.').at(-1)}`,
        cause: `bulk:${id}`,
        command: outcome.id.startsWith('report:')
          ? { type: 'report.undo', reportId: outcome.id, commit }
          : { type: 'case.undo', caseId: outcome.id, commit },
      });
      const rest = outcome.commits.slice(0, -1);
      // Only the last action of a case can be taken back: what was done for other units before it stays.
      if (rest.length > 0) this.settle(at, { status: 'done', commits: rest, problem: { why: 'partly' } });
      else this.settle(at, { status: 'undone', commits: [] });
    } catch (error) {
      this.settle(at, { status: 'done', problem: { error } });
    }
  }

  private wrote(at: number, commit: string): void {
    const commits = this.latest.outcomes[at]?.commits ?? [];
    if (!commits.includes(commit)) this.settle(at, { commits: [...commits, commit] });
  }

  private settle(at: number, part: Partial<Outcome>): void {
    const outcomes = this.latest.outcomes.map((one, k) => (k === at ? { ...one, ...part } : one));
    this.change({ outcomes });
  }

  private change(part: Partial<Run>): void {
    this.latest = { ...this.latest, ...part };
    this.tell(this.latest);
  }
}
