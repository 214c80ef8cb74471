import type { ReturnReason } from '@shared/domain/case/events';
import { returnReasonSchema } from '@shared/domain/case/events';
import type { Photo } from '@shared/domain/common';
import { minutesBetween } from '@shared/rules/time';
import { Input, Select } from 'antd';
import { durationText, timeText } from '../../../common/format';
import { useNow } from '../../../common/useNow';
import { useNames } from '../../kit/directory';
import { Field, NoteField, PartSelect, UnitSelect } from '../../kit/fields';
import { words } from '../../kit/form';
import { PhotoField } from '../../kit/PhotoField';
import { usePhrases } from '../../kit/phrases';
import { useSay } from '../../kit/say';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { SaidFields, saidEnvelope, saidNow, useLateMissing } from './SaidFields';
import { openUnits } from './unitMoves';
import { useCaseValues } from './values';

function useReturn(props: CaseMoveProps) {
  const { page, about, onDone } = props;
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const lead = page.parts.find((part) => part.role === 'lead' && !part.handledAt)?.unit;
  const units = openUnits(page, about ?? lead);
  const form = useMoveForm(
    caseTarget(page),
    `return/${about ?? ''}`,
    () => ({
      unit: units[0],
      reason: undefined as ReturnReason | undefined,
      suggests: undefined as string | undefined,
      note: '',
      photos: [] as Photo[],
      exception: '',
      said: saidNow,
    }),
    onDone,
  );
  const { unit, reason, suggests, note, photos, exception, said } = form.value;
  const part = page.parts.find((one) => one.unit === unit);
  // The store says it too; known beforehand, nobody has to be refused first.
  const passed = part?.reportedAt !== undefined || (part?.returnBy !== undefined && now > part.returnBy);
  const late = passed || form.code === 'case.returnLate';
  const submit = () => {
    if (!reason || !unit) return;
    void form.submit(
      {
        ...saidEnvelope(said, unit),
        command: {
          type: 'case.return',
          caseId: page.item.id,
          unit,
          reason,
          ...(suggests ? { suggests } : {}),
          ...words('note', note),
          photos,
          ...(late ? words('exception', exception) : {}),
        },
      },
      () => ({ text: t('work:done.return', { no: page.item.no, unit: names.unit(unit) }) }),
    );
  };
  return { ...form, submit, units, part, late };
}

/** The unit sends it back (退单) with a listed reason and its evidence; after its window only by the centre's leave. */
export function ReturnMove(props: CaseMoveProps) {
  const { page, onClose } = props;
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const { value, patch, submit, panel, units, part, late } = useReturn(props);
  const { unit, reason, suggests, note, photos, exception, said } = value;
  const phrases = usePhrases('return', page.item.classRef, useCaseValues(page, unit));
  const timeMissing = useLateMissing(said.happened);
  const missing = !unit
    ? t('work:missing.unit')
    : !reason
      ? t('work:missing.reason')
      : late && exception.trim() === ''
        ? t('work:missing.exception')
        : timeMissing;
  const window = part?.returnBy
    ? t(now > part.returnBy ? 'work:returnClosed' : 'work:returnOpen', {
        at: timeText(part.returnBy, now),
        left: durationText(minutesBetween(now, part.returnBy), t),
      })
    : undefined;
  const whole = part?.role !== 'assist';
  return (
    <MovePanel
      title={t('work:returnTitle', { unit: unit ? names.unit(unit) : '' })}
      submit={t('work:returnSubmit')}
      {...panel}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="wk-consequence">{t(whole ? 'work:returnWhole' : 'work:returnPart')}</p>
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      <Field label={t('work:returnReason')} hint={window}>
        {(id) => (
          <Select
            id={id}
            autoFocus
            value={reason ?? null}
            placeholder={t('work:missing.reason')}
            options={returnReasonSchema.options.map((one) => ({
              value: one,
              label: t(`work:returnReasons.${one}`),
            }))}
            onChange={(next: ReturnReason | null) => patch({ reason: next ?? undefined })}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      {late && (
        <Field label={t('work:exception')} hint={t('work:exceptionHint')}>
          {(id) => (
            <Input
              id={id}
              value={exception}
              maxLength={500}
              onChange={(event) => patch({ exception: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={t('work:suggests')}>
        {(id) => (
          <UnitSelect id={id} optional value={suggests} onChange={(next) => patch({ suggests: next })} />
        )}
      </Field>
      <NoteField
        label={t('work:theirWords')}
        value={note}
        phrases={phrases}
        onChange={(text) => patch({ note: text })}
      />
      <PhotoField
        label={t('work:evidence')}
        kind="reference"
        takesPaste
        value={photos}
        onChange={(list) => patch({ photos: list })}
      />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
    </MovePanel>
  );
}
