import { type Satisfaction, satisfactionSchema } from '@shared/domain/report/events';
import { useTranslation } from 'react-i18next';
import { ChoiceField, NoteField } from '../../kit/fields';
import { words } from '../../kit/form';
import { reportTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { OneReportProps } from './props';

const reaches = ['reached', 'notReached'] as const;
const solutions = ['solved', 'notSolved'] as const;

/** What the reporter said when he was called back (回访): reached, solved, how satisfied. */
export function CallBackMove({ report, no, onDone, onClose }: OneReportProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'callBack',
    () => ({
      reach: 'reached' as (typeof reaches)[number],
      solution: 'solved' as (typeof solutions)[number],
      satisfaction: 'good' as Satisfaction,
      note: '',
    }),
    onDone,
  );
  const { reach, solution, satisfaction, note } = value;
  const reached = reach === 'reached';
  const unhappy =
    reached && (solution === 'notSolved' || satisfaction === 'poor' || satisfaction === 'veryPoor');
  const send = () =>
    void submit(
      {
        command: {
          type: 'report.callBack',
          reportId: report.id,
          reached,
          ...(reached ? { solved: solution === 'solved', satisfaction } : {}),
          ...words('note', note),
        },
      },
      () => ({ text: t(reached ? 'done.callBack' : 'done.notReached', { no }), stay: true }),
    );
  return (
    <MovePanel
      title={t('titleOf.callBack', { no })}
      submit={t('callBackSubmit')}
      {...panel}
      missing={unhappy && note.trim() === '' ? t('missing.unhappy') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <ChoiceField
        label={t('reach')}
        value={reach}
        choices={reaches}
        labels="reaches"
        onChange={(next) => patch({ reach: next })}
      />
      {reached && (
        <>
          <ChoiceField
            label={t('solution')}
            value={solution}
            choices={solutions}
            labels="solutions"
            onChange={(next) => patch({ solution: next })}
          />
          <ChoiceField
            label={t('satisfaction')}
            value={satisfaction}
            choices={satisfactionSchema.options}
            labels="satisfactions"
            onChange={(next) => patch({ satisfaction: next })}
          />
        </>
      )}
      <NoteField
        label={t('words')}
        value={note}
        focus
        placeholder={t(unhappy ? 'unhappyHint' : 'callBackHint')}
        onChange={(text) => patch({ note: text })}
      />
    </MovePanel>
  );
}
