import type { CasePage, ReportPage } from '@shared/contract/pages';
import { minutesBetween } from '@shared/rules/time';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useNow } from '../../common/useNow';
import { Key } from '../kit/Card';
import { useAsyncAction } from '../kit/calls';
import { tellDone, useDone } from '../kit/done';
import { useSay } from '../kit/say';
import { useDesk } from '../state';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { UNDO_KEY } from './keys';
import { takeBack, undoPoints, undoWords } from './undo';

/** “Taken back can be: …, for so many minutes more”, by press or Ctrl+Z. */
export function UndoLine({ page }: { page: CasePage | ReportPage }) {
  const t = useSay();
  const now = useNow();
  const { busy, problem, run } = useAsyncAction();
  const point = undoPoints(page)[0];
  const left = point ? Math.max(0, minutesBetween(now, point.until)) : 0;
  const what = point ? undoWords(point, t) : '';
  const no = page.item.no;
  const itemId = page.item.id;
  // What was done last elsewhere is what Ctrl+Z means: the line of what was done has the key then.
  const elsewhere = useDone(
    (state) => state.done?.undoable === true && state.done.itemId !== useDesk.getState().selected?.id,
  );
  const undo = () => {
    if (!point) return;
    void run(async () => {
      await takeBack(point);
      tellDone({ text: t('work:done.undo', { no, what }), itemId });
    });
  };
  const commit = point?.commit;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new point is a new shortcut
  const keys = useMemo<readonly Shortcut[]>(
    () =>
      commit && !elsewhere
        ? [
            {
              id: 'move.undo',
              keys: [UNDO_KEY],
              label: t('work:undoWhat', { what }),
              group: 'item',
              run: undo,
            },
          ]
        : [],
    [commit, what, elsewhere],
  );
  useShortcuts(keys);
  if (!point) return null;
  return (
    <p className="wk-undo">
      <Button size="small" type="text" loading={busy} onClick={undo}>
        {t('work:undoWhat', { what })} <Key name="Ctrl Z" />
      </Button>
      <span className="wk-dim">{t('work:undoLeft', { count: Math.max(1, Math.floor(left)) })}</span>
      {problem && <span className="wk-problem">{problem}</span>}
    </p>
  );
}
