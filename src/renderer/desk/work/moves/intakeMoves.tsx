import type { ClassRef, Photo, Place } from '@shared/domain/common';
import { peopleOf } from '@shared/rules/whoMay';
import { AutoComplete } from 'antd';
import { useTranslation } from 'react-i18next';
import { ClassSelect } from '../../kit/ClassSelect';
import { useNames } from '../../kit/directory';
import { ChoiceField, Field, NoteField, TitleField } from '../../kit/fields';
import { words } from '../../kit/form';
import { PhotoField } from '../../kit/PhotoField';
import { PlaceField } from '../../kit/PlaceField';
import { usePhrases } from '../../kit/phrases';
import { reportTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { OneReportProps } from './props';
import { SaidFields, saidEnvelope, saidNow, useLateMissing } from './SaidFields';
import { useReportValues } from './values';

// Before a case: seeing whether it is real (核实), refusing, correcting.

const ways = ['onSite', 'phone', 'photo'] as const;

/** Send somebody to see whether it is real (核实): the intake clock stands meanwhile, one of its own runs. */
export function SendVerifyMove({ report, no, onDone, onClose }: OneReportProps) {
  const { t } = useTranslation('work');
  const { directory } = useNames();
  const phrases = usePhrases('verify', report.classRef, useReportValues(report));
  const community = directory?.units.find(
    (unit) => unit.communityCode !== undefined && unit.communityCode === report.place.communityCode,
  );
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'sendVerify',
    () => ({ to: community?.name ?? '', how: 'onSite' as (typeof ways)[number], note: '' }),
    onDone,
  );
  const { to, how, note } = value;
  const patrols = peopleOf('patrol', directory?.operators ?? []).map((one) => one.name);
  const units = directory?.units.map((unit) => unit.name) ?? [];
  const send = () =>
    void submit(
      {
        command: {
          type: 'report.sendVerify',
          reportId: report.id,
          to: to.trim(),
          how,
          ...words('note', note),
        },
      },
      () => ({ text: t('done.sendVerify', { no, to: to.trim() }) }),
    );
  return (
    <MovePanel
      title={t('move.sendVerify')}
      submit={t('sendVerifySubmit')}
      {...panel}
      missing={to.trim() === '' ? t('missing.to') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label={t('verifyTo')}>
        {(id) => (
          <AutoComplete
            id={id}
            value={to}
            maxLength={100}
            autoFocus={to === ''}
            options={[...patrols, ...units].map((name) => ({ value: name }))}
            showSearch={{ filterOption: (input, option) => (option?.value ?? '').includes(input.trim()) }}
            placeholder={t('verifyToHint')}
            onChange={(next: string) => patch({ to: next })}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <ChoiceField
        label={t('verifyHow')}
        value={how}
        choices={ways}
        labels="verifyWays"
        onChange={(next) => patch({ how: next })}
      />
      <NoteField
        label={t('verifyNote')}
        value={note}
        phrases={phrases}
        onChange={(text) => patch({ note: text })}
      />
    </MovePanel>
  );
}

const verdicts = ['real', 'unreal'] as const;

/** What whoever went to see says: real or not, with pictures. */
export function VerifyMove({ report, no, onDone, onClose }: OneReportProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'verify',
    () => ({
      verdict: 'real' as (typeof verdicts)[number],
      note: '',
      photos: [] as Photo[],
      said: { ...saidNow, by: report.verification?.to.slice(0, 50) ?? '' },
    }),
    onDone,
  );
  const { verdict, note, photos, said } = value;
  const late = useLateMissing(said.happened);
  const real = verdict === 'real';
  const send = () =>
    void submit(
      {
        ...saidEnvelope(said, undefined),
        command: { type: 'report.verify', reportId: report.id, real, note: note.trim(), photos },
      },
      () => ({ text: t(real ? 'done.verifiedReal' : 'done.verifiedUnreal', { no }), stay: true }),
    );
  return (
    <MovePanel
      title={t('move.verify')}
      submit={t('verifySubmit')}
      {...panel}
      missing={note.trim() === '' ? t('missing.note') : late}
      onSubmit={send}
      onClose={onClose}
    >
      {report.verification?.note && <p className="wk-quote">{report.verification.note}</p>}
      <ChoiceField
        label={t('verdict')}
        value={verdict}
        choices={verdicts}
        labels="verdicts"
        onChange={(next) => patch({ verdict: next })}
      />
      <NoteField label={t('verifySaid')} value={note} focus onChange={(text) => patch({ note: text })} />
      <PhotoField
        label={t('photos')}
        kind="near"
        takesPaste
        value={photos}
        onChange={(list) => patch({ photos: list })}
      />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
    </MovePanel>
  );
}

const refuseKinds = ['notAccepted', 'notFiled', 'void'] as const;

/** Refuse (不予受理 / 不予立案 / 作废) with a reason; the report stays on record and can be found. */
export function RefuseMove({ report, no, onDone, onClose }: OneReportProps) {
  const { t } = useTranslation('work');
  const phrases = usePhrases('refuse', report.classRef, useReportValues(report));
  const unreal = report.verification?.real === false;
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'refuse',
    () => ({
      kind: (unreal ? 'notFiled' : 'notAccepted') as (typeof refuseKinds)[number],
      reason: unreal ? (report.verification?.said ?? '') : '',
    }),
    onDone,
  );
  const { kind, reason } = value;
  const send = () =>
    void submit(
      { command: { type: 'report.refuse', reportId: report.id, kind, reason: reason.trim() } },
      () => ({ text: t('done.refuse', { no, kind: t(`refuseKinds.${kind}`) }) }),
    );
  return (
    <MovePanel
      title={t('move.refuse')}
      submit={t(`refuseKinds.${kind}`)}
      danger
      {...panel}
      missing={reason.trim() === '' ? t('missing.why') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('refuseConsequence')}</p>
      <ChoiceField
        label={t('refuseKind')}
        hint={t(`refuseHints.${kind}`)}
        value={kind}
        choices={refuseKinds}
        labels="refuseKinds"
        onChange={(next) => patch({ kind: next })}
      />
      <NoteField
        label={t('why')}
        value={reason}
        focus
        phrases={phrases}
        onChange={(text) => patch({ reason: text })}
      />
    </MovePanel>
  );
}

/** Correct what a report says (更正): only what changed is written. */
export function CorrectReportMove({ report, no, onDone, onClose }: OneReportProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'describe',
    () => ({
      title: report.title,
      content: report.content,
      classRef: report.classRef as ClassRef | undefined,
      place: report.place as Place,
    }),
    onDone,
  );
  const { title, content, classRef, place } = value;
  const changes = {
    ...(title.trim() !== report.title ? { title: title.trim() } : {}),
    ...(content.trim() !== report.content.trim() ? { content: content.trim() } : {}),
    ...(classRef && `${classRef.scheme}/${classRef.code}` !== key(report.classRef) ? { classRef } : {}),
    ...(place.text !== report.place.text || place.lon !== report.place.lon ? { place } : {}),
  };
  const send = () =>
    void submit({ command: { type: 'report.describe', reportId: report.id, ...changes } }, () => ({
      text: t('done.describe', { no }),
      stay: true,
    }));
  return (
    <MovePanel
      title={t('titleOf.correctReport', { no })}
      submit={t('describeSubmit')}
      {...panel}
      missing={Object.keys(changes).length === 0 ? t('missing.change') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <TitleField value={title} most={500} onChange={(next) => patch({ title: next })} />
      <Field label={t('class')}>
        {(id) => <ClassSelect id={id} value={classRef} onChange={(next) => patch({ classRef: next })} />}
      </Field>
      <PlaceField value={place} onChange={(next) => patch({ place: next })} />
      <NoteField label={t('said')} value={content} rows={4} onChange={(next) => patch({ content: next })} />
    </MovePanel>
  );
}

function key(ref: ClassRef | undefined): string {
  return ref ? `${ref.scheme}/${ref.code}` : '';
}
