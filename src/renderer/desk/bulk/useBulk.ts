import { create } from 'zustand';
import { query } from '../../common/client';
import { send } from '../kit/calls';
import { openDialog } from '../state';
import { unmark, useMarks } from '../state/marks';
import type { BulkMove } from './moves';
import type { BulkFields } from './plan';
import { type BulkPort, BulkRunner, type Run } from './run';

interface BulkState {
  /** The run that is under way, or that ran last. */
  readonly run: Run | null;
  /** Its line under the queue was put away. */
  readonly hidden: boolean;
}

export const useBulk = create<BulkState>(() => ({ run: null, hidden: false }));

let runner: BulkRunner | undefined;
let waiting: Run | undefined;

/** A run tells of every step: the screen follows once per frame. */
function tell(run: Run): void {
  if (waiting === undefined) {
    requestAnimationFrame(() => {
      const latest = waiting ?? run;
      waiting = undefined;
      useBulk.setState({ run: latest });
    });
  }
  waiting = run;
}

const port: BulkPort = {
  send,
  casePage: (id) => query('case.page', { id }),
  undoOf: async (id) =>
    id.startsWith('report:')
      ? (await query('report.page', { id })).undo
      : (await query('case.page', { id })).undo,
  station: async () => {
    const { device, incarnation } = await query('health', {});
    return `${device}.${incarnation}`;
  },
};

/** Carry a move out on everything that is marked. */
export function startBulk(move: BulkMove, fields: BulkFields): void {
  const targets = [...useMarks.getState().items.values()].map(({ id, no, title }) => ({ id, no, title }));
  runner = new BulkRunner(port, crypto.randomUUID(), move, fields, targets, tell);
  useBulk.setState({ run: runner.run, hidden: false });
  void runner.start().then(unmarkDone);
}

/** What is done, or was done by somebody else, need not stay marked; what failed does, so that something else can be tried. */
function unmarkDone(): void {
  const settled = runner?.run.outcomes.filter(
    ({ status, problem }) => status === 'done' || (problem && 'why' in problem && problem.why === 'notNow'),
  );
  unmark((settled ?? []).map(({ id }) => id));
}

/** Try what failed again, under the same ids. */
export function retryBulk(): void {
  void runner?.start().then(unmarkDone);
}

export function stopBulk(): void {
  runner?.stop();
}

export function undoBulk(): void {
  void runner?.undo();
}

/** The results of the run that ran last. */
export function showBulk(): void {
  openDialog('bulk', { run: true });
}

export function hideBulk(): void {
  useBulk.setState({ hidden: true });
}
