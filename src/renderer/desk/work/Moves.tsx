import { Button } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { Card, Key } from './Card';
import { closeMove, type MoveName, moveKey, moveKeys, openMove, useOpenMove } from './openMove';

interface NowCardProps {
  readonly itemId: string;
  readonly primary: { readonly move: MoveName; readonly label: string; readonly reason: string } | null;
  readonly others: readonly MoveName[];
  /** A second offer with its own reason, such as a case to merge into. */
  readonly second?: { readonly move: MoveName; readonly label: string; readonly reason: string } | undefined;
  readonly panel: (move: MoveName) => ReactNode;
  /** What to say where nothing can be done. */
  readonly empty: string;
  readonly extra?: ReactNode;
}

function useMoveKeys(itemId: string, primary: MoveName | undefined, moves: readonly MoveName[]): void {
  const { t } = useTranslation('work');
  const key = moves.join(',');
  const list = useMemo(() => {
    const names = key === '' ? [] : (key.split(',') as MoveName[]);
    return names.map(
      (move): Shortcut => ({
        id: `move.${move}`,
        keys: move === primary ? ['Enter', moveKeys[move]] : [moveKeys[move]],
        label: t(`move.${moveKey(move)}`),
        group: 'item',
        run: () => openMove(itemId, move),
      }),
    );
  }, [itemId, key, primary, t]);
  useShortcuts(list);
}

/** “What do I do now”: the proposed move with its reason, the other moves with their keys, and the open panel. */
export function NowCard(props: NowCardProps) {
  const { t } = useTranslation('work');
  const { itemId, primary, second, others } = props;
  const open = useOpenMove((state) => (state.open?.itemId === itemId ? state.open.move : null));
  const all = [primary?.move, second?.move, ...others].filter((move) => move !== undefined);
  useMoveKeys(itemId, primary?.move, all);
  const panel = open && all.includes(open) ? props.panel(open) : null;
  return (
    <Card title={t('now')} className="wk-now" aside={props.extra}>
      {!primary && <p className="wk-dim">{props.empty}</p>}
      {primary && (
        <div className="wk-offer">
          <Button type="primary" onClick={() => openMove(itemId, primary.move)}>
            {primary.label} <Key name="Enter" />
          </Button>
          <span className="wk-reason">{primary.reason}</span>
        </div>
      )}
      {second && (
        <div className="wk-offer">
          <Button onClick={() => openMove(itemId, second.move)}>{second.label}</Button>
          <Key name={moveKeys[second.move]} />
          <span className="wk-reason">{second.reason}</span>
        </div>
      )}
      {others.length > 0 && (
        <div className="wk-others">
          {others.map((move) => (
            <Button
              key={move}
              aria-expanded={open === move}
              onClick={() => (open === move ? closeMove() : openMove(itemId, move))}
            >
              {t(`move.${moveKey(move)}`)} <Key name={moveKeys[move]} />
            </Button>
          ))}
        </div>
      )}
      {panel}
    </Card>
  );
}
