import type { WallBoard } from '@shared/contract/board';
import type { Item } from '@shared/contract/models';
import { addDays, dayOf, type Instant, minutesBetween } from '@shared/rules/time';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, durationText, type Translate, timeText } from '../common/format';
import { Light } from '../common/Light';
import { space } from '../common/tokens';
import { useNow } from '../common/useNow';
import { useSize } from '../common/useSize';
import { useWall } from './follow';
import { unitName } from './names';
import { rowsThatFit } from './stage';
import { caseList, headline } from './view';

function when(item: Item, now: Instant, t: Translate): string {
  if (item.light === 'red' && item.dueAt !== null && item.dueAt < now) {
    const text = durationText(Math.max(1, minutesBetween(item.dueAt, now)), t, 1);
    return t('common:duration.over', { text });
  }
  if (dayOf(item.receivedAt) === addDays(dayOf(now), -1)) {
    return t('common:yesterday', { time: clockText(item.receivedAt) });
  }
  return timeText(item.receivedAt, now);
}

/** Overdue cases first, the longest overdue on top, then what came in last. */
export function Cases({ board }: { board: WallBoard }) {
  const { t, i18n } = useTranslation('wall');
  const units = useWall((state) => state.units);
  const now = useNow();
  const holder = useRef<HTMLUListElement>(null);
  const { height } = useSize(holder);
  const { rows, hiddenOverdue } = caseList(board, rowsThatFit(height, space.wallRow, 3));
  return (
    <section className="block cases">
      <h2>
        {t('cases.title')}
        <small>{hiddenOverdue > 0 ? t('cases.more', { count: hiddenOverdue }) : t('cases.sub')}</small>
      </h2>
      <ul ref={holder}>
        {rows.map((item) => (
          <li key={item.id} className="row" data-light={item.light}>
            <Light light={item.light} size={20} />
            <span className="when">{when(item, now, t)}</span>
            <span className="what">{headline(item)}</span>
            <span className="unit">{unitName(units, item.unit, i18n.language)}</span>
            <span className="channel">
              {t(`common:channelShort.${item.channel}`)}
              {item.reports > 1 ? ` · ${t('cases.times', { count: item.reports })}` : ''}
            </span>
          </li>
        ))}
        {rows.length === 0 ? <li className="empty">{t('cases.empty')}</li> : null}
      </ul>
    </section>
  );
}
