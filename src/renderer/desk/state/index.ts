import type { QueueView } from '@shared/contract/models';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Language } from '../../parts/i18n';
import type { ThemeName } from '../../parts/tokens';
import {
  type DeskFilter,
  type DialogName,
  type DialogProps,
  type ItemKind,
  kindOf,
  type OpenDialog,
  type Screen,
} from './types';

export type { DeskFilter, DialogName, DialogProps, ItemKind, OpenDialog, QueueSort, Screen } from './types';
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
  readonly selected: { readonly id: string; readonly kind: ItemKind } | null;
  /** Who is at the desk: id in the directory's operators. Never kept: each sitting says who it is. */
  readonly operator: string | null;
  readonly dialog: OpenDialog | null;
  readonly palette: boolean;
  readonly shortcuts: boolean;
  /** Warnings put away for this sitting, by code. */
  readonly dismissed: readonly string[];
}

export const emptyFilter: DeskFilter = { view: 'open', sort: 'due' };

const initial: DeskState = {
  theme: 'light',
  language: 'zh-CN',
  queueWidth: 0,
  compact: false,
  screen: 'queue',
  filter: emptyFilter,
  selected: null,
  operator: null,
  dialog: null,
  palette: false,
  shortcuts: false,
  dismissed: [],
};

/** What outlives the window: settings of the view, nothing about persons or cases. */
type Kept = Pick<DeskState, 'theme' | 'language' | 'queueWidth' | 'compact'> & { view: QueueView };

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
      view: state.filter.view,
    }),
    merge: (kept, now) => {
      const { view, ...settings } = (kept ?? {}) as Partial<Kept>;
      return { ...now, ...settings, filter: view ? { ...now.filter, view } : now.filter };
    },
  }),
);

const set = useDesk.setState;

/** Select an item by id; null shows the empty work pane. */
export function select(id: string | null): void {
  set({ selected: id === null ? null : { id, kind: kindOf(id) } });
}

/** Open a dialog; one at a time, a second one takes the place of the first. */
export function openDialog<N extends DialogName>(name: N, props?: DialogProps[N]): void {
  set({ dialog: { name, props: props ?? {} } as OpenDialog, palette: false, shortcuts: false });
}

export function closeDialog(): void {
  set({ dialog: null });
}

/** Go to a view of the queue; its other conditions are cleared, the order stays. */
export function showView(view: QueueView): void {
  set((state) => ({ screen: 'queue', filter: { view, sort: state.filter.sort } }));
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
  set((state) => ({ filter: { view: state.filter.view, sort: state.filter.sort } }));
}

export function showScreen(screen: Screen): void {
  set({ screen });
}

/**
 * Who is at the desk. The choice is kept here for the screens; what the store writes as actor of a command is the
 * session's business (listen with `useDesk.subscribe`).
 */
export function setOperator(id: string): void {
  set({ operator: id });
}

export function setTheme(theme: ThemeName): void {
  set({ theme });
}

export function setLanguage(language: Language): void {
  set({ language });
}
