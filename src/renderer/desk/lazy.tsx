import { lazy, memo, type ReactNode, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Fence } from './Fence';
import { ShortcutList } from './help';
import type { ScreenEntry } from './room';
import { type DialogName, dialogs, type OpenDialog, outerScreen, type Screen, screens } from './rooms';
import { loadPalette, Palette } from './search';
import { StartJoin as LazyStartJoin } from './sharing';
import { useDesk } from './state';
import { loadWorkPane, WorkPane } from './work';

/*
 * Everything that is not on the first screen. Pane and dialogs bring antd with them; the frame and the queue stand
 * without it, so that the first row does not wait for it.
 */
const DialogFrame = lazy(() => import('./DialogFrame'));

/** The pane on the right: what is known of the selected item, and what to do now. */
export function Work() {
  const { t } = useTranslation();
  const selected = useDesk((state) => state.selected);
  if (!selected) {
    return (
      <div className="d-hint">
        <b>{t('desk:none.title')}</b>
        <p>{t('desk:none.how')}</p>
      </div>
    );
  }
  return (
    <Fence reset={selected.id}>
      <Suspense fallback={null}>
        <WorkPane itemId={selected.id} kind={selected.kind} />
      </Suspense>
    </Fence>
  );
}

function contentOf<N extends DialogName>({ name, props }: OpenDialog<N>): ReactNode {
  return dialogs[name].show(props);
}

/** The one dialog that is open, if any. */
export function DialogHost() {
  const dialog = useDesk((state) => state.dialog);
  if (!dialog) return null;
  return (
    <Fence reset={dialog.name}>
      <Suspense fallback={null}>
        <DialogFrame>{contentOf(dialog)}</DialogFrame>
      </Suspense>
    </Fence>
  );
}

/** Screens by name; a page of another screen stands in that one. */
const entries = new Map<string, ScreenEntry>(Object.entries(screens));

/** The lines of the pages within a screen. */
function linesOf(name: string): ReactNode {
  return [...entries].map(([key, { within }]) => {
    if (within?.screen !== name) return null;
    const Line = within.entry;
    return <Line key={key} />;
  });
}

/** The screen that is looked at. What is chosen in the list does not concern it. */
export const ScreenHost = memo(function ScreenHost({ name }: { name: Screen }) {
  const { component: Inner, within } = screens[name];
  const outer = outerScreen(name);
  const Outer = entries.get(outer)?.component ?? Inner;
  const lines = useMemo(() => linesOf(outer), [outer]);
  const page = useMemo(
    () => (within ? { label: within.label, content: <Inner /> } : undefined),
    [Inner, within],
  );
  return (
    <Fence reset={outer}>
      <Suspense fallback={<section />}>
        <Outer entries={lines} {...(page ? { page } : {})} />
      </Suspense>
    </Fence>
  );
});

/** On the first start: joining a centre that is there already. */
export function StartJoin({ onBack }: { onBack: () => void }) {
  return (
    <Fence reset="join">
      <Suspense fallback={null}>
        <LazyStartJoin onBack={onBack} />
      </Suspense>
    </Fence>
  );
}

/** Command palette and list of shortcuts. */
export function Overlays() {
  const palette = useDesk((state) => state.palette);
  const shortcuts = useDesk((state) => state.shortcuts);
  return (
    <Suspense fallback={null}>
      {palette ? <Palette /> : null}
      {shortcuts ? <ShortcutList /> : null}
    </Suspense>
  );
}

/** Fetch what the next click will need, once the first screen stands and nothing else is to be done. */
export function prefetch(): void {
  void loadWorkPane();
  void loadPalette();
}
