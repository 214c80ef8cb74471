import type { Item } from '@shared/contract/models';
import type { CasePage } from '@shared/contract/pages';
import type { MapLayers } from '@shared/rules/place/schema';
import { lazy, Suspense, useMemo } from 'react';
import { useQuery } from '../../common/client';
import { dueText } from '../../common/format';
import { Light } from '../../common/Light';
import type { MapItem } from '../../common/map/types';
import { Shape } from '../../common/Shape';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useSay } from '../kit/say';
import { select, useDesk } from '../state';

const StreetMap = lazy(() =>
  import('../../common/map/StreetMap').then((module) => ({ default: module.StreetMap })),
);

/** From so many of one class within 100 m in 30 days on, the place is called a hot spot (高发点). */
const HOT_SPOT = 5;

function onMap(item: Item): MapItem[] {
  if (item.lon === null || item.lat === null) return [];
  return [{ id: item.id, lon: item.lon, lat: item.lat, light: item.light, title: item.title }];
}

function MiniMap({ item, others }: { item: Item; others: readonly Item[] }) {
  const t = useSay();
  const theme = useDesk((state) => state.theme);
  const { data } = useQuery('map.data', {});
  const items = useMemo(
    () => [...others.filter((one) => one.id !== item.id), item].flatMap(onMap),
    [item, others],
  );
  const texts = useMemo(
    () => ({
      note: t('common:schematic'),
      legend: t('work:mapLegend'),
      few: t('work:few'),
      many: t('work:many'),
      label: t('work:mapLabel'),
    }),
    [t],
  );
  if (!data) return <div className="wk-map" />;
  return (
    <div className="wk-map">
      <Suspense fallback={null}>
        <StreetMap
          mode="desk"
          theme={theme}
          layers={data.layers as unknown as MapLayers}
          items={items}
          gridCounts={NO_COUNTS}
          selectedId={item.id}
          view="selected"
          legend={false}
          texts={texts}
          onSelect={(id) => id && id !== item.id && select(id)}
        />
      </Suspense>
    </div>
  );
}

const NO_COUNTS: Readonly<Record<string, number>> = {};

/** Where it is, what else is open within 100 m, and whether the place keeps coming back. */
export function Nearby({ item, place, nearby }: { item: Item; place: string; nearby: CasePage['nearby'] }) {
  const t = useSay();
  const now = useNow();
  const others = nearby.open.filter((one) => one.id !== item.id);
  return (
    <Card title={t('work:where')} extra={place}>
      {item.lon === null ? (
        <p className="wk-dim">{t('work:noPosition')}</p>
      ) : (
        <MiniMap item={item} others={others} />
      )}
      <p className="wk-near">
        {t('work:near', { open: others.length, same: nearby.sameClass30d })}
        {nearby.sameClass30d >= HOT_SPOT && (
          <b className="wk-gold">
            {' '}
            <Shape kind="half" state="gold" /> {t('work:hotSpot')}
          </b>
        )}
      </p>
      {others.length > 0 && (
        <ul className="wk-near-list">
          {others.slice(0, 5).map((one) => (
            <li key={one.id}>
              <button type="button" onClick={() => select(one.id)}>
                <Light light={one.light} /> <span>{one.title}</span>
                <span className="wk-dim">
                  {one.dueAt ? dueText(one.dueAt, now, t, one.light) : t(`common:state.${one.state}`)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
