import type { UnitLoad } from '@shared/contract/board';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rateText } from '../common/format';
import type { Language } from '../common/i18n';
import { Shape } from '../common/Shape';
import { space } from '../common/tokens';
import { useSize } from '../common/useSize';
import { useWall } from './follow';
import { unitName } from './names';
import { rowsThatFit } from './stage';
import { loadRows } from './view';

/** Workload per unit: open cases as a bar from zero in three parts, each with its figure, and this month's rate on time. */
export function Loads({ units, language }: { units: readonly UnitLoad[]; language: Language }) {
  const { t } = useTranslation('wall');
  const names = useWall((state) => state.units);
  const holder = useRef<HTMLUListElement>(null);
  const { height } = useSize(holder);
  const capacity = rowsThatFit(height, space.wallRow, 3);
  const rows = useMemo(() => loadRows(units, capacity), [units, capacity]);
  // The row of the others is no single load: it has figures only, and does not shorten the bars.
  const most = Math.max(1, ...rows.map((row) => (row.unit === null ? 0 : row.open)));
  return (
    <section className="block loads">
      <h2 className="row">
        <span className="title">
          {t('loads.title')}
          <small>{t('loads.sub')}</small>
        </span>
        <span className="number">{t('loads.open')}</span>
        <span className="number due">
          <Shape kind="half" state="gold" size={16} /> {t('loads.due')}
        </span>
        <span className="number over">
          <Shape kind="triangle" state="kapok" size={16} /> {t('loads.overdue')}
        </span>
        <span className="number rate">{t('loads.rate')}</span>
      </h2>
      <ul ref={holder}>
        {rows.map((row) => (
          <li key={row.key} className="row" data-unit={row.key}>
            <span className="name">
              {row.unit === null
                ? t('loads.others', { count: row.units })
                : unitName(names, row.unit, language)}
            </span>
            <span className="bar" hidden={row.unit === null}>
              <span className="part on-time" style={{ width: `${(100 * row.onTime) / most}%` }} />
              <span className="part due" style={{ width: `${(100 * row.dueToday) / most}%` }} />
              <span className="part over" style={{ width: `${(100 * row.overdue) / most}%` }} />
            </span>
            <span className="number">{row.open}</span>
            <span className="number due">{row.dueToday || ''}</span>
            <span className="number over">{row.overdue || ''}</span>
            <span className="number rate">{rateText(row.rate)}</span>
          </li>
        ))}
        {rows.length === 0 ? <li className="empty">{t('loads.empty')}</li> : null}
      </ul>
    </section>
  );
}
