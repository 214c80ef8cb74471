import type { ClassRef, Place } from '@shared/domain/common';
import { useTranslation } from 'react-i18next';
import { ClassSelect } from '../../kit/ClassSelect';
import { ChoiceField, Field, TitleField } from '../../kit/fields';
import { caseIdOf } from '../../kit/form';
import { PlaceField } from '../../kit/PlaceField';
import { reportTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { ReportMoveProps } from './props';

/** The title without the hotline's tags (【投诉】), or the first words of the content. */
function subjectOf(title: string, content: string): string {
  const subject = title.replace(/^(?:\s*【[^】]*】)+\s*/, '').trim();
  return (subject || title.trim() || content.slice(0, 40)).slice(0, 200);
}

const priorities = ['normal', 'urgent'] as const;

/** Open a case file (立案): title, class and place stand there as the report says. */
export function FileMove({ page, onDone, onClose }: ReportMoveProps) {
  const { t } = useTranslation('work');
  const { report, item } = page;
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'file',
    () => ({
      title: subjectOf(report.title, report.content),
      classRef: report.classRef as ClassRef | undefined,
      place: report.place as Place,
      priority: 'normal' as (typeof priorities)[number],
    }),
    onDone,
  );
  const { title, classRef, place, priority } = value;
  const send = () =>
    void submit(
      {
        command: {
          type: 'case.file',
          reportId: item.id,
          title: title.trim(),
          place,
          priority,
          ...(classRef ? { classRef } : {}),
        },
      },
      (ack) => ({
        text: t('done.file', { no: String(ack.result.no ?? item.no) }),
        caseId: caseIdOf(ack.result),
        lasting: true,
      }),
    );
  return (
    <MovePanel
      title={t('move.file')}
      submit={t('fileSubmit')}
      {...panel}
      missing={title.trim() === '' ? t('missing.title') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <TitleField value={title} most={200} onChange={(next) => patch({ title: next })} />
      <Field label={t('class')} hint={classRef ? undefined : t('noClassHint')}>
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
    </MovePanel>
  );
}
