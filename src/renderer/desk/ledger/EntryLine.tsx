import type { LedgerKind } from '@shared/contract/ledger';
import { LATE_DAYS } from '@shared/domain/common';
import { type Day, daysBetween } from '@shared/rules/time';
import { Button, Input } from 'antd';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsyncAction } from '../kit/calls';
import { UnitSelect } from '../kit/fields';
import { PhotoField } from '../kit/PhotoField';
import { useKindWords } from './names';
import { readQuantity } from './quantity';
import { recordLine } from './record';
import { useLineDraft } from './state';

/** Is a day so far back that it takes a reason to record it? */
export function wantsReason(day: Day, today: Day): boolean {
  return daysBetween(day, today) > LATE_DAYS;
}

interface EntryLineProps {
  readonly kind: LedgerKind;
  readonly day: Day;
  readonly today: Day;
  readonly lateReason: string;
  /** The line that has the keyboard when the page opens. */
  readonly first: boolean;
  readonly onRecorded: (kind: LedgerKind, quantity: number, entry: { day: Day; id: string }) => void;
  /** To the line above or below. */
  readonly onMove: (by: -1 | 1) => void;
}

/** One line per kind: quantity, who did it, where, a note, pictures; Enter records it from anywhere in the line. */
export function EntryLine(props: EntryLineProps) {
  const { kind, day, today, lateReason } = props;
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const [draft, setDraft] = useLineDraft(day, kind.id);
  const { busy, problem, run, clear } = useAsyncAction();
  const [wrong, setWrong] = useState('');
  const [photos, setPhotos] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const hint = useId();
  useEffect(() => {
    if (props.first) box.current?.focus();
  }, [props.first]);

  const submit = async () => {
    const quantity = readQuantity(draft.quantity, kind.unit);
    if (quantity === undefined) return setWrong(t('wrongQuantity', { unit: words.unit(kind) }));
    if (wantsReason(day, today) && lateReason.trim() === '') return setWrong(t('lateReasonFirst'));
    setWrong('');
    const entry = await run(() => recordLine(day, kind, quantity, draft, lateReason));
    if (!entry) return undefined;
    setDraft(null);
    setPhotos(false);
    box.current?.focus();
    return props.onRecorded(kind, quantity, entry);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') void submit();
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
      props.onMove(event.key === 'ArrowUp' ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const change = (more: Parameters<typeof setDraft>[0]) => {
    setWrong('');
    clear();
    setDraft(more);
  };
  const said = wrong || problem;
  return (
    <div className="lg-line" data-kind={kind.id}>
      <label className="lg-quantity">
        <span className="lg-name">{words.name(kind)}</span>
        <span className="lg-amount">
          <input
            ref={box}
            className="xh-input lg-number"
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            value={draft.quantity}
            aria-invalid={said ? true : undefined}
            aria-describedby={said ? hint : undefined}
            aria-label={t('quantityOf', { kind: words.name(kind), unit: words.unit(kind) })}
            onChange={(event) => change({ quantity: event.target.value })}
            onKeyDown={onKeyDown}
          />
          <span>{words.unit(kind)}</span>
        </span>
      </label>
      <LineRest {...props} draft={draft} onChange={change} onEnter={() => void submit()} />
      <Button size="small" type="text" onClick={() => setPhotos(!photos)} aria-expanded={photos}>
        {draft.photos.length > 0 ? t('photoCount', { count: draft.photos.length }) : t('photos')}
      </Button>
      <Button size="small" type="primary" loading={busy} onClick={() => void submit()}>
        {t('record')}
      </Button>
      {photos && (
        <div className="lg-photos">
          <PhotoField
            label={t('photos')}
            kind="other"
            value={draft.photos}
            onChange={(next) => change({ photos: next })}
            takesPaste
          />
        </div>
      )}
      {said ? (
        <p id={hint} className="lg-wrong" role="alert">
          {said}
        </p>
      ) : null}
    </div>
  );
}

function LineRest(props: {
  kind: LedgerKind;
  draft: ReturnType<typeof useLineDraft>[0];
  onChange: (change: Partial<ReturnType<typeof useLineDraft>[0]>) => void;
  onEnter: () => void;
}) {
  const { kind, draft, onChange, onEnter } = props;
  const { t } = useTranslation('ledger');
  const id = useId();
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    onEnter();
    event.preventDefault();
  };
  return (
    <>
      <div className="lg-unit">
        <label className="xh-hidden" htmlFor={id}>
          {t('unit')}
        </label>
        <UnitSelect
          id={id}
          optional
          value={draft.unit ?? kind.by}
          onChange={(unit) => onChange({ unit: unit ?? '' })}
        />
      </div>
      <Input
        aria-label={t('place')}
        placeholder={t('placeHint')}
        maxLength={200}
        value={draft.place}
        onChange={(event) => onChange({ place: event.target.value })}
        onPressEnter={pressed}
      />
      <Input
        aria-label={t('note')}
        placeholder={t('note')}
        maxLength={500}
        value={draft.note}
        onChange={(event) => onChange({ note: event.target.value })}
        onPressEnter={pressed}
      />
    </>
  );
}
