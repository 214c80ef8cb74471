import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../common/format';
import { type SavedView, showSaved, useDesk } from '../state';
import {
  deleteView,
  differs,
  moveView,
  NAME_LENGTH,
  renameView,
  restoreView,
  saveView,
  updateView,
} from '../state/savedViews';
import { endNaming, nameNewView, nameView, useNaming } from './naming';
import { useSavedCounts } from './useSavedCounts';
import './views.css';

/** The name of a view being typed: Enter keeps it, Esc leaves everything as it was. */
function NameField(props: { initial: string; label: string; onDone: (name: string) => void }) {
  const [value, setValue] = useState(props.initial);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const finish = () => {
    if (value.trim() !== '') props.onDone(value);
    endNaming();
  };
  return (
    <input
      ref={field}
      className="xh-input v-name"
      // biome-ignore lint/a11y/noAutofocus: it stands here because somebody asked to type the name
      autoFocus
      value={value}
      maxLength={NAME_LENGTH}
      placeholder={props.label}
      aria-label={props.label}
      onChange={(event) => setValue(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') endNaming();
      }}
    />
  );
}

interface MenuProps {
  readonly view: SavedView;
  readonly first: boolean;
  readonly last: boolean;
  readonly changed: boolean;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

/** What can be done with a saved view. */
function ViewMenu({ view, first, last, changed, onDelete, onClose }: MenuProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    box.current?.querySelector('button')?.focus();
    const outside = (event: PointerEvent) => !box.current?.contains(event.target as Node) && close.current();
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const item = (key: string, run: () => void, shown = true) =>
    shown ? (
      <button
        key={key}
        type="button"
        role="menuitem"
        onClick={() => {
          run();
          onClose();
        }}
      >
        {t(`desk:saved.${key}`)}
      </button>
    ) : null;
  return (
    <div
      ref={box}
      className="d-menu v-menu"
      role="menu"
      aria-label={view.name}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {item('update', () => updateView(view.id), changed)}
      {item('rename', () => nameView(view.id))}
      {item('up', () => moveView(view.id, -1), !first)}
      {item('down', () => moveView(view.id, 1), !last)}
      {item('delete', onDelete)}
    </div>
  );
}

/** One saved view in the column. */
function SavedRow(props: {
  view: SavedView;
  at: number;
  last: boolean;
  count: number | undefined;
  onDelete: (view: SavedView, at: number) => void;
}) {
  const { view, at, last, count } = props;
  const { t } = useTranslation();
  const here = useDesk((state) => state.screen === 'queue' && state.savedView === view.id);
  const changed = useDesk((state) => state.savedView === view.id && differs(view, state.filter));
  const [menu, setMenu] = useState(false);
  return (
    <div className="v-row">
      <button type="button" aria-current={here ? 'page' : undefined} onClick={() => showSaved(view.id)}>
        <span className="v-text" title={view.name}>
          {view.name}
          {changed ? <span title={t('desk:saved.changed')}> *</span> : null}
        </span>
        {count === undefined ? null : <span className="d-count">{countText(count)}</span>}
      </button>
      <button
        type="button"
        className="v-more"
        aria-haspopup="menu"
        aria-expanded={menu}
        aria-label={t('desk:saved.menu', { name: view.name })}
        onClick={() => setMenu(!menu)}
      >
        ⋯
      </button>
      {menu ? (
        <ViewMenu
          view={view}
          first={at === 0}
          last={last}
          changed={changed}
          onDelete={() => props.onDelete(view, at)}
          onClose={() => setMenu(false)}
        />
      ) : null}
    </div>
  );
}

/** The views that this desk has named, with their counts; where there is none, the way to the first. */
export function SavedViews() {
  const { t } = useTranslation();
  const views = useDesk((state) => state.savedViews);
  const naming = useNaming((state) => state.naming);
  const counts = useSavedCounts();
  const [gone, setGone] = useState<{ view: SavedView; at: number }>();
  const remove = (view: SavedView, at: number) => {
    deleteView(view.id);
    setGone({ view, at });
  };
  return (
    <section aria-label={t('desk:nav.saved')}>
      <h2>
        {t('desk:nav.saved')}
        <button
          type="button"
          className="v-add"
          title={t('desk:saved.add')}
          aria-label={t('desk:saved.add')}
          onClick={nameNewView}
        >
          ＋
        </button>
      </h2>
      {views.map((view, at) =>
        naming !== null && naming !== 'new' && naming.id === view.id ? (
          <NameField
            key={view.id}
            initial={view.name}
            label={t('desk:saved.name')}
            onDone={(name) => renameView(view.id, name)}
          />
        ) : (
          <SavedRow
            key={view.id}
            view={view}
            at={at}
            last={at === views.length - 1}
            count={counts[view.id]}
            onDelete={remove}
          />
        ),
      )}
      {naming === 'new' ? (
        <NameField
          initial=""
          label={t('desk:saved.name')}
          onDone={(name) => saveView(name, crypto.randomUUID())}
        />
      ) : null}
      {gone ? (
        <p className="v-gone" role="status">
          <span className="v-text">{t('desk:saved.gone', { name: gone.view.name })}</span>
          <button
            type="button"
            onClick={() => {
              restoreView(gone.view, gone.at);
              setGone(undefined);
            }}
          >
            {t('desk:undo')}
          </button>
        </p>
      ) : null}
    </section>
  );
}
