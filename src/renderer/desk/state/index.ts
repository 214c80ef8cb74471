import type { QueueView } from '@shared/contract/models';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Language } from '../../common/i18n';
import type { ThemeName } from '../../common/tokens';
import {
  type DeskFilter,
  type DialogName,
  type DialogProps,
  type ItemKind,
  kindOf,
  type OpenDialog,
  type PlainDialog,
  type SavedView,
  type Screen,
} from './types';

export type {
  DeskFilter,
  DialogName,
  DialogProps,
  ItemKind,
  OpenDialog,
  PlainDialog,
  QueueSort,
  SavedView,
  Screen,
} from './types';
export { kindOf } from './types';

/** View state of the desk. Facts live in the store process; here is only what is looked at, and how. */
export interface DeskState {
  readonly theme: ThemeName;
  readonly language: Language;
  /** Width of the queue beside the work pane, in CSS pixels. */
  readonly queueWidth: number;
  /** One line per row instead of two. */
  readonly compact: boolean;
  readonly screen: Screen;
  readonly filter: DeskFilter;
  /** The saved view that the filter began as, if any. */
  readonly savedView: string | null;
  readonly savedViews: readonly SavedView[];
  /** May the system say aloud what the bell collects? */
  readonly osNotices: boolean;
  readonly selected: { readonly id: string; readonly kind: ItemKind } | null;
  /** Who is at the desk: id in the directory's operators. Never kept: each sitting says who it is. */
  readonly operator: string | null;
  readonly dialog: OpenDialog | null;
  readonly palette: boolean;
  readonly shortcuts: boolean;
  /** The panel of notices. */
  readonly notices: boolean;
  /** Warnings put away for this sitting, by code. */
  readonly dismissed: readonly string[];
}

export const emptyFilter: DeskFilter = { view: 'open', sort: 'due' };

/** Whose work the view `mine` shows while nobody has said who sits here: nobody's. */
export const NOBODY = '-';

const initial: DeskState = {
  theme: 'light',
  language: 'zh-CN',
  queueWidth: 0,
  compact: false,
  screen: 'queue',
  filter: emptyFilter,
  savedView: null,
  savedViews: [],
  osNotices: true,
  selected: null,
  operator: null,
  dialog: null,
  palette: false,
  shortcuts: false,
  notices: false,
  dismissed: [],
};

/** What outlives the window: settings of the view, and views that somebody saved; nothing about persons or cases. */
type Kept = Pick<DeskState, 'theme' | 'language' | 'queueWidth' | 'compact' | 'osNotices' | 'savedViews'> & {
  view: QueueView;
};

export const useDesk = create<DeskState>()(
  persist((): DeskState => initial, {
    name: 'xiuhua.desk',
    version: 1,
    storage: createJSONStorage(() => localStorage),
    partialize: (state): Kept => ({
      theme: state.theme,
      language: state.language,
      queueWidth: state.queueWidth,
      compact: state.compact,
      osNotices: state.osNotices,
      savedViews: state.savedViews,
      view: state.filter.view,
    }),
    merge: (kept, now) => {
      const { view, ...settings } = (kept ?? {}) as Partial<Kept>;
      return { ...now, ...settings, filter: view ? viewFilter(view, now.filter.sort, null) : now.filter };
    },
  }),
);

const set = useDesk.setState;

/** Select an item by id; null shows the empty work pane. */
export function select(id: string | null): void {
  set({ selected: id === null ? null : { id, kind: kindOf(id) } });
}

/** Open a dialog with what it takes; one at a time, a second one takes the place of the first. */
export function openDialog(name: PlainDialog): void;
export function openDialog<N extends DialogName>(name: N, props: DialogProps[N]): void;
export function openDialog<N extends DialogName>(name: N, props?: DialogProps[N]): void {
  set({ dialog: { name, props }, palette: false, shortcuts: false });
}

export function closeDialog(): void {
  set({ dialog: null });
}

/** A view without conditions. What is mine hangs on who sits here. */
function viewFilter(view: QueueView, sort: DeskFilter['sort'], operator: string | null): DeskFilter {
  return view === 'mine' ? { view, sort, owner: operator ?? NOBODY } : { view, sort };
}

/** Go to a view of the queue; its other conditions are cleared, the order stays. */
export function showView(view: QueueView): void {
  set((state) => ({
    screen: 'queue',
    savedView: null,
    // The order that a saved view brought along goes with it.
    filter: viewFilter(view, state.savedView === null ? state.filter.sort : 'due', state.operator),
  }));
}

/** The filter of a saved view as it stands now: `mine` means whoever sits here. */
export function savedFilter({ filter }: SavedView, operator: string | null): DeskFilter {
  return filter.view === 'mine' ? { ...filter, owner: operator ?? NOBODY } : filter;
}

/** Go to a saved view, with its conditions and its order. */
export function showSaved(id: string): void {
  set((state) => {
    const view = state.savedViews.find((one) => one.id === id);
    return view
      ? { screen: 'queue', savedView: id, filter: savedFilter(view, state.operator) }
      : { savedView: null };
  });
}

/** Change conditions of the queue. An empty list or text takes the condition away. */
export function setFilter(change: Partial<DeskFilter>): void {
  set((state) => {
    const next = { ...state.filter, ...change };
    const kept = Object.entries(next).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    );
    return { filter: Object.fromEntries(kept) as DeskFilter };
  });
}

/** Keep the view and its order, drop every other condition. */
export function clearFilter(): void {
  set((state) => ({
    savedView: null,
    filter: viewFilter(state.filter.view, state.filter.sort, state.operator),
  }));
}

export function showScreen(screen: Screen): void {
  set({ screen });
}

/**
 * Who is at the desk. The choice is kept here for the screens; what the store writes as actor of a command is the
 * session's business (listen with `useDesk.subscribe`).
 */
export function setOperator(id: string | null): void {
  set((state) => ({
    operator: id,
    filter: state.filter.view === 'mine' ? { ...state.filter, owner: id ?? NOBODY } : state.filter,
  }));
}

export function setTheme(theme: ThemeName): void {
  set({ theme });
}

export function setLanguage(language: Language): void {
  set({ language });
}

/** The other theme. */
export function toggleTheme(): void {
  set(({ theme }) => ({ theme: theme === 'light' ? 'dark' : 'light' }));
}

/** The other language. */
export function toggleLanguage(): void {
  set(({ language }) => ({ language: language === 'en' ? 'zh-CN' : 'en' }));
}

/** One line per row of the queue, or two. */
export function toggleCompact(): void {
  set(({ compact }) => ({ compact: !compact }));
}

/** Open the panel of notices, or close it. */
export function toggleNotices(): void {
  set(({ notices }) => ({ notices: !notices }));
}

/** May the system say aloud what the bell collects, or not. */
export function toggleOsNotices(): void {
  set(({ osNotices }) => ({ osNotices: !osNotices }));
}

export function showPalette(): void {
  set({ palette: true });
}

/** The list of all keys. */
export function showShortcuts(): void {
  set({ shortcuts: true });
}
