import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApprovalLine, NoteField, useOwnApproval } from '../../kit/fields';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';

// Ends out of turn, and the way back from one.

/** Close from any stage (强制结案), with reason and approval; says first what follows. */
export function ForceCloseMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const approver = useOwnApproval();
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'forceClose',
    () => ({ reason: '' }),
    onDone,
  );
  const { reason } = value;
  const send = () => {
    if (!approver) return;
    void submit(
      { command: { type: 'case.forceClose', caseId: page.item.id, reason: reason.trim() } },
      () => ({ text: t('done.forceClose', { no: page.item.no }) }),
    );
  };
  const missing = reason.trim() === '' ? t('missing.why') : approver ? undefined : t('missing.approver');
  return (
    <MovePanel
      title={t('move.forceClose')}
      submit={t('forceCloseSubmit')}
      danger
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">
        {t('forceCloseConsequence', { count: page.waitingFor.length, reports: page.reports.length })}
      </p>
      <NoteField label={t('why')} value={reason} focus onChange={(text) => patch({ reason: text })} />
      <ApprovalLine />
    </MovePanel>
  );
}

/** Go on with a closed case (重办): it waits to be assigned again. */
export function ReopenMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  // What goes on record is Chinese, whatever the screen's language.
  const { t: zh } = useTranslation('work', { lng: 'zh-CN' });
  const unhappy = page.reports
    .flatMap((report) => report.callBacks.slice(-1))
    .find((one) => one.solved === false || one.satisfaction === 'poor' || one.satisfaction === 'veryPoor');
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'reopen',
    () => ({ reason: unhappy ? (unhappy.note ?? zh('reopenUnhappy')) : '' }),
    onDone,
  );
  const { reason } = value;
  const send = () =>
    void submit({ command: { type: 'case.reopen', caseId: page.item.id, reason: reason.trim() } }, () => ({
      text: t('done.reopen', { no: page.item.no }),
      stay: true,
    }));
  return (
    <MovePanel
      title={t('move.reopen')}
      submit={t('reopenSubmit')}
      {...panel}
      missing={reason.trim() === '' ? t('missing.why') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('reopenConsequence')}</p>
      <NoteField label={t('why')} value={reason} focus onChange={(text) => patch({ reason: text })} />
    </MovePanel>
  );
}

/** Void (作废): says what follows before it asks. */
export function VoidMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'void',
    () => ({ reason: '', sure: false }),
    onDone,
  );
  const { reason, sure } = value;
  const send = () =>
    void submit({ command: { type: 'case.void', caseId: page.item.id, reason: reason.trim() } }, () => ({
      text: t('done.void', { no: page.item.no }),
    }));
  const missing = reason.trim() === '' ? t('missing.why') : sure ? undefined : t('missing.sure');
  return (
    <MovePanel
      title={t('move.void')}
      submit={t('voidSubmit')}
      danger
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">
        {t('voidConsequence', { no: page.item.no, count: page.reports.length })}
      </p>
      <NoteField label={t('why')} value={reason} focus onChange={(text) => patch({ reason: text })} />
      <Checkbox checked={sure} onChange={(event) => patch({ sure: event.target.checked })}>
        {t('voidSure')}
      </Checkbox>
    </MovePanel>
  );
}
