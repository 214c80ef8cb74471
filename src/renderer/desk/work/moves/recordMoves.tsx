import type { ClassRef, Photo, Place } from '@shared/domain/common';
import { useTranslation } from 'react-i18next';
import { ClassSelect } from '../../kit/ClassSelect';
import { ChoiceField, Field, NoteField, TitleField } from '../../kit/fields';
import { HappenedField, happenedEnvelope, happenedNow } from '../../kit/HappenedField';
import { PhotoField } from '../../kit/PhotoField';
import { PlaceField } from '../../kit/PlaceField';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { useLateMissing } from './SaidFields';

// What is put on record without moving the case on: notes, and corrections of what it says.

const noteKinds = ['note', 'meeting', 'measurement', 'emergency'] as const;
type NoteKind = (typeof noteKinds)[number];

function kindOf(about: string | undefined): NoteKind {
  return noteKinds.find((one) => one === about) ?? 'note';
}

/** A word for the record: note, coordination meeting (协调会), measurement, emergency. Changes nothing else. */
export function NoteMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `note/${kindOf(about)}`,
    () => ({ kind: kindOf(about), text: '', photos: [] as Photo[], happened: happenedNow }),
    onDone,
  );
  const { kind, text, photos, happened } = value;
  const late = useLateMissing(happened);
  const send = () =>
    void submit(
      {
        ...happenedEnvelope(happened),
        command: { type: 'case.note', caseId: page.item.id, kind, text: text.trim(), photos },
      },
      () => ({ text: t('done.note', { no: page.item.no }), stay: true }),
    );
  return (
    <MovePanel
      title={t('move.note')}
      submit={t('noteSubmit')}
      {...panel}
      missing={text.trim() === '' ? t('missing.note') : late}
      onSubmit={send}
      onClose={onClose}
    >
      <ChoiceField
        label={t('noteKind')}
        value={kind}
        choices={noteKinds}
        labels="noteKinds"
        onChange={(next) => patch({ kind: next })}
      />
      <NoteField
        label={t('words')}
        value={text}
        focus
        rows={3}
        placeholder={t(`noteHints.${kind}`)}
        onChange={(next) => patch({ text: next })}
      />
      <PhotoField
        label={t('photos')}
        kind="other"
        takesPaste
        value={photos}
        onChange={(list) => patch({ photos: list })}
      />
      <HappenedField value={happened} onChange={(next) => patch({ happened: next })} />
    </MovePanel>
  );
}

const priorities = ['normal', 'urgent'] as const;

function same(a: ClassRef | null | undefined, b: ClassRef | null | undefined): boolean {
  return a?.scheme === b?.scheme && a?.code === b?.code;
}

/** Correct what the case says (更正): only what changed is written; running limits stay as they were granted. */
export function DescribeMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { item } = page;
  const { value, patch, submit, panel } = useMoveForm(
    { ...caseTarget(page), round: page.basis },
    'describe',
    () => ({
      title: item.title,
      description: page.description,
      classRef: (item.classRef ?? undefined) as ClassRef | undefined,
      place: page.place as Place,
      priority: item.priority as (typeof priorities)[number],
    }),
    onDone,
  );
  const { title, description, classRef, place, priority } = value;
  const changes = {
    ...(title.trim() !== item.title ? { title: title.trim() } : {}),
    ...(description.trim() !== page.description.trim() ? { description: description.trim() } : {}),
    ...(classRef && !same(classRef, item.classRef) ? { classRef } : {}),
    ...(place.text !== page.place.text || place.lon !== page.place.lon ? { place } : {}),
    ...(priority !== item.priority ? { priority } : {}),
  };
  const send = () =>
    void submit({ command: { type: 'case.describe', caseId: item.id, ...changes } }, () => ({
      text: t('done.describe', { no: item.no }),
      stay: true,
    }));
  const missing =
    title.trim() === ''
      ? t('missing.title')
      : Object.keys(changes).length === 0
        ? t('missing.change')
        : undefined;
  return (
    <MovePanel
      title={t('move.describe')}
      submit={t('describeSubmit')}
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <TitleField value={title} most={200} onChange={(next) => patch({ title: next })} />
      <Field label={t('class')} hint={t('describeHint')}>
        {(id) => <ClassSelect id={id} value={classRef} onChange={(next) => patch({ classRef: next })} />}
      </Field>
      <PlaceField value={place} onChange={(next) => patch({ place: next })} />
      <ChoiceField
        label={t('priority')}
        value={priority}
        choices={priorities}
        labels="priorities"
        onChange={(next) => patch({ priority: next })}
      />
      <NoteField
        label={t('description')}
        value={description}
        rows={3}
        onChange={(next) => patch({ description: next })}
      />
    </MovePanel>
  );
}
