import type { LedgerEntryView, LedgerKind, LedgerPeriod } from '@shared/contract/ledger';
import type { Day } from '@shared/rules/time';
import { Input } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '../../common/client';
import { EntryLine, wantsReason } from './EntryLine';
import { EntryList } from './EntryList';
import { useKindWords } from './names';

interface DayBookProps {
  readonly day: Day;
  readonly period: LedgerPeriod;
  readonly onRecorded: (kind: LedgerKind, quantity: number, entry: { day: Day; id: string }) => void;
  readonly onCorrected: (text: string) => void;
}

/** Which line gets the keyboard: the first kind whose target of the day is not reached yet, else the first of all. */
function firstLine(kinds: readonly LedgerKind[], done: ReadonlyMap<string, number>): string | undefined {
  const due = kinds.find(
    ({ id, per, target }) => per === 'day' && target !== undefined && (done.get(id) ?? 0) < target,
  );
  return (due ?? kinds[0])?.id;
}

/** One day: a line per kind to enter, what was done so far, and the entries below. */
export function DayBook({ day, period, onRecorded, onCorrected }: DayBookProps) {
  const { t } = useTranslation('ledger');
  const [lateReason, setLateReason] = useState('');
  const reasonId = useId();
  const room = useRef<HTMLDivElement>(null);
  const { data } = useQuery('ledger.entries', { from: day, to: day, limit: 500 });
  const kinds = period.kinds.filter(({ known }) => known);
  const done = new Map(period.sums.map(({ kind, n }) => [kind, n]));
  // Decided once for a day: what is recorded does not move the keyboard away.
  const first = useRef<{ day: Day; kind: string | undefined }>(undefined);
  if (first.current?.day !== day) first.current = { day, kind: firstLine(kinds, done) };
  const entries = new Map<string, LedgerEntryView[]>();
  for (const entry of data?.rows ?? []) entries.set(entry.kind, [...(entries.get(entry.kind) ?? []), entry]);
  const rows = new Map(period.kinds.map((kind) => [kind.id, kind]));
  const move = (index: number, by: -1 | 1) =>
    room.current?.querySelectorAll<HTMLInputElement>('.lg-number')[index + by]?.focus();
  return (
    <div className="lg-day" ref={room}>
      {wantsReason(day, period.today) ? (
        <div className="lg-late">
          <label htmlFor={reasonId}>{t('lateReason')}</label>
          <Input
            id={reasonId}
            maxLength={500}
            value={lateReason}
            placeholder={t('lateReasonHint')}
            onChange={(event) => setLateReason(event.target.value)}
          />
        </div>
      ) : null}
      {kinds.map((kind, index) => (
        <section key={kind.id} className="lg-kind">
          <EntryLine
            kind={kind}
            day={day}
            today={period.today}
            lateReason={lateReason}
            first={first.current?.kind === kind.id}
            onRecorded={onRecorded}
            onMove={(by) => move(index, by)}
          />
          <Progress kind={kind} n={done.get(kind.id) ?? 0} />
          {entries.has(kind.id) ? (
            <EntryList
              entries={entries.get(kind.id) ?? []}
              kinds={rows}
              whole={false}
              onCorrected={onCorrected}
            />
          ) : null}
        </section>
      ))}
      <Strange entries={entries} rows={rows} onCorrected={onCorrected} />
    </div>
  );
}

/** Entries of kinds that the table does not have any more, or not yet here. */
function Strange(props: {
  entries: ReadonlyMap<string, readonly LedgerEntryView[]>;
  rows: ReadonlyMap<string, LedgerKind>;
  onCorrected: (text: string) => void;
}) {
  const { t } = useTranslation('ledger');
  const strange = [...props.entries].filter(([id]) => props.rows.get(id)?.known !== true);
  if (strange.length === 0) return null;
  return (
    <section className="lg-kind">
      <h3>{t('otherKinds')}</h3>
      <EntryList
        entries={strange.flatMap(([, list]) => list)}
        kinds={props.rows}
        whole
        onCorrected={props.onCorrected}
      />
    </section>
  );
}

/** What the day has come to, beside its target where the kind has one for each day. */
function Progress({ kind, n }: { kind: LedgerKind; n: number }) {
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const target = kind.per === 'day' ? kind.target : undefined;
  return (
    <div className="lg-progress" data-reached={target !== undefined && n >= target ? true : undefined}>
      <span data-total={kind.id}>{t('soFar', { amount: words.amount(kind, n) })}</span>
      {target === undefined ? null : (
        <>
          <span className="lg-bar" aria-hidden>
            <span style={{ width: `${Math.min(100, (100 * n) / target)}%` }} />
          </span>
          <span className="xh-quiet">{t('target', { amount: words.amount(kind, target) })}</span>
        </>
      )}
    </div>
  );
}
