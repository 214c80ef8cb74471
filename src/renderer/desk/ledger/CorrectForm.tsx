import type { LedgerEntryView, LedgerKind } from '@shared/contract/ledger';
import { Button, Input } from 'antd';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsyncAction } from '../kit/calls';
import { useKindWords } from './names';
import { readQuantity } from './quantity';
import { correctEntry } from './record';

interface CorrectFormProps {
  readonly entry: LedgerEntryView;
  readonly kind: LedgerKind;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Another quantity for an entry, or none, with the reason; of a dispute the values that stand against each other are offered. */
export function CorrectForm({ entry, kind, onClose, onDone }: CorrectFormProps) {
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const { busy, problem, run } = useAsyncAction();
  const id = useId();
  const [quantity, setQuantity] = useState('');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState('');
  const offered = entry.disputed ? entry.corrections.filter(({ last }) => last) : [];

  const submit = async (to: number | undefined) => {
    if (to === undefined) return setWrong(t('wrongQuantity', { unit: words.unit(kind) }));
    if (reason.trim() === '') return setWrong(t('reasonFirst'));
    setWrong('');
    const done = await run(async () => {
      await correctEntry(entry, to, reason.trim());
      return true;
    });
    if (done) onDone(to === 0 ? t('doneStruckOut') : t('doneCorrected', { amount: words.amount(kind, to) }));
    return undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') void submit(readQuantity(quantity, kind.unit));
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  const said = wrong || problem;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside
    <div className="lg-correct" onKeyDown={onKeyDown}>
      <div className="lg-field">
        <label htmlFor={`${id}-quantity`}>{t('newQuantity', { unit: words.unit(kind) })}</label>
        <Input
          id={`${id}-quantity`}
          autoFocus
          size="small"
          maxLength={12}
          value={quantity}
          onChange={(event) => setQuantity(event.target.value)}
        />
      </div>
      <div className="lg-field lg-reason">
        <label htmlFor={`${id}-reason`}>{t('reason')}</label>
        <Input
          id={`${id}-reason`}
          size="small"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Button
        size="small"
        type="primary"
        loading={busy}
        onClick={() => void submit(readQuantity(quantity, kind.unit))}
      >
        {t('correct')}
      </Button>
      {[...new Set(offered.map((one) => one.quantity))].map((one) => (
        <Button key={one} size="small" onClick={() => void submit(one)}>
          {t('holds', { amount: one === 0 ? t('struckOut') : words.amount(kind, one) })}
        </Button>
      ))}
      <Button size="small" danger onClick={() => void submit(0)}>
        {t('strikeOut')}
      </Button>
      <Button size="small" type="text" onClick={onClose}>
        {t('desk:close')}
      </Button>
      {said ? (
        <p className="lg-wrong" role="alert">
          {said}
        </p>
      ) : null}
    </div>
  );
}
