import type { QueueView } from '@shared/contract/models';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { openDialog, setLanguage, setTheme, showScreen, showView, useDesk } from './state';
import { type Shortcut, useShortcuts } from './state/shortcuts';

const views: readonly QueueView[] = [
  'toTakeIn',
  'toAssign',
  'handling',
  'returned',
  'toCheck',
  'toClose',
  'overdue',
  'dueSoon',
  'open',
  'ended',
  'all',
];

/** What the desk itself offers: views, ways in, outlook. The work pane adds the moves of the selected item. */
export function useCommands(): void {
  const { t } = useTranslation();
  const list = useMemo<readonly Shortcut[]>(() => {
    const go = views.map(
      (view, k): Shortcut => ({
        id: `go.${view}`,
        keys: k < 9 ? [`Alt+${k + 1}`] : [],
        label: t('desk:key.view', { view: t(`desk:view.${view}`) }),
        group: 'go',
        always: true,
        run: () => showView(view),
      }),
    );
    const app = (id: string, keys: string[], label: string, run: () => void): Shortcut => ({
      id,
      keys,
      label,
      group: 'app',
      always: true,
      run,
    });
    return [
      ...go,
      { ...app('go.map', ['Ctrl+M'], t('desk:work.map'), () => showScreen('map')), group: 'go' },
      { ...app('go.settings', ['Ctrl+,'], t('settings:title'), () => showScreen('settings')), group: 'go' },
      app('app.palette', ['Ctrl+K'], t('desk:key.palette'), () => useDesk.setState({ palette: true })),
      app('app.newReport', ['Ctrl+N'], t('desk:work.newReport'), () => openDialog('newReport')),
      app('app.import', ['Ctrl+I'], t('desk:work.import'), () => openDialog('import')),
      app('app.picture', ['Ctrl+U'], t('desk:work.picture'), () => openDialog('picture')),
      app('app.unitSheets', [], t('desk:work.unitSheets'), () => openDialog('unitSheets')),
      app('app.unitReturn', [], t('desk:work.unitReturn'), () => openDialog('unitReturn')),
      app('app.replies', [], t('desk:work.replies'), () => openDialog('replies')),
      app('app.briefing', ['Ctrl+B'], t('desk:work.briefing'), () => openDialog('briefing')),
      app('app.wall', [], t('desk:wallOpen'), () => openDialog('wall')),
      app('app.theme', [], t('desk:theme.other'), () =>
        setTheme(useDesk.getState().theme === 'light' ? 'dark' : 'light'),
      ),
      app('app.language', [], t('desk:language'), () =>
        setLanguage(useDesk.getState().language === 'en' ? 'zh-CN' : 'en'),
      ),
      {
        id: 'app.shortcuts',
        keys: ['?', 'F1'],
        label: t('desk:key.all'),
        group: 'app',
        run: () => useDesk.setState({ shortcuts: true }),
      },
    ];
  }, [t]);
  useShortcuts(list);
}
