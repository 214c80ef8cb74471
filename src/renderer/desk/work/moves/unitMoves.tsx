import type { CasePage } from '@shared/contract/pages';
import type { Photo } from '@shared/domain/common';
import { useTranslation } from 'react-i18next';
import { useNames } from '../../kit/directory';
import { ChoiceField, NoteField, PartSelect } from '../../kit/fields';
import { words } from '../../kit/form';
import { PhotoField } from '../../kit/PhotoField';
import { usePhrases } from '../../kit/phrases';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { SaidFields, saidEnvelope, saidNow, useLateMissing } from './SaidFields';
import { useCaseValues } from './values';

// What a unit without a program says, recorded on its behalf: taken, done, confirmed. Returning is a file of its own.

/** The units whose part is still open and fits; the one asked for first. */
export function openUnits(
  page: CasePage,
  about: string | undefined,
  fits: (part: CasePage['parts'][number]) => boolean = () => true,
): string[] {
  const open = page.parts.filter((part) => !part.handledAt && fits(part)).map((part) => part.unit);
  return about && open.includes(about) ? [about, ...open.filter((unit) => unit !== about)] : open;
}

/** A unit takes its part (签收). */
export function AcceptMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const units = openUnits(page, about, (part) => !part.acceptedAt && !part.reportedAt);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `accept/${about ?? ''}`,
    () => ({ unit: units[0], note: '', said: saidNow }),
    onDone,
  );
  const { unit, note, said } = value;
  const late = useLateMissing(said.happened);
  const send = () => {
    if (!unit) return;
    void submit(
      {
        ...saidEnvelope(said, unit),
        command: { type: 'case.accept', caseId: page.item.id, unit, ...words('note', note) },
      },
      () => ({ text: t('done.accept', { no: page.item.no, unit: names.unit(unit) }), stay: true }),
    );
  };
  return (
    <MovePanel
      title={t('titleOf.accept', { unit: unit ? names.unit(unit) : '' })}
      submit={t('acceptSubmit')}
      {...panel}
      missing={unit ? late : t('missing.unit')}
      onSubmit={send}
      onClose={onClose}
    >
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
      <NoteField label={t('theirWords')} value={note} onChange={(text) => patch({ note: text })} />
    </MovePanel>
  );
}

const certainties = ['confirmed', 'reported'] as const;

/** A unit's answer (处理反馈): words, photos before and after; where only its worker says so, the unit has yet to confirm. */
export function HandleMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const units = openUnits(page, about);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'handle',
    () => ({
      unit: units[0],
      note: '',
      certainty: 'confirmed' as (typeof certainties)[number],
      before: [] as Photo[],
      after: [] as Photo[],
      said: saidNow,
    }),
    onDone,
  );
  const { unit, note, certainty, before, after, said } = value;
  const phrases = usePhrases('handle', page.item.classRef, useCaseValues(page, unit));
  const late = useLateMissing(said.happened);
  const confirmed = certainty === 'confirmed';
  const send = () => {
    if (!unit) return;
    void submit(
      {
        ...saidEnvelope(said, unit),
        command: {
          type: 'case.handle',
          caseId: page.item.id,
          unit,
          note: note.trim(),
          photos: [...before, ...after],
          confirmed,
        },
      },
      () => ({
        text: t(confirmed ? 'done.handle' : 'done.reported', { no: page.item.no, unit: names.unit(unit) }),
        stay: !confirmed,
      }),
    );
  };
  const missing = !unit ? t('missing.unit') : note.trim() === '' ? t('missing.note') : late;
  return (
    <MovePanel
      title={t('move.handle')}
      submit={t(confirmed ? 'handleSubmit' : 'reportSubmit')}
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      <NoteField
        label={units.length > 1 || !unit ? t('theirWords') : t('wordsOf', { unit: names.unitShort(unit) })}
        value={note}
        focus
        phrases={phrases}
        onChange={(text) => patch({ note: text })}
      />
      <div className="wk-two">
        <PhotoField
          label={t('before')}
          kind="before"
          value={before}
          onChange={(list) => patch({ before: list })}
        />
        <PhotoField
          label={t('after')}
          kind="after"
          takesPaste
          value={after}
          onChange={(list) => patch({ after: list })}
        />
      </div>
      <ChoiceField
        label={t('certainty')}
        hint={confirmed ? undefined : t('reportedHint')}
        value={certainty}
        choices={certainties}
        labels="certainties"
        onChange={(next) => patch({ certainty: next })}
      />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
    </MovePanel>
  );
}

/** The unit confirms what its worker reported (部门确认): its clock stops here. */
export function ConfirmMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const units = openUnits(page, about, (part) => part.reportedAt !== undefined);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `confirm/${about ?? ''}`,
    () => ({ unit: units[0], note: '', said: saidNow }),
    onDone,
  );
  const { unit, note, said } = value;
  const late = useLateMissing(said.happened);
  const reported = page.parts.find((part) => part.unit === unit)?.note;
  const send = () => {
    if (!unit) return;
    void submit(
      {
        ...saidEnvelope(said, unit),
        command: { type: 'case.confirm', caseId: page.item.id, unit, ...words('note', note) },
      },
      () => ({ text: t('done.confirm', { no: page.item.no, unit: names.unit(unit) }) }),
    );
  };
  return (
    <MovePanel
      title={t('titleOf.confirm', { unit: unit ? names.unit(unit) : '' })}
      submit={t('confirmSubmit')}
      {...panel}
      missing={unit ? late : t('missing.unit')}
      onSubmit={send}
      onClose={onClose}
    >
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      {reported && <p className="wk-quote">{reported}</p>}
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
      <NoteField label={t('note')} value={note} onChange={(text) => patch({ note: text })} />
    </MovePanel>
  );
}
