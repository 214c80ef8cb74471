import type { QueueFilter, QueueView } from '@shared/contract/models';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../parts/format';
import { clearFilter, type QueueSort, setFilter, useDesk } from '../state';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { useNames } from '../work/directory';
import { FilterPopover } from './Filters';
import { useQueue } from './model';

const sorts: readonly QueueSort[] = ['due', 'received', 'updated'];
const ofReports = new Set<QueueView>(['toTakeIn']);
const ofBoth = new Set<QueueView>(['open', 'overdue', 'dueSoon', 'ended', 'all']);

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
  const list = (key: 'lights' | 'channels' | 'communities' | 'units', word: (value: string) => string) =>
    ((filter[key] ?? []) as readonly string[]).map((value) => ({
      key: `${key}:${value}`,
      text: word(value),
      without: {
        [key]: ((filter[key] ?? []) as readonly string[]).filter((one) => one !== value),
      } as Partial<QueueFilter>,
    }));
  return [
    ...list('lights', (value) => t(`light.${value}`)),
    ...list('channels', (value) => t(`channel.${value}`)),
    ...list('communities', (value) => names.community(value)),
    ...list('units', (value) => names.unitShort(value)),
    ...(filter.gridCode
      ? [
          {
            key: 'grid',
            text: t('desk:filter.grid', { code: filter.gridCode.slice(-6) }),
            without: { gridCode: '' },
          },
        ]
      : []),
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
        keys: ['/'],
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

/** Above the list: which view, how many of what, in which order, under which conditions. */
export function QueueHead() {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const compact = useDesk((state) => state.compact);
  const { total } = useQueue();
  const [open, setOpen] = useState(false);
  const chips = useChips(filter);
  return (
    <div className="q-head">
      <h2 className="q-title">{t(`desk:view.${filter.view}`)}</h2>
      <span className="q-total">
        {total === undefined
          ? ''
          : t(`desk:count.${countedAs(filter.view)}`, { count: total, text: countText(total) })}
      </span>
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
      {chips.length > 0 || filter.text ? (
        <button type="button" className="xh-link" onClick={clearFilter}>
          {t('desk:filter.clear')}
        </button>
      ) : null}
      <span className="q-gap" />
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
