import type { Item } from '@shared/contract/models';
import { isPhone, maskPhone } from '@shared/rules/intake/personal';
import type { UnitRow } from '@shared/rules/tables';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../common/client';
import { dueText } from '../../common/format';
import { Light, lightColour } from '../../common/Light';
import { useNow } from '../../common/useNow';
import { useNames } from '../kit/directory';
import { keyCap } from '../kit/keyCap';
import { Overlay } from '../kit/Overlay';
import { findCaller } from '../queue';
import { select, setFilter, showScreen, showView, useDesk } from '../state';
import { type Shortcut, useShortcutRegistry } from '../state/shortcuts';

const ITEMS = 8;
/** The moves of the item in hand come before the general ones. */
const order: readonly Shortcut['group'][] = ['item', 'app', 'go', 'queue'];

/** So many units at most: who means another one types on. */
const UNITS = 4;

type Option =
  | { readonly key: string; readonly kind: 'item'; readonly item: Item }
  | { readonly key: string; readonly kind: 'unit'; readonly unit: UnitRow; readonly name: string }
  | { readonly key: string; readonly kind: 'action'; readonly shortcut: Shortcut }
  | { readonly key: string; readonly kind: 'caller'; readonly phone: string }
  | { readonly key: string; readonly kind: 'all'; readonly text: string };

/** Units by name, short name, alias or id: their open work is one press away. */
function useUnits(text: string): readonly Option[] {
  const names = useNames();
  return useMemo(() => {
    const wanted = text.toLowerCase();
    if (wanted === '') return [];
    return (names.directory?.units ?? [])
      .filter((unit) =>
        [unit.name, unit.short, unit.nameEn, unit.id, ...unit.aliases].some((one) =>
          one.toLowerCase().includes(wanted),
        ),
      )
      .slice(0, UNITS)
      .map((unit) => ({ key: `unit:${unit.id}`, kind: 'unit', unit, name: names.unit(unit.id) }));
  }, [names, text]);
}

/** Every word typed stands somewhere in the action's name. */
function matches(label: string, words: readonly string[]): boolean {
  const lower = label.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** Items whose number, words, place or unit hold the text; the last answer stays until the next one is here. */
function useItems(text: string): readonly Item[] {
  const [items, setItems] = useState<readonly Item[]>([]);
  useEffect(() => {
    if (text === '') {
      setItems([]);
      return;
    }
    let live = true;
    const timer = setTimeout(() => {
      query('queue.page', { view: 'all', sort: 'updated', text, offset: 0, limit: ITEMS }).then(
        (page) => live && setItems(page.rows),
        () => live && setItems([]),
      );
    }, 120);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [text]);
  return items;
}

const close = () => useDesk.setState({ palette: false });

function run(option: Option): void {
  close();
  if (option.kind === 'item') {
    showScreen('queue');
    select(option.item.id);
  } else if (option.kind === 'action') option.shortcut.run();
  else if (option.kind === 'caller') void findCaller(option.phone);
  else if (option.kind === 'unit') {
    showView('open');
    setFilter({ units: [option.unit.id] });
  } else {
    showView('all');
    setFilter({ text: option.text });
    showScreen('queue');
  }
}

/** One line finds everything: cases by words, address or number, and every action with its key. */
export default function Palette() {
  const { t } = useTranslation();
  const [value, setValue] = useState('');
  const [composing, setComposing] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const lists = useShortcutRegistry((state) => state.lists);
  const text = value.trim();
  const items = useItems(composing ? '' : text);
  const units = useUnits(composing ? '' : text);

  const options = useMemo<readonly Option[]>(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const actions = lists
      .flat()
      .filter((one) => !one.quiet && one.id !== 'app.palette' && matches(one.label, words))
      .sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
      .map((shortcut): Option => ({ key: shortcut.id, kind: 'action', shortcut }));
    const found = items.map((item): Option => ({ key: item.id, kind: 'item', item }));
    const all: Option[] = items.length === ITEMS ? [{ key: 'all', kind: 'all', text }] : [];
    const callers: Option[] = isPhone(text) ? [{ key: 'caller', kind: 'caller', phone: text }] : [];
    return [...found, ...callers, ...all, ...units, ...actions];
  }, [lists, items, units, text]);
  const at = Math.min(active, options.length - 1);

  const go = (index: number) => {
    setActive(index);
    list.current?.querySelector(`[data-option="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const chosen = options[at];
    if (event.key === 'ArrowDown') go(options.length === 0 ? 0 : (at + 1) % options.length);
    else if (event.key === 'ArrowUp')
      go(options.length === 0 ? 0 : (at - 1 + options.length) % options.length);
    else if (event.key === 'Enter' && chosen) run(chosen);
    else return;
    event.preventDefault();
  };

  const first = (...kinds: readonly Option['kind'][]) =>
    options.findIndex((option) => kinds.includes(option.kind));
  const heads = new Map([
    [first('action'), t('desk:foundActions')],
    [first('unit'), t('desk:foundUnits')],
    [first('item', 'caller', 'all'), t('desk:foundItems')],
  ]);
  return (
    <Overlay label={t('desk:key.palette')} onClose={close}>
      <input
        className="d-palette-input"
        // biome-ignore lint/a11y/noAutofocus: the palette is opened to type into it
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={at >= 0 ? `palette-${at}` : undefined}
        placeholder={t('desk:search')}
        aria-label={t('desk:search')}
        maxLength={100}
        value={value}
        onChange={(event) => {
          setValue(event.target.value);
          setActive(0);
        }}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={onKeyDown}
      />
      <div
        className="d-palette-list"
        id="palette-list"
        role="listbox"
        ref={list}
        aria-label={t('desk:found')}
      >
        {options.map((option, index) => (
          <div key={option.key} role="presentation">
            {heads.has(index) ? <h3>{heads.get(index)}</h3> : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard */}
            <div
              id={`palette-${index}`}
              className="d-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              data-option={index}
              onPointerMove={() => index !== at && setActive(index)}
              onClick={() => run(option)}
            >
              <OptionBody option={option} />
            </div>
          </div>
        ))}
        {options.length === 0 ? <p className="d-menu-title">{t('desk:foundNothing', { text })}</p> : null}
      </div>
    </Overlay>
  );
}

function OptionBody({ option }: { option: Option }) {
  const { t } = useTranslation();
  const now = useNow();
  if (option.kind === 'action') {
    const key = option.shortcut.keys[0];
    return (
      <>
        <span className="d-main">{option.shortcut.label}</span>
        {key ? <kbd className="xh-kbd">{keyCap(key)}</kbd> : null}
      </>
    );
  }
  if (option.kind === 'unit')
    return <span className="d-main">{t('desk:key.unitOpen', { unit: option.name })}</span>;
  if (option.kind === 'caller')
    return <span className="d-main">{t('desk:findCaller', { mask: maskPhone(option.phone) })}</span>;
  if (option.kind === 'all')
    return <span className="d-main">{t('desk:foundAll', { text: option.text })}</span>;
  const { item } = option;
  return (
    <>
      <Light light={item.light} />
      <span className="d-main">
        {item.title}
        {item.title.includes(item.place) ? null : <span className="xh-quiet"> · {item.place}</span>}
      </span>
      <span className="xh-quiet">{item.no}</span>
      <span style={{ color: lightColour(item.light) }}>
        {item.light !== 'none' && item.dueAt
          ? dueText(item.dueAt, now, t, item.light)
          : t(`state.${item.state}`)}
      </span>
    </>
  );
}
