import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { exchangeNow } from './sharing/store';
import {
  clearFilter,
  openDialog,
  type QueueSort,
  type SavedView,
  setFilter,
  setLanguage,
  setOperator,
  setTheme,
  showSaved,
  showScreen,
  showView,
  useDesk,
} from './state';
import { type Shortcut, useShortcuts } from './state/shortcuts';
import { standardViews, viewKey } from './state/views';
import { nameNewView } from './views/naming';
import { useNames } from './work/directory';

type Say = (key: string, options?: Record<string, unknown>) => string;

const sorts: readonly QueueSort[] = ['due', 'received', 'updated'];

function command(
  id: string,
  group: Shortcut['group'],
  label: string,
  run: () => void,
  keys: readonly string[] = [],
): Shortcut {
  return { id, keys, label, group, always: true, run };
}

/** The views, the saved ones too, and the map. */
function places(saved: readonly SavedView[], t: Say): Shortcut[] {
  const views = standardViews.map((view) => {
    const key = viewKey(view);
    const label = t('desk:key.view', { view: t(`desk:view.${view}`) });
    return command(`go.${view}`, 'go', label, () => showView(view), key ? [key] : []);
  });
  const own = saved.map(({ id, name }) =>
    command(`go.saved.${id}`, 'go', t('desk:key.view', { view: name }), () => showSaved(id)),
  );
  return [
    ...views,
    ...own,
    command('go.map', 'go', t('desk:work.map'), () => showScreen('map'), ['Ctrl+M']),
    command('go.settings', 'go', t('settings:title'), () => showScreen('settings'), ['Ctrl+,']),
    command('go.sharing', 'go', t('sharing:title'), () => showScreen('sharing'), ['Ctrl+Shift+S']),
  ];
}

/** How the list is arranged and narrowed. */
function ofQueue(t: Say): Shortcut[] {
  return [
    ...sorts.map((sort) =>
      command(`queue.sort.${sort}`, 'queue', t('desk:key.sort', { sort: t(`desk:sort.${sort}`) }), () =>
        setFilter({ sort }),
      ),
    ),
    command('queue.clear', 'queue', t('desk:key.clearFilter'), clearFilter),
    command('queue.save', 'queue', t('desk:key.saveView'), nameNewView),
    command('queue.density', 'queue', t('desk:key.density'), () =>
      useDesk.setState(({ compact }) => ({ compact: !compact })),
    ),
  ];
}

/** Ways in, windows and settings. */
function ofDesk(t: Say): Shortcut[] {
  const other = () => useDesk.getState();
  return [
    command('app.palette', 'app', t('desk:key.palette'), () => useDesk.setState({ palette: true }), [
      'Ctrl+K',
    ]),
    command('app.newReport', 'app', t('desk:work.newReport'), () => openDialog('newReport'), ['Ctrl+N']),
    command('app.import', 'app', t('desk:work.import'), () => openDialog('import'), ['Ctrl+I']),
    command('app.picture', 'app', t('desk:work.picture'), () => openDialog('picture'), ['Ctrl+U']),
    command('app.unitSheets', 'app', t('desk:work.unitSheets'), () => openDialog('unitSheets')),
    command('app.unitReturn', 'app', t('desk:work.unitReturn'), () => openDialog('unitReturn')),
    command('app.replies', 'app', t('desk:work.replies'), () => openDialog('replies')),
    command('app.briefing', 'app', t('desk:work.briefing'), () => openDialog('briefing'), ['Ctrl+B']),
    command('app.syncNow', 'app', t('sharing:now'), () => void exchangeNow()),
    command('app.courierExport', 'app', t('sharing:courier.export'), () => openDialog('courierExport')),
    command('app.courierImport', 'app', t('sharing:courier.import'), () => openDialog('courierImport')),
    command('app.wall', 'app', t('desk:wallOpen'), () => openDialog('wall')),
    command('app.theme', 'app', t('desk:theme.other'), () =>
      setTheme(other().theme === 'light' ? 'dark' : 'light'),
    ),
    command('app.language', 'app', t('desk:language'), () =>
      setLanguage(other().language === 'en' ? 'zh-CN' : 'en'),
    ),
    command('app.osNotices', 'app', t('desk:key.osNotices'), () =>
      useDesk.setState(({ osNotices }) => ({ osNotices: !osNotices })),
    ),
    command('app.help', 'app', t('desk:help'), () => openDialog('help')),
    {
      id: 'app.shortcuts',
      keys: ['?', 'F1'],
      label: t('desk:key.all'),
      group: 'app',
      run: () => useDesk.setState({ shortcuts: true }),
    },
  ];
}

/** What the desk itself offers: views, ways in, outlook. The work pane adds the moves of the selected item. */
export function useCommands(): void {
  const { t } = useTranslation();
  const saved = useDesk((state) => state.savedViews);
  const operators = useNames().directory?.operators;
  const list = useMemo<readonly Shortcut[]>(() => {
    const say: Say = (key, options) => t(key, options ?? {});
    const people = (operators ?? []).map(({ id, name }) =>
      command(`app.operator.${id}`, 'app', say('desk:key.operator', { name }), () => setOperator(id)),
    );
    return [...places(saved, say), ...ofQueue(say), ...ofDesk(say), ...people];
  }, [t, saved, operators]);
  useShortcuts(list);
}
