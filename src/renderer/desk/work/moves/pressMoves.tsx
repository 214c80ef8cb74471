import { Select } from 'antd';
import { fullTimeText, timeText } from '../../../common/format';
import { useNow } from '../../../common/useNow';
import { useNames } from '../../kit/directory';
import { Field, NoteField, PartSelect } from '../../kit/fields';
import { words } from '../../kit/form';
import { usePhrases } from '../../kit/phrases';
import { useSay } from '../../kit/say';
import { useSlipNames } from '../../kit/slips';
import { withSlip } from '../withSlip';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { SaidFields, saidEnvelope, saidNow, useLateMissing } from './SaidFields';
import { openUnits } from './unitMoves';
import { useCaseValues } from './values';

// Pressing a unit: urging (催办), supervision (督办) and its answer.

/** Urge a unit (催办): recorded, and its slip is on the clipboard for the chat. */
export function UrgeMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const slipNames = useSlipNames();
  const late = page.parts.find((part) => part.light === 'red' && !part.handledAt)?.unit;
  const units = openUnits(page, about ?? late);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `urge/${about ?? ''}/${page.urges.length}`,
    () => ({ unit: units[0], note: '' }),
    onDone,
  );
  const { unit, note } = value;
  const phrases = usePhrases('urge', page.item.classRef, useCaseValues(page, unit));
  const before = page.urges.filter((one) => one.unit === unit);
  const last = before.at(-1);
  const send = () => {
    if (!unit) return;
    void submit({ command: { type: 'case.urge', caseId: page.item.id, unit, ...words('note', note) } }, () =>
      withSlip(page.item.id, { kind: 'urge', unit, reason: note }, slipNames, now, {
        text: t('work:done.urge', { no: page.item.no, unit: names.unit(unit) }),
        stay: true,
      }),
    );
  };
  return (
    <MovePanel
      title={t('work:urgeTitle', { unit: unit ? names.unit(unit) : '' })}
      submit={t('work:urgeSubmit')}
      {...panel}
      missing={unit ? undefined : t('work:missing.unit')}
      onSubmit={send}
      onClose={onClose}
    >
      <PartSelect units={units} value={unit} onChange={(next) => patch({ unit: next })} />
      <NoteField
        label={t('work:words')}
        value={note}
        focus
        phrases={phrases}
        placeholder={t('work:urgeHint')}
        onChange={(text) => patch({ note: text })}
      />
      <p className="wk-dim">
        {last
          ? t('work:urgedBefore', { count: before.length, at: timeText(last.at, now) })
          : t('work:urgedNever')}
      </p>
    </MovePanel>
  );
}

/** Supervise (督办): the unit owes an answer, with a limit of its own. */
export function SuperviseMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const t = useSay();
  const names = useNames();
  const lead = page.parts.find((part) => part.role === 'lead')?.unit;
  const all = page.parts.map((part) => part.unit);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `supervise/${page.supervisions.length}`,
    () => ({ unit: about ?? lead ?? all[0], text: '' }),
    onDone,
  );
  const { unit, text } = value;
  const phrases = usePhrases('supervise', page.item.classRef, useCaseValues(page, unit));
  const send = () => {
    if (!unit) return;
    void submit(
      { command: { type: 'case.supervise', caseId: page.item.id, unit, text: text.trim() } },
      () => ({ text: t('work:done.supervise', { no: page.item.no, unit: names.unit(unit) }), stay: true }),
    );
  };
  const missing = !unit ? t('work:missing.unit') : text.trim() === '' ? t('work:missing.note') : undefined;
  return (
    <MovePanel
      title={t('work:titleOf.supervise', { unit: unit ? names.unit(unit) : '' })}
      submit={t('work:superviseSubmit')}
      {...panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('work:superviseConsequence')}</p>
      <PartSelect units={all} value={unit} onChange={(next) => patch({ unit: next })} />
      <NoteField
        label={t('work:superviseText')}
        value={text}
        focus
        rows={3}
        phrases={phrases}
        onChange={(next) => patch({ text: next })}
      />
    </MovePanel>
  );
}

/** What the unit answered to a supervision (督办回复). */
export function AnswerSupervisionMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const open = page.supervisions.filter((one) => one.answeredAt === undefined);
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    `answerSupervision/${open.length}`,
    () => ({ id: open.find((one) => one.id === about)?.id ?? open[0]?.id, text: '', said: saidNow }),
    onDone,
  );
  const { id: which, text, said } = value;
  const late = useLateMissing(said.happened);
  const chosen = open.find((one) => one.id === which);
  const send = () => {
    if (!chosen) return;
    void submit(
      {
        ...saidEnvelope(said, chosen.unit),
        command: {
          type: 'case.answerSupervision',
          caseId: page.item.id,
          id: chosen.id,
          text: text.trim(),
        },
      },
      () => ({
        text: t('work:done.answerSupervision', { no: page.item.no, unit: names.unit(chosen.unit) }),
        stay: true,
      }),
    );
  };
  return (
    <MovePanel
      title={t('work:titleOf.answerSupervision', { unit: chosen ? names.unit(chosen.unit) : '' })}
      submit={t('work:answerSupervisionSubmit')}
      {...panel}
      missing={text.trim() === '' ? t('work:missing.note') : late}
      onSubmit={send}
      onClose={onClose}
    >
      {open.length > 1 && (
        <Field label={t('work:whichSupervision')}>
          {(id) => (
            <Select
              id={id}
              value={which ?? null}
              options={open.map((one) => ({
                value: one.id,
                label: `${names.unitShort(one.unit)} · ${timeText(one.at, now)} · ${one.text}`,
              }))}
              onChange={(next: string | null) => patch({ id: next ?? undefined })}
              style={{ width: '100%' }}
            />
          )}
        </Field>
      )}
      {chosen && (
        <p className="wk-quote">
          {t('work:supervisedAt', { at: fullTimeText(chosen.at), due: fullTimeText(chosen.due) })}
          {chosen.text}
        </p>
      )}
      <NoteField
        label={t('work:theirWords')}
        value={text}
        focus
        rows={3}
        onChange={(next) => patch({ text: next })}
      />
      <SaidFields value={said} onChange={(next) => patch({ said: next })} />
    </MovePanel>
  );
}
