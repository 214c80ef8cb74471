import type { Counters } from '@shared/contract/board';
import { addDays, dayOf } from '@shared/rules/time';
import { useTranslation } from 'react-i18next';
import { countText } from '../parts/format';

const groups = ['hotline12345', 'urban12319', 'ownFinding', 'others'] as const;

/** Reports of the year by the four channel groups, as bars from zero, with today's beside them. */
export function Channels({ counters }: { counters: Counters }) {
  const { t } = useTranslation('wall');
  const most = Math.max(1, ...groups.map((group) => counters.yearReportsByGroup[group]));
  return (
    <section className="block channels">
      <h2>
        {t('channels.title')}
        <small>{t('channels.sub')}</small>
      </h2>
      <ul>
        {groups.map((group) => (
          <li key={group} data-group={group}>
            <span className="name">{t(`common:group.${group}`)}</span>
            <span className="today">
              {t('channels.today', { text: signedPlus(counters.todayReportsByGroup[group]) })}
            </span>
            <span className="number">{countText(counters.yearReportsByGroup[group])}</span>
            <span className="track">
              <span style={{ width: `${(100 * counters.yearReportsByGroup[group]) / most}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function signedPlus(count: number): string {
  return count > 0 ? `+${countText(count)}` : '0';
}

/** The centre's daily work beside its cases (作业台账). */
export function Ledger({ counters }: { counters: Counters }) {
  const { t } = useTranslation('wall');
  const { roadRepairs, bollards, bikesToday, bikesDay } = counters.ledger;
  const today = dayOf(counters.now);
  const day =
    bikesDay === null || bikesDay === today
      ? t('ledger.today')
      : bikesDay === addDays(today, -1)
        ? t('ledger.yesterday')
        : bikesDay.slice(5);
  return (
    <section className="block ledger">
      <h2>
        {t('ledger.title')}
        <small>{t('ledger.sub')}</small>
      </h2>
      <ul>
        <li data-ledger="roadRepairs">
          <span className="name">{t('ledger.roadRepairs')}</span>
          <span className="number">{countText(roadRepairs)}</span>
          <span className="of">{t('ledger.places')}</span>
        </li>
        <li data-ledger="bollards">
          <span className="name">{t('ledger.bollards')}</span>
          <span className="number">{countText(bollards)}</span>
          <span className="of">{t('ledger.pieces')}</span>
        </li>
        <li data-ledger="bikes">
          <span className="name">{t('ledger.bikes', { day })}</span>
          <span className="number">{countText(bikesToday)}</span>
          <span className="of">{t('ledger.bikesUnit')}</span>
        </li>
      </ul>
    </section>
  );
}
