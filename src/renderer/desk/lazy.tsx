import { Component, lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '../parts/Shape';
import { useDesk } from './state';

/*
 * Everything that is not on the first screen. Pane and dialogs bring antd with them; the frame and the queue stand
 * without it, so that the first row does not wait for it.
 */
const LazyWork = lazy(() => import('./WorkRoom'));
const LazyDialogs = lazy(() => import('./DialogRoom'));
const LazyMap = lazy(() => import('./MapScreen'));
const LazySettings = lazy(() => import('./settings/index'));
const LazyStartJoin = lazy(() => import('./sharing/StartJoin'));
const Palette = lazy(() => import('./Palette'));
const ShortcutList = lazy(() => import('./ShortcutList'));

/** A pane that fails stays alone with it: the list beside it goes on working. */
class Fence extends Component<{ children: ReactNode; reset: string }, { failed: string | null }> {
  override state = { failed: null };

  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: { reset: string }) {
    if (before.reset !== this.props.reset && this.state.failed !== null) this.setState({ failed: null });
  }

  override render() {
    return this.state.failed === null ? (
      this.props.children
    ) : (
      <Failed detail={this.state.failed} again={() => this.setState({ failed: null })} />
    );
  }
}

function Failed({ detail, again }: { detail: string; again: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="d-hint" role="alert">
      <Shape kind="triangle" state="kapok" size={18} />
      <p>{t('error:internal', { detail })}</p>
      <button type="button" className="xh-button" onClick={again}>
        {t('desk:again')}
      </button>
    </div>
  );
}

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
        <LazyWork itemId={selected.id} kind={selected.kind} />
      </Suspense>
    </Fence>
  );
}

/** Dialogs are fetched when the first one is opened. */
export function DialogHost() {
  const name = useDesk((state) => state.dialog?.name);
  if (!name) return null;
  return (
    <Fence reset={name}>
      <Suspense fallback={null}>
        <LazyDialogs />
      </Suspense>
    </Fence>
  );
}

export function MapScreen() {
  return (
    <Fence reset="map">
      <Suspense fallback={<div className="d-map" />}>
        <LazyMap />
      </Suspense>
    </Fence>
  );
}

/** Rules, catalogue and sharing: fetched when somebody opens them, antd with them. */
export function SettingsScreen() {
  return (
    <Fence reset="settings">
      <Suspense fallback={null}>
        <LazySettings />
      </Suspense>
    </Fence>
  );
}

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
  void import('./WorkRoom');
  void import('./Palette');
}
