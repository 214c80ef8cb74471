import type { Item } from '@shared/contract/models';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '../../common/Shape';
import { openDialog } from '../state';
import { clearMarks, MOST_MARKED, useMarks } from '../state/marks';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { keys } from './keys';
import { commonMoves } from './moves';
import { type Run, tally } from './run';
import { hideBulk, showBulk, undoBulk, useBulk } from './useBulk';
import './bulk.css';

/** Under the list: how many are marked, and what can be done with all of them. */
export function BulkBar() {
  const { t } = useTranslation();
  const { items, full } = useMarks();
  const { run, hidden } = useBulk();
  const count = items.size;
  const moves = useMemo(() => commonMoves(items.values()), [items]);
  const key = moves.join(',');
  const shortcuts = useMemo<readonly Shortcut[]>(
    () =>
      count === 0
        ? []
        : [
            ...(key === '' ? [] : key.split(',')).map(
              (move): Shortcut => ({
                id: `bulk.${move}`,
                keys: [],
                label: t('bulk:title', { move: t(`bulk:move.${move}`), count }),
                group: 'item',
                run: () => openDialog('bulk', { move }),
              }),
            ),
            {
              id: 'queue.unmark',
              keys: keys.queue.unmark,
              label: t('desk:key.unmark'),
              group: 'queue',
              quiet: true,
              run: clearMarks,
            },
          ],
    [t, key, count],
  );
  useShortcuts(shortcuts);
  if (count === 0) return run && !hidden ? <LastRun run={run} /> : null;
  return (
    <div className="b-bar" role="toolbar" aria-label={t('bulk:bar.label')}>
      <b className="b-count">{t('bulk:bar.marked', { count })}</b>
      {full ? <span className="xh-quiet">{t('bulk:bar.full', { most: MOST_MARKED })}</span> : null}
      <span className="b-moves">
        {moves.map((move) => (
          <button key={move} type="button" className="xh-button" onClick={() => openDialog('bulk', { move })}>
            {t(`bulk:move.${move}`)}
          </button>
        ))}
        {moves.length === 0 ? <NoMove items={items} /> : null}
      </span>
      <button type="button" className="xh-link" title="Esc" onClick={clearMarks}>
        {t('bulk:bar.clear')}
      </button>
    </div>
  );
}

/** Nothing can be done with all of them: which states they are in says why. */
function NoMove({ items }: { items: ReadonlyMap<string, Item> }) {
  const { t } = useTranslation();
  const counts = new Map<string, number>();
  for (const { state } of items.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${t(`state.${state}`)} ${count}`).join(' · ');
  return <span className="xh-quiet">{t('bulk:bar.none', { states })}</span>;
}

/** What the last bulk action did; it stays until it is put away, with its results and the way back. */
function LastRun({ run }: { run: Run }) {
  const { t } = useTranslation();
  const counts = tally(run);
  const move = t(`bulk:move.${run.move}`);
  const busy = run.phase !== 'ended';
  const said = (['done', 'refused', 'untried', 'undone'] as const).filter((status) => counts[status] > 0);
  return (
    <div className="b-bar" role="status">
      <Shape
        kind={counts.refused > 0 ? 'half' : 'circle'}
        state={counts.refused > 0 ? 'gold' : 'jade'}
        size={10}
      />
      <span className="b-moves">
        <span>{t('bulk:last', { move })}</span>
        {said.map((status) => t(`bulk:summary.${status}`, { count: counts[status] })).join(' · ')}
      </span>
      <button type="button" className="xh-link" onClick={showBulk}>
        {t('bulk:show')}
      </button>
      {!busy && counts.done > 0 ? (
        <button
          type="button"
          className="xh-link"
          title={t('bulk:undoNote')}
          onClick={() => {
            undoBulk();
            showBulk();
          }}
        >
          {t('bulk:undo')}
        </button>
      ) : null}
      {busy ? null : (
        <button type="button" className="xh-icon" aria-label={t('bulk:dismiss')} onClick={hideBulk}>
          ×
        </button>
      )}
    </div>
  );
}
