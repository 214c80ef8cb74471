import type { Photo } from '@shared/domain/common';
import { addDays, dayOf, fromLocalMinute } from '@shared/rules/time';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { fullTimeText } from '../../../common/format';
import { useNow } from '../../../common/useNow';
import { useNames } from '../../kit/directory';
import { ApprovalLine, ChoiceField, Field, NoteField, PartSelect, useOwnApproval } from '../../kit/fields';
import { words } from '../../kit/form';
import { PhotoField } from '../../kit/PhotoField';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { SaidFields, saidEnvelope, saidNow, useLateMissing } from './SaidFields';
import { openUnits } from './unitMoves';

// What a unit asks for (申请延期, 申请挂账), the answer, and the end of a hold before its date.

interface AskDraft {
  readonly unit: string | undefined;
  readonly reason: string;
  readonly until: string;
  readonly photos: Photo[];
  readonly said: typeof saidNow;
}

function AskMove({ page, about, onDone, onClose, kind }: CaseMoveProps & { kind: 'extension' | 'hold' }) {
  const { t } = useTranslation('work');
  const names = useNames();
  const now = useNow();
  const units = openUnits(page, about);
  const hold = kind === 'hold';
  const { value, patch, submit, panel } = useMoveForm<AskDraft>(
    caseTarget(page),
    kind,
    () => ({
      unit: units[0],
      reason: '',
      until: `${addDays(dayOf(now), 30)}T18:00`,
      photos: [],
      said: saidNow,
    }),
    onDone,
  );
  const { unit, reason, until, photos, said } = value;
  const late = useLateMissing(said.happened);
  const send = () => {
    if (!unit) return;
    const base = { caseId: page.item.id, unit, reason: reason.trim(), photos };
    void submit(
      {
        ...saidEnvelope(said, unit),
        command: hold
          ? { type: 'case.askHold', ...base, until: fromLocalMinute(until) }
          : { type: 'case.askExtension', ...base },
      },
      () => ({ text: t(`done.ask.${kind}`, { no: page.item.no, unit: names.unit(unit) }), stay: true }),
    );
  };
  const missing = !unit
    ? t('missing.unit')
    : reason.trim() === ''
      ? t('missing.why')
      : hold && until === ''
        ? t('missing.until')
        : late;
  return (
    <MovePanel
      title={t(hold ? 'move.askHold' : 'move.askExtension')}
      submit={t('askSubmit')}
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t(hold ? 'holdConsequence' : 'extensionConsequence')}</p>
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      {hold && (
        <Field label={t('until')}>
          {(id) => (
            <Input
              id={id}
              type="datetime-local"
              value={until}
              min={now.slice(0, 16)}
              onChange={(event) => patch({ until: event.target.value })}
              style={{ width: 200 }}
            />
          )}
        </Field>
      )}
      <NoteField label={t('why')} value={reason} focus onChange={(text) => patch({ reason: text })} />
      <PhotoField
        label={t('evidence')}
        kind="reference"
        takesPaste
        value={photos}
        onChange={(list) => patch({ photos: list })}
      />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
    </MovePanel>
  );
}

/** Ask for more time (申请延期). */
export function AskExtensionMove(props: CaseMoveProps) {
  return <AskMove {...props} kind="extension" />;
}

/** Ask to put on hold until a date (申请挂账). */
export function AskHoldMove(props: CaseMoveProps) {
  return <AskMove {...props} kind="hold" />;
}

const answers = ['grant', 'refuse'] as const;

/** Grant or refuse what was asked (审批). */
export function AnswerMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const approver = useOwnApproval();
  const { ask } = page;
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `answer/${ask?.at ?? ''}`,
    () => ({ answer: 'grant' as (typeof answers)[number], note: '' }),
    onDone,
  );
  const { answer, note } = value;
  const granted = answer === 'grant';
  const send = () => {
    if (!approver) return;
    void submit(
      {
        command: { type: 'case.answer', caseId: page.item.id, granted, ...words('note', note) },
      },
      () => ({ text: t(granted ? 'done.granted' : 'done.notGranted', { no: page.item.no }), stay: true }),
    );
  };
  const missing = !approver
    ? t('missing.approver')
    : !granted && note.trim() === ''
      ? t('missing.why')
      : undefined;
  if (!ask) return null;
  return (
    <MovePanel
      title={t(`titleOf.answer.${ask.kind}`)}
      submit={t(`answers.${answer}`)}
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-quote">
        {t(`asked.${ask.kind}`, {
          unit: names.unit(ask.unit),
          until: ask.until ? fullTimeText(ask.until) : '',
        })}
        {ask.reason}
      </p>
      <ChoiceField
        label={t('answer')}
        hint={granted ? t(`grantConsequence.${ask.kind}`) : undefined}
        value={answer}
        choices={answers}
        labels="answers"
        onChange={(next) => patch({ answer: next })}
      />
      <NoteField
        label={granted ? t('note') : t('why')}
        value={note}
        onChange={(text) => patch({ note: text })}
      />
      <ApprovalLine />
    </MovePanel>
  );
}

/** End a hold before its date (恢复办理). */
export function ResumeMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'resume',
    () => ({ note: '' }),
    onDone,
  );
  const { note } = value;
  const send = () =>
    void submit({ command: { type: 'case.resume', caseId: page.item.id, ...words('note', note) } }, () => ({
      text: t('done.resume', { no: page.item.no }),
      stay: true,
    }));
  return (
    <MovePanel
      title={t('move.resume')}
      submit={t('move.resume')}
      {...panel}
      onSubmit={send}
      onClose={onClose}
    >
      {page.hold && (
        <p className="wk-consequence">
          {t('resumeConsequence', { until: fullTimeText(page.hold.until), reason: page.hold.reason })}
        </p>
      )}
      <NoteField label={t('note')} value={note} focus onChange={(text) => patch({ note: text })} />
    </MovePanel>
  );
}
