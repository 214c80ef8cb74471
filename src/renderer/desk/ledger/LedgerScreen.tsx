import type { LedgerKind } from '@shared/contract/ledger';
import { addDays, type Day, weekday } from '@shared/rules/time';
import { Segmented } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '../../common/client';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { Themed } from '../kit/Themed';
import { openDialog } from '../state';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { DayBook } from './DayBook';
import { keys } from './keys';
import './ledger.css';
import { useKindWords } from './names';
import { PeriodBook } from './PeriodBook';
import { moved, periodOf, type Span, spans } from './period';
import { correctEntry } from './record';
import { look, useLedger } from './state';

/** The work ledger (作业台账): a day to enter, a week and a month to look at. */
export default function LedgerScreen(): ReactNode {
  return (
    <Themed>
      <Ledger />
    </Themed>
  );
}

interface Said {
  readonly text: string;
  /** The entry that was just recorded: it can be taken back. */
  readonly entry?: { readonly day: Day; readonly id: string };
}

function Ledger() {
  const t = useSay();
  const now = useNow();
  const words = useKindWords();
  const span = useLedger((state) => state.span);
  const today = now.slice(0, 10);
  const day = useLedger((state) => state.day) ?? today;
  const range = periodOf(span, day);
  const { data: period, error } = useQuery('ledger.period', range);
  const [said, setSaid] = useState<Said | null>(null);
  const recorded = (kind: LedgerKind, quantity: number, entry: { day: Day; id: string }) =>
    setSaid({
      text: t('ledger:done', { kind: words.name(kind), amount: words.amount(kind, quantity) }),
      entry,
    });
  const fits = period?.from === range.from && period.to === range.to;
  return (
    <main className="lg-room" aria-label={t('ledger:title')}>
      <Head span={span} day={day} today={today} />
      <DoneLine said={said} onSaid={setSaid} />
      {error && !period ? (
        <p className="lg-wrong" role="alert">
          {errorText(t, error)}
        </p>
      ) : null}
      {period && fits && span === 'day' ? (
        <DayBook
          key={day}
          day={day}
          period={period}
          onRecorded={recorded}
          onCorrected={(text) => setSaid({ text })}
        />
      ) : null}
      {period && fits && span !== 'day' ? (
        <PeriodBook range={range} period={period} onCorrected={(text) => setSaid({ text })} />
      ) : null}
    </main>
  );
}

/** What was done last, with the way back from it. */
function DoneLine({ said, onSaid }: { said: Said | null; onSaid: (said: Said | null) => void }) {
  const { t } = useTranslation('ledger');
  const { busy, problem, run } = useAsyncAction();
  const entry = said?.entry;
  const undo = () =>
    void run(async () => {
      if (!entry) return;
      await correctEntry({ ...entry, corrections: [] }, 0, t('undoReason'));
      onSaid({ text: t('undone') });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entry is what the key is for
  const shortcuts = useMemo<readonly Shortcut[]>(
    () =>
      entry
        ? [
            {
              id: 'ledger.undo',
              keys: keys.ledger.undo,
              label: t('undo'),
              group: 'app',
              always: true,
              run: undo,
            },
          ]
        : [],
    [entry?.id, t],
  );
  useShortcuts(shortcuts);
  return (
    <div className="lg-done" role="status">
      {said?.text}
      {entry ? (
        <button type="button" className="lg-figure" disabled={busy} onClick={undo}>
          {t('undo')} <kbd className="xh-kbd">Ctrl Z</kbd>
        </button>
      ) : null}
      {problem ? <span className="lg-wrong">{problem}</span> : null}
    </div>
  );
}

function Head({ span, day, today }: { span: Span; day: Day; today: Day }) {
  const { t } = useTranslation('ledger');
  const { from, to } = periodOf(span, day);
  const go = (by: -1 | 1) => look({ day: moved(span, day, by), shown: {} });
  const label =
    span === 'day'
      ? `${day} ${t(`weekday.${weekday(day)}`)}`
      : span === 'week'
        ? `${from} – ${to}`
        : from.slice(0, 7);
  const here = from <= today && today <= to;
  return (
    <header className="lg-head">
      <h1>{t('title')}</h1>
      <button type="button" className="xh-button" aria-label={t(`back.${span}`)} onClick={() => go(-1)}>
        ‹
      </button>
      <b className="lg-label">
        {label}
        {here
          ? ` · ${t(`now.${span}`)}`
          : day === addDays(today, -1) && span === 'day'
            ? ` · ${t('yesterday')}`
            : ''}
      </b>
      <button
        type="button"
        className="xh-button"
        aria-label={t(`forth.${span}`)}
        disabled={to >= today}
        onClick={() => go(1)}
      >
        ›
      </button>
      {here ? null : (
        <button type="button" className="xh-button" onClick={() => look({ day: null, shown: {} })}>
          {t(`to.${span}`)}
        </button>
      )}
      {span === 'day' ? (
        <button type="button" className="xh-button" onClick={() => openDialog('ledgerSheets', { day })}>
          {t('sheets.open')}
        </button>
      ) : null}
      <Segmented
        value={span}
        options={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
        onChange={(value) => look({ span: value, shown: {} })}
      />
    </header>
  );
}
