import type { Counters } from '@shared/contract/board';
import type { LedgerFigure } from '@shared/contract/ledger';
import { addDays, dayOf } from '@shared/rules/time';
import { useTranslation } from 'react-i18next';
import { countText } from '../common/format';

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

/** So many kinds of work have room on the wall: those that stand first in the table. */
const KINDS = 3;

/** The centre's daily work beside its cases (作业台账). */
export function Ledger({ counters }: { counters: Counters }) {
  const { t, i18n } = useTranslation('wall');
  const english = i18n.language === 'en';
  const today = dayOf(counters.now);
  const when = ({ per, day }: LedgerFigure): string => {
    if (per === 'piece') return 'year';
    if (day === null || day === today) return 'today';
    return day === addDays(today, -1) ? 'yesterday' : 'onDay';
  };
  return (
    <section className="block ledger">
      <h2>
        {t('ledger.title')}
        <small>{t('ledger.sub')}</small>
      </h2>
      <ul>
        {counters.ledger.slice(0, KINDS).map((figure) => (
          <li key={figure.kind} data-ledger={figure.kind}>
            <span className="name">
              {t(`ledger.${when(figure)}`, {
                name: english ? figure.nameEn : figure.name,
                day: figure.day?.slice(5) ?? '',
              })}
            </span>
            <span className="number">{countText(figure.n)}</span>
            <span className="of">{english ? figure.unitEn : figure.unit}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
