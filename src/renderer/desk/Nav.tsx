import { useTranslation } from 'react-i18next';
import { useQuery } from '../common/client';
import { countText } from '../common/format';
import { useSay } from './kit/say';
import { navCommands, outerScreen } from './rooms';
import { showView, useDesk } from './state';
import { viewGroups } from './state/views';
import { commandLabel, runCommand } from './useCommands';
import { SavedViews } from './views';

/** The views with their live counts (what is in dispute only where something is), this desk's own, the ways in, and the map. */
export function Nav() {
  const { t } = useTranslation();
  const view = useDesk((state) => (state.savedView === null ? state.filter.view : null));
  const screen = useDesk((state) => state.screen);
  const owner = useDesk((state) => state.operator);
  const { data: counts } = useQuery('queue.counts', owner === null ? {} : { owner });
  return (
    <nav className="d-nav" aria-label={t('desk:nav.title')}>
      {viewGroups.map((group) => (
        <section key={group.key} aria-label={t(`desk:nav.${group.key}`)}>
          {group.key === 'steps' ? null : <h2>{t(`desk:nav.${group.key}`)}</h2>}
          {group.views
            .filter((one) => one !== 'conflict' || view === one || (counts?.conflict ?? 0) > 0)
            .map((one) => (
              <button
                key={one}
                type="button"
                aria-current={screen === 'queue' && view === one ? 'page' : undefined}
                onClick={() => showView(one)}
              >
                <span className="d-nav-text">{t(`desk:view.${one}`)}</span>
                <Count count={counts?.[one]} alarm={one === 'overdue'} />
              </button>
            ))}
        </section>
      ))}
      <SavedViews />
      <WaysIn />
    </nav>
  );
}

/** Work that begins elsewhere than with an item, and the other screens. */
function WaysIn() {
  const say = useSay();
  const at = useDesk((state) => outerScreen(state.screen));
  return (
    <section aria-label={say('desk:nav.work')}>
      <h2>{say('desk:nav.work')}</h2>
      {navCommands.map((command) => (
        <button
          key={command.id}
          type="button"
          aria-current={command.shows === at ? 'page' : undefined}
          onClick={() => runCommand(command)}
        >
          <span className="d-nav-text">{commandLabel(command, say)}</span>
        </button>
      ))}
    </section>
  );
}

function Count({ count, alarm }: { count: number | undefined; alarm: boolean }) {
  if (count === undefined) return null;
  return <span className={alarm && count > 0 ? 'd-count d-count-red' : 'd-count'}>{countText(count)}</span>;
}
