import type { WallBoard } from '@shared/contract/board';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { overText } from '../common/format';
import { StreetMap } from '../common/map/StreetMap';
import type { ThemeName } from '../common/tokens';
import { useNow } from '../common/useNow';
import { useWall } from './follow';
import { useSame } from './hooks';
import { unitName } from './names';
import { headline, mapItems, placedOverdue } from './view';

/** The street: grids by open cases, open items, and a text beside each of the longest overdue ones. */
export function Street({ board, theme, most }: { board: WallBoard; theme: ThemeName; most: number }) {
  const { t, i18n } = useTranslation('wall');
  const layers = useWall((state) => state.layers);
  const units = useWall((state) => state.units);
  const now = useNow();
  const items = useSame(useMemo(() => mapItems(board.points), [board.points]));
  const counts = useSame(board.gridOpen);
  const labels = useSame(
    placedOverdue(board.overdueItems, most).map((item) => {
      const over = item.dueAt === null ? '' : overText(item.dueAt, now, t);
      const unit = unitName(units, item.unit ?? item.proposedUnit, i18n.language);
      return {
        id: item.id,
        lon: item.lon,
        lat: item.lat,
        title: headline(item),
        detail: [over, unit].filter(Boolean).join(' · '),
      };
    }),
  );
  const texts = useMemo(
    () => ({
      note: t('common:schematic'),
      legend: t('map.legend'),
      few: t('map.few'),
      many: t('map.many'),
      label: t('map.label'),
    }),
    [t],
  );
  return (
    <section className="block street">
      {layers ? (
        <StreetMap
          theme={theme}
          mode="wall"
          layers={layers}
          items={items}
          gridCounts={counts}
          labels={labels}
          texts={texts}
        />
      ) : (
        <p className="empty">{t('map.loading')}</p>
      )}
    </section>
  );
}
