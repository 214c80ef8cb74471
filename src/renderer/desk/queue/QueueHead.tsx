import type { QueueFilter, QueueView } from '@shared/contract/models';
import { isPhone, maskPhone } from '@shared/rules/intake/personal';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { clearFilter, type QueueSort, setFilter, useDesk } from '../state';
import { differs, updateView } from '../state/savedViews';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { nameNewView } from '../views';
import { classKey, FilterPopover } from './Filters';
import { findCaller, useCallerFound } from './findCaller';
import { askForJump, jumpTo, useAskingForJump } from './jump';
import { keys } from './keys';
import { useQueue } from './model';

const sorts: readonly QueueSort[] = ['due', 'received', 'updated'];
const ofReports = new Set<QueueView>(['toTakeIn']);
const ofBoth = new Set<QueueView>(['open', 'overdue', 'dueSoon', 'ended', 'all', 'mine', 'toReply']);

/** What a view counts: reports, cases, or cases together with reports that wait. */
export function countedAs(view: QueueView): 'reports' | 'cases' | 'items' {
  if (ofReports.has(view)) return 'reports';
  return ofBoth.has(view) ? 'items' : 'cases';
}

interface Chip {
  readonly key: string;
  readonly text: string;
  readonly without: Partial<QueueFilter>;
}

/** The conditions in force, each with the change that takes it away. */
function useChips(filter: QueueFilter): Chip[] {
  const { t } = useTranslation();
  const names = useNames();
  const found = useCallerFound();
  const list = (key: 'lights' | 'channels' | 'communities' | 'units', word: (value: string) => string) =>
    ((filter[key] ?? []) as readonly string[]).map((value) => ({
      key: `${key}:${value}`,
      text: word(value),
      without: {
        [key]: ((filter[key] ?? []) as readonly string[]).filter((one) => one !== value),
      } as Partial<QueueFilter>,
    }));
  const classes = (filter.classes ?? []).map((ref) => ({
    key: `class:${classKey(ref)}`,
    text: names.className(ref) ?? ref.code,
    without: { classes: filter.classes?.filter((one) => classKey(one) !== classKey(ref)) ?? [] },
  }));
  const one = (key: 'owner' | 'gridCode' | 'foundBy', text: (value: string) => string): Chip[] => {
    const value = filter[key];
    return value && !(key === 'owner' && filter.view === 'mine')
      ? [{ key, text: text(value), without: { [key]: '' } }]
      : [];
  };
  return [
    ...list('lights', (value) => t(`light.${value}`)),
    ...list('channels', (value) => t(`channel.${value}`)),
    ...list('communities', (value) => names.community(value)),
    ...list('units', (value) => names.unitShort(value)),
    ...classes,
    ...one('owner', (value) => names.operator(value)),
    ...one('foundBy', (search) =>
      search === found.search
        ? t('desk:filter.caller', { mask: found.mask, count: found.count })
        : t('desk:filter.callerGone'),
    ),
    ...one('gridCode', (code) => t('desk:filter.grid', { code: code.slice(-6) })),
  ];
}

/** Words that the queue is narrowed by; nothing is asked while a Chinese word is still being composed. */
function TextFilter() {
  const { t } = useTranslation();
  const text = useDesk((state) => state.filter.text ?? '');
  const [value, setValue] = useState(text);
  const composing = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setValue(text), [text]);
  useEffect(() => {
    if (value === text) return;
    const timer = setTimeout(() => !composing.current && setFilter({ text: value.trim() }), 200);
    return () => clearTimeout(timer);
  }, [value, text]);
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [
      {
        id: 'queue.filter',
        keys: keys.queue.filter,
        label: t('desk:key.filter'),
        group: 'queue',
        run: () => field.current?.focus(),
      },
    ],
    [t],
  );
  useShortcuts(shortcuts);
  return (
    <input
      ref={field}
      className="xh-input q-text"
      type="search"
      value={value}
      maxLength={100}
      placeholder={t('desk:filter.text')}
      aria-label={t('desk:filter.text')}
      onChange={(event) => setValue(event.target.value)}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        setFilter({ text: event.currentTarget.value.trim() });
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') {
          setFilter({ text: '' });
          field.current?.blur();
        }
        if (event.key === 'Enter') field.current?.blur();
      }}
    />
  );
}

/** Typed words that are a whole number: everything that its caller reported is a press away, and the search is recorded. */
function CallerSearch() {
  const t = useSay();
  const text = useDesk((state) => state.filter.text ?? '');
  const { problem } = useCallerFound();
  return (
    <>
      {isPhone(text) ? (
        <button type="button" className="xh-chip q-more" onClick={() => void findCaller(text)}>
          {t('desk:findCaller', { mask: maskPhone(text) })}
        </button>
      ) : null}
      {problem ? <span className="xh-quiet">{errorText(t, problem)}</span> : null}
    </>
  );
}

/** How many rows there are; pressed, or by `G`, the field that jumps to one by its number. */
function Total({ view }: { view: QueueView }) {
  const { t } = useTranslation();
  const { total } = useQueue();
  const asking = useAskingForJump();
  const [value, setValue] = useState('');
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [
      {
        id: 'queue.jump',
        keys: keys.queue.jump,
        label: t('desk:key.jump'),
        group: 'queue',
        run: () => askForJump(true),
      },
    ],
    [t],
  );
  useShortcuts(shortcuts);
  if (total === undefined) return <span className="q-total" />;
  const text = t(`desk:count.${countedAs(view)}`, { count: total, text: countText(total) });
  if (!asking)
    return (
      <button type="button" className="q-total" title={t('desk:key.jump')} onClick={() => askForJump(true)}>
        {text}
      </button>
    );
  const end = () => {
    setValue('');
    askForJump(false);
  };
  return (
    <input
      className="xh-input q-jump"
      // biome-ignore lint/a11y/noAutofocus: it stands here because somebody asked for it
      autoFocus
      inputMode="numeric"
      value={value}
      placeholder={t('desk:jump.hint', { total: countText(total) })}
      aria-label={t('desk:jump.label')}
      onChange={(event) => setValue(event.target.value.replace(/\D/g, ''))}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end();
        if (event.key !== 'Enter') return;
        const wish = Number(value);
        // The field gives the keyboard back first: it goes on with the row.
        event.currentTarget.blur();
        if (wish > 0) jumpTo(wish - 1);
      }}
    />
  );
}

/** Above the list: which view, how many of what, in which order, under which conditions. */
export function QueueHead() {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const compact = useDesk((state) => state.compact);
  const saved = useDesk((state) => state.savedViews.find((one) => one.id === state.savedView));
  const [open, setOpen] = useState(false);
  const chips = useChips(filter);
  const narrowed = chips.length > 0 || Boolean(filter.text);
  return (
    <div className="q-head">
      <h2 className="q-title">{saved?.name ?? t(`desk:view.${filter.view}`)}</h2>
      <Total view={filter.view} />
      <select
        className="xh-chip xh-chip-on"
        value={filter.sort}
        aria-label={t('desk:sort.title')}
        onChange={(event) => setFilter({ sort: event.target.value as QueueSort })}
      >
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(`desk:sort.${sort}`)}
          </option>
        ))}
      </select>
      {chips.map((chip) => (
        <button
          key={chip.key}
          type="button"
          className="xh-chip xh-chip-on"
          title={t('desk:filter.remove')}
          onClick={() => setFilter(chip.without)}
        >
          {chip.text}
          <span aria-hidden="true"> ×</span>
        </button>
      ))}
      <button
        type="button"
        className="xh-chip q-more"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        {t('desk:filter.add')}
      </button>
      {narrowed ? (
        <button type="button" className="xh-link" onClick={clearFilter}>
          {t('desk:filter.clear')}
        </button>
      ) : null}
      {narrowed && !saved ? (
        <button type="button" className="xh-link" onClick={nameNewView}>
          {t('desk:filter.save')}
        </button>
      ) : null}
      {saved && differs(saved, filter) ? (
        <button type="button" className="xh-link" onClick={() => updateView(saved.id)}>
          {t('desk:saved.update')}
        </button>
      ) : null}
      <span className="q-gap" />
      <CallerSearch />
      <TextFilter />
      <button
        type="button"
        className="xh-icon"
        aria-pressed={compact}
        title={t('desk:compact')}
        aria-label={t('desk:compact')}
        onClick={() => useDesk.setState({ compact: !compact })}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path
            d={compact ? 'M2 4h12M2 8h12M2 12h12' : 'M2 3h12M2 6h8M2 10h12M2 13h8'}
            stroke="currentColor"
            strokeWidth="1.3"
          />
        </svg>
      </button>
      {open ? <FilterPopover onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
