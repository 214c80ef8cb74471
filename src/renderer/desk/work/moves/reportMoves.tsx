import type { ClassRef, Place } from '@shared/domain/common';
import { Input, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newCommandId, send, useErrand } from '../calls';
import { useNames } from '../directory';
import { useDraft } from '../drafts';
import { ClassSelect } from './ClassSelect';
import { Field, NoteField } from './fields';
import { MovePanel } from './MovePanel';
import { PlaceField } from './PlaceField';
import { usePhrases } from './phrases';
import { basisOf, type ReportMoveProps } from './props';

/** The stream of the case that an answer names, if it does. */
export function caseIdOf(result: Record<string, unknown>): string | undefined {
  return typeof result.caseId === 'string' ? result.caseId : undefined;
}

/** The title without the hotline's tags (【投诉】), or the first words of the content. */
function subjectOf(title: string, content: string): string {
  const subject = title.replace(/^(?:\s*【[^】]*】)+\s*/, '').trim();
  return (subject || title.trim() || content.slice(0, 40)).slice(0, 200);
}

/** Open a case file (立案): title, class and place stand there as the report says. */
export function FileMove({ page, onDone, onClose }: ReportMoveProps) {
  const { t } = useTranslation('work');
  const { busy, problem, run } = useErrand();
  const { report, item } = page;
  const draft = useDraft(`${item.id}/file`, () => ({
    id: newCommandId(),
    title: subjectOf(report.title, report.content),
    classRef: report.classRef as ClassRef | undefined,
    place: report.place as Place,
    priority: 'normal' as 'normal' | 'urgent',
  }));
  const { id, title, classRef, place, priority } = draft.value;
  const submit = () =>
    run(async () => {
      const ack = await send({
        id,
        basis: basisOf(page),
        command: {
          type: 'case.file',
          reportId: item.id,
          title: title.trim(),
          place,
          priority,
          ...(classRef ? { classRef } : {}),
        },
      });
      draft.drop();
      onDone({
        text: t('done.file', { no: String(ack.result.no ?? item.no) }),
        caseId: caseIdOf(ack.result),
      });
    });
  return (
    <MovePanel
      title={t('move.file')}
      submit={t('fileSubmit')}
      busy={busy}
      problem={problem}
      missing={title.trim() === '' ? t('missing.title') : undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('title')}>
        {(fid) => (
          <Input
            id={fid}
            value={title}
            maxLength={200}
            onChange={(event) => draft.patch({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('class')} hint={classRef ? undefined : t('noClassHint')}>
        {(fid) => (
          <ClassSelect id={fid} value={classRef} onChange={(value) => draft.patch({ classRef: value })} />
        )}
      </Field>
      <PlaceField value={place} onChange={(value) => draft.patch({ place: value })} />
      <Field label={t('priority')}>
        {(fid) => (
          <Segmented
            id={fid}
            value={priority}
            options={(['normal', 'urgent'] as const).map((value) => ({
              value,
              label: t(`priorities.${value}`),
            }))}
            onChange={(value) => draft.patch({ priority: value as 'normal' | 'urgent' })}
          />
        )}
      </Field>
    </MovePanel>
  );
}

/** Merge (并案): the report joins an open case nearby and keeps its own number, clock and reply. */
export function MergeMove({ page, onDone, onClose }: ReportMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const { busy, problem, run } = useErrand();
  const [id] = useState(newCommandId);
  const cases = page.nearby.open.filter((item) => item.kind === 'case');
  const [caseId, setCaseId] = useState(cases[0]?.id);
  const submit = () =>
    run(async () => {
      if (!caseId) return;
      await send({
        id,
        basis: basisOf(page),
        command: { type: 'report.link', reportId: page.item.id, caseId },
      });
      onDone({ text: t('done.merge', { no: cases.find((item) => item.id === caseId)?.no ?? '' }) });
    });
  return (
    <MovePanel
      title={t('move.merge')}
      submit={t('mergeSubmit')}
      busy={busy}
      problem={problem}
      missing={caseId ? undefined : t('missing.case')}
      onSubmit={submit}
      onClose={onClose}
    >
      {cases.length === 0 ? (
        <p className="wk-dim">{t('noMergeTargets')}</p>
      ) : (
        <Radio.Group
          vertical
          value={caseId ?? null}
          onChange={(event) => setCaseId(String(event.target.value))}
          options={cases.map((item) => ({
            value: item.id,
            label: (
              <span>
                {item.title}{' '}
                <span className="wk-dim">
                  {mergeDetail(item.no, item.className, item.unit, names.unitShort)}
                </span>
              </span>
            ),
          }))}
        />
      )}
      <p className="wk-dim">{t('mergeHint')}</p>
    </MovePanel>
  );
}

function mergeDetail(
  no: string,
  className: string | null,
  unit: string | null,
  unitName: (id: string) => string,
): string {
  return [no, className, unit ? unitName(unit) : null].filter(Boolean).join(' · ');
}

const refuseKinds = ['notAccepted', 'notFiled', 'void'] as const;

/** Refuse (不予受理 / 不予立案 / 作废) with a reason; the report stays on record and can be found. */
export function RefuseMove({ page, onDone, onClose }: ReportMoveProps) {
  const { t } = useTranslation('work');
  const phrases = usePhrases('refuse');
  const { busy, problem, run } = useErrand();
  const draft = useDraft(`${page.item.id}/refuse`, () => ({
    id: newCommandId(),
    kind: 'notAccepted' as (typeof refuseKinds)[number],
    reason: '',
  }));
  const { id, kind, reason } = draft.value;
  const submit = () =>
    run(async () => {
      await send({
        id,
        basis: basisOf(page),
        command: { type: 'report.refuse', reportId: page.item.id, kind, reason: reason.trim() },
      });
      draft.drop();
      onDone({ text: t('done.refuse', { no: page.item.no, kind: t(`refuseKinds.${kind}`) }) });
    });
  return (
    <MovePanel
      title={t('move.refuse')}
      submit={t(`refuseKinds.${kind}`)}
      danger
      busy={busy}
      problem={problem}
      missing={reason.trim() === '' ? t('missing.why') : undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('refuseConsequence')}</p>
      <Field label={t('refuseKind')}>
        {(fid) => (
          <Segmented
            id={fid}
            value={kind}
            options={refuseKinds.map((value) => ({ value, label: t(`refuseKinds.${value}`) }))}
            onChange={(value) => draft.patch({ kind: value as (typeof refuseKinds)[number] })}
          />
        )}
      </Field>
      <NoteField
        label={t('why')}
        value={reason}
        focus
        phrases={phrases}
        onChange={(text) => draft.patch({ reason: text })}
      />
    </MovePanel>
  );
}
