import type { ItemState, Light as LightName } from '@shared/contract/models';
import type { MapLayers } from '@shared/rules/place/schema';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '../../common/client';
import { countText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { Light } from '../../common/Light';
import { StreetMap } from '../../common/map/StreetMap';
import { select, useDesk } from '../state';

const lights: readonly LightName[] = ['red', 'yellow', 'green'];
const states: readonly ItemState[] = ['toTakeIn', 'toAssign', 'handling', 'returned', 'toCheck', 'toClose'];

function without<T>(list: ReadonlySet<T>, value: T): Set<T> {
  const next = new Set(list);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** The whole street with every open item; a click on a shape opens the item beside it. */
export default function MapScreen(): ReactNode {
  const { t } = useTranslation();
  const theme = useDesk((state) => state.theme);
  const selectedId = useDesk((state) => state.selected?.id);
  const { data: map, error } = useQuery('map.data', {});
  const { data } = useQuery('map.points', {});
  const [hiddenLights, setHiddenLights] = useState<ReadonlySet<LightName>>(new Set());
  const [hiddenStates, setHiddenStates] = useState<ReadonlySet<ItemState>>(new Set());
  const points = data?.points;
  const items = useMemo(
    () => (points ?? []).filter((point) => !hiddenLights.has(point.light) && !hiddenStates.has(point.state)),
    [points, hiddenLights, hiddenStates],
  );
  const texts = useMemo(
    () => ({
      note: t('schematic'),
      legend: t('desk:map.legend'),
      few: t('desk:map.few'),
      many: t('desk:map.many'),
      label: t('desk:map.label'),
    }),
    [t],
  );
  const count = (key: 'light' | 'state', value: string) =>
    (points ?? []).filter((point) => point[key] === value).length;
  return (
    <section className="d-map" aria-label={t('desk:work.map')}>
      <div className="d-map-bar">
        <h2 className="q-title">{t('desk:work.map')}</h2>
        <span className="q-total">{t('desk:count.items', { text: countText(items.length) })}</span>
        {lights.map((light) => (
          <button
            key={light}
            type="button"
            className="xh-chip"
            aria-pressed={!hiddenLights.has(light)}
            onClick={() => setHiddenLights(without(hiddenLights, light))}
          >
            <Light light={light} word size={10} />
            {count('light', light)}
          </button>
        ))}
        <span aria-hidden="true" className="d-rule" />
        {states.map((state) => (
          <button
            key={state}
            type="button"
            className="xh-chip"
            aria-pressed={!hiddenStates.has(state)}
            onClick={() => setHiddenStates(without(hiddenStates, state))}
          >
            {t(`state.${state}`)} {count('state', state)}
          </button>
        ))}
      </div>
      <div className="d-map-canvas">
        {error && !map ? (
          <div className="d-hint" role="alert">
            <p>{errorText((key, options) => t(key, options ?? {}), error)}</p>
          </div>
        ) : null}
        {map ? (
          <StreetMap
            theme={theme}
            mode="desk"
            // The store hands over the layers as they lie in its resources, checked when they were read there.
            layers={map.layers as unknown as MapLayers}
            items={items}
            gridCounts={data?.gridOpen ?? {}}
            selectedId={selectedId}
            onSelect={select}
            texts={texts}
          />
        ) : null}
      </div>
    </section>
  );
}
