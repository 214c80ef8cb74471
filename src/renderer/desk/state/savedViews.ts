import { maskText } from '@shared/rules/intake/personal';
import { type DeskFilter, type SavedView, useDesk } from './index';

/** A name of a view is short: it stands in a narrow column. */
export const NAME_LENGTH = 16;

function change(how: (views: readonly SavedView[]) => readonly SavedView[]): void {
  useDesk.setState((state) => ({ savedViews: how(state.savedViews) }));
}

/** What of a filter is kept: not whose `mine` it was, no words that hold somebody's number, and no search for a caller. */
export function keptFilter(filter: DeskFilter): DeskFilter {
  const { owner, text, foundBy: _, ...rest } = filter;
  return {
    ...rest,
    ...(owner !== undefined && filter.view !== 'mine' ? { owner } : {}),
    ...(text !== undefined && maskText(text) === text ? { text } : {}),
  };
}

/** Keep the present conditions and order under a name, and stand on the new view. */
export function saveView(name: string, id: string): void {
  const { filter } = useDesk.getState();
  change((views) => [...views, { id, name: name.trim().slice(0, NAME_LENGTH), filter: keptFilter(filter) }]);
  useDesk.setState({ savedView: id });
}

export function renameView(id: string, name: string): void {
  change((views) =>
    views.map((one) => (one.id === id ? { ...one, name: name.trim().slice(0, NAME_LENGTH) } : one)),
  );
}

/** The view takes the conditions and the order that are on screen. */
export function updateView(id: string): void {
  const { filter } = useDesk.getState();
  change((views) => views.map((one) => (one.id === id ? { ...one, filter: keptFilter(filter) } : one)));
}

export function deleteView(id: string): void {
  change((views) => views.filter((one) => one.id !== id));
  useDesk.setState((state) => (state.savedView === id ? { savedView: null } : {}));
}

/** Put a view so many places further down (or up). */
export function moveView(id: string, by: number): void {
  change((views) => {
    const from = views.findIndex((one) => one.id === id);
    const to = from + by;
    const view = views[from];
    if (!view || to < 0 || to >= views.length) return views;
    const rest = views.filter((one) => one.id !== id);
    return [...rest.slice(0, to), view, ...rest.slice(to)];
  });
}

/** Put a deleted view back where it was. */
export function restoreView(view: SavedView, at: number): void {
  change((views) => [...views.slice(0, at), view, ...views.slice(at)]);
}

/** Do the conditions on screen differ from the saved view's? */
export function differs(view: SavedView, filter: DeskFilter): boolean {
  const text = (one: DeskFilter): string =>
    JSON.stringify(Object.entries(keptFilter(one)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(view.filter) !== text(filter);
}
