import type { QueueView } from '@shared/contract/models';
import { useTranslation } from 'react-i18next';
import { useQuery } from '../parts/client';
import { countText } from '../parts/format';
import { openDialog, showScreen, showView, useDesk } from './state';

const groups: readonly { key: string; views: readonly QueueView[] }[] = [
  { key: 'steps', views: ['toTakeIn', 'toAssign', 'handling', 'returned', 'toCheck', 'toClose'] },
  { key: 'limits', views: ['overdue', 'dueSoon'] },
  { key: 'whole', views: ['open', 'ended', 'all'] },
];

/** Work that does not begin with an item of the queue. */
export const workEntries = ['newReport', 'import', 'picture', 'briefing'] as const;

/** The views with their live counts, the ways in, and the map. */
export function Nav() {
  const { t } = useTranslation();
  const view = useDesk((state) => state.filter.view);
  const screen = useDesk((state) => state.screen);
  const { data: counts } = useQuery('queue.counts', {});
  return (
    <nav className="d-nav" aria-label={t('desk:nav.title')}>
      {groups.map((group) => (
        <section key={group.key} aria-label={t(`desk:nav.${group.key}`)}>
          {group.key === 'steps' ? null : <h2>{t(`desk:nav.${group.key}`)}</h2>}
          {group.views.map((one) => (
            <button
              key={one}
              type="button"
              aria-current={screen === 'queue' && view === one ? 'page' : undefined}
              onClick={() => showView(one)}
            >
              {t(`desk:view.${one}`)}
              <Count count={counts?.[one]} alarm={one === 'overdue'} />
            </button>
          ))}
        </section>
      ))}
      <section aria-label={t('desk:nav.work')}>
        <h2>{t('desk:nav.work')}</h2>
        {workEntries.map((name) => (
          <button key={name} type="button" onClick={() => openDialog(name)}>
            {t(`desk:work.${name}`)}
          </button>
        ))}
        <button
          type="button"
          aria-current={screen === 'map' ? 'page' : undefined}
          onClick={() => showScreen('map')}
        >
          {t('desk:work.map')}
        </button>
      </section>
    </nav>
  );
}

function Count({ count, alarm }: { count: number | undefined; alarm: boolean }) {
  if (count === undefined) return null;
  return <span className={alarm && count > 0 ? 'd-count d-count-red' : 'd-count'}>{countText(count)}</span>;
}
