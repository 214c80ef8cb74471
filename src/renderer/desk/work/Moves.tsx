import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card, Key } from '../kit/Card';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { FIRST_KEY, MORE_KEY, moveKeys } from './keys';
import { closeMove, type MoveName, moveKey, openMove, useOpenMove } from './openMove';

/** A move that is proposed, with its reason beside it. */
export interface Offer {
  readonly move: MoveName;
  readonly label: string;
  readonly reason: string;
  readonly about?: string | undefined;
}

interface NowCardProps {
  readonly itemId: string;
  readonly primary: Offer | null;
  /** A second offer with its own reason, such as a case to merge into. */
  readonly second?: Offer | undefined;
  readonly others: readonly MoveName[];
  /** Seldom made: shown on demand, their keys work all the same. */
  readonly rare: readonly MoveName[];
  /** Moves that an advice line has a button for already. */
  readonly hidden?: ReadonlySet<MoveName>;
  /** Moves without a button or key here: other cards of the page open them. */
  readonly elsewhere?: readonly MoveName[];
  /** What a move is about where it is opened by its key. */
  readonly aboutOf?: (move: MoveName) => string | undefined;
  readonly panel: (move: MoveName, about: string | undefined) => ReactNode;
  /** What to say where nothing can be done. */
  readonly empty: string;
  readonly extra?: ReactNode;
  /** Lines between the offer and the other moves: advice, what blocks, what can be taken back. */
  readonly children?: ReactNode;
}

function useMoveKeys(props: NowCardProps, moves: readonly MoveName[], more: () => void): void {
  const { t } = useTranslation('work');
  const { itemId, primary, aboutOf, rare } = props;
  const key = moves.join(',');
  const about = moves.map((move) => aboutOf?.(move) ?? '').join(',');
  const hasRare = rare.length > 0;
  const first = primary?.move;
  const firstAbout = primary?.about;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the joined names stand for the lists; `more` only sets state
  const list = useMemo(() => {
    const abouts = about.split(',');
    const names = key === '' ? [] : (key.split(',') as MoveName[]);
    const shortcuts = names.map((move, k): Shortcut => {
      const of = move === first ? firstAbout : abouts[k] || undefined;
      return {
        id: `move.${move}`,
        keys: move === first ? [FIRST_KEY, moveKeys[move]] : [moveKeys[move]],
        label: t(`move.${moveKey(move)}`),
        group: 'item',
        run: () => openMove(itemId, move, of),
      };
    });
    const other: Shortcut = {
      id: 'move.more',
      keys: [MORE_KEY],
      label: t('more'),
      group: 'item',
      quiet: true,
      run: more,
    };
    return hasRare ? [...shortcuts, other] : shortcuts;
  }, [itemId, key, about, first, firstAbout, hasRare, t]);
  useShortcuts(list);
}

/** “What do I do now”: the proposed move with its reason, the other moves with their keys, and the open panel. */
export function NowCard(props: NowCardProps) {
  const { t } = useTranslation('work');
  const { itemId, primary, second, others, rare } = props;
  const seldom = rare.filter((move) => !props.hidden?.has(move));
  const [more, setMore] = useState(false);
  const open = useOpenMove((state) => (state.open?.itemId === itemId ? state.open : null));
  const offered = [primary?.move, second?.move].filter((move) => move !== undefined);
  const all = [...new Set([...offered, ...others, ...rare])];
  useMoveKeys(props, all, () => setMore((shown) => !shown));
  const able = open !== null && (all.includes(open.move) || props.elsewhere?.includes(open.move));
  const panel = able ? props.panel(open.move, open.about) : null;
  const button = (move: MoveName) => (
    <Button
      key={move}
      aria-expanded={open?.move === move}
      onClick={() => (open?.move === move ? closeMove() : openMove(itemId, move, props.aboutOf?.(move)))}
    >
      {t(`move.${moveKey(move)}`)} <Key name={moveKeys[move]} />
    </Button>
  );
  return (
    <Card title={t('now')} className="wk-now" extra={props.extra}>
      {!primary && <p className="wk-dim">{props.empty}</p>}
      {primary && (
        <div className="wk-offer">
          <Button type="primary" onClick={() => openMove(itemId, primary.move, primary.about)}>
            {primary.label} <Key name={FIRST_KEY} />
          </Button>
          <span className="wk-reason">{primary.reason}</span>
        </div>
      )}
      {second && (
        <div className="wk-offer">
          <Button onClick={() => openMove(itemId, second.move, second.about)}>
            {second.label} <Key name={moveKeys[second.move]} />
          </Button>
          <span className="wk-reason">{second.reason}</span>
        </div>
      )}
      {props.children}
      {(others.length > 0 || seldom.length > 0) && (
        <div className="wk-others">
          {others.map(button)}
          {more && seldom.map(button)}
          {seldom.length > 0 && (
            <Button type="text" aria-expanded={more} onClick={() => setMore(!more)}>
              {more ? t('fewer') : t('more')} <Key name={MORE_KEY} />
            </Button>
          )}
        </div>
      )}
      {panel}
    </Card>
  );
}
