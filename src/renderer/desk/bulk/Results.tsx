import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { errorText } from '../../common/i18n';
import { Shape, type ShapeKind } from '../../common/Shape';
import type { State } from '../../common/tokens';
import { Dialog } from '../kit/Dialog';
import { type Say, useSay } from '../kit/say';
import { closeDialog, select, showScreen } from '../state';
import { CopySlips } from './CopySlips';
import { type Outcome, type Problem, type Run, tally } from './run';
import { retryBulk, stopBulk, undoBulk } from './useBulk';

const marks: Record<Outcome['status'], { kind: ShapeKind; state?: State }> = {
  done: { kind: 'circle', state: 'jade' },
  refused: { kind: 'triangle', state: 'kapok' },
  untried: { kind: 'dash' },
  running: { kind: 'ring', state: 'river' },
  undone: { kind: 'square', state: 'violet' },
};

function problemText(problem: Problem, move: string, t: Say): string {
  if (!('why' in problem)) return errorText(t, problem.error);
  const state = problem.state ? t(`common:state.${problem.state}`) : '';
  return t(`bulk:why.${problem.why}`, { state, move });
}

function Row({ outcome, move }: { outcome: Outcome; move: string }) {
  const t = useSay();
  const open = () => {
    closeDialog();
    showScreen('queue');
    select(outcome.id);
  };
  return (
    <li>
      <Shape {...marks[outcome.status]} size={10} />
      <button type="button" onClick={open}>
        {outcome.no || '—'}
      </button>
      <span className="b-title" title={outcome.title}>
        {outcome.title}
      </span>
      <span>{t(`bulk:result.${outcome.status}`)}</span>
      {outcome.problem && <span className="b-why">{problemText(outcome.problem, move, t)}</span>}
    </li>
  );
}

function Footer({ run }: { run: Run }) {
  const t = useSay();
  const counts = tally(run);
  const failed = counts.refused + counts.untried;
  if (run.phase !== 'ended')
    return (
      <Button onClick={stopBulk} disabled={run.phase === 'stopping'}>
        {t(run.phase === 'stopping' ? 'bulk:stopping' : 'bulk:cancel')}
      </Button>
    );
  return (
    <>
      <CopySlips run={run} />
      {counts.done > 0 && (
        <Button title={t('bulk:undoNote')} onClick={undoBulk}>
          {t('bulk:undo')}
        </Button>
      )}
      {failed > 0 && counts.undone === 0 && (
        <Button onClick={retryBulk}>{t('bulk:retry', { count: failed })}</Button>
      )}
      <Button type="primary" onClick={closeDialog} autoFocus>
        {t('bulk:close')}
      </Button>
    </>
  );
}

/** What became of each: done, refused with the reason in words, or not tried. */
export function Results({ run }: { run: Run }) {
  const t = useSay();
  const [onlyFailed, setOnlyFailed] = useState(false);
  const counts = tally(run);
  const total = run.outcomes.length;
  const done = total - counts.untried - counts.running;
  const busy = run.phase !== 'ended';
  const move = t(`bulk:move.${run.move}`);
  const failed = (one: Outcome) => one.problem !== undefined || one.status === 'untried';
  const shown = onlyFailed ? run.outcomes.filter(failed) : run.outcomes;
  const progress = run.phase === 'undoing' ? counts.undone : done;
  return (
    <Dialog title={t('bulk:title', { move, count: total })} width={680} footer={<Footer run={run} />}>
      {busy && (
        <>
          <span role="status">
            {t(run.phase === 'undoing' ? 'bulk:undoing' : 'bulk:running', { move, done: progress, total })}
          </span>
          <div className="b-progress">
            <span style={{ width: `${Math.round((progress / Math.max(1, total)) * 100)}%` }} />
          </div>
        </>
      )}
      {!busy && (
        <div className="b-summary" role="status">
          {(['done', 'refused', 'untried', 'undone'] as const)
            .filter((status) => counts[status] > 0)
            .map((status) => (
              <span key={status}>
                <span style={{ display: 'inline-block', marginRight: 6 }}>
                  <Shape {...marks[status]} size={10} />
                </span>
                {t(`bulk:summary.${status}`, { count: counts[status] })}
              </span>
            ))}
          {counts.refused > 0 && (
            <Checkbox checked={onlyFailed} onChange={(event) => setOnlyFailed(event.target.checked)}>
              {t('bulk:onlyFailed')}
            </Checkbox>
          )}
        </div>
      )}
      <ul className="b-list">
        {shown.map((outcome) => (
          <Row key={outcome.id} outcome={outcome} move={move} />
        ))}
      </ul>
    </Dialog>
  );
}
