import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../common/useNow';
import { useNames } from '../../kit/directory';
import { Field, NoteField, UnitSelect, UnitsSelect } from '../../kit/fields';
import { words } from '../../kit/form';
import { usePhrases } from '../../kit/phrases';
import { useSlipNames } from '../../kit/slips';
import { withSlip } from '../withSlip';
import { choiceOf } from './choice';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import { byRule, LimitInput, limitOf, type OwnTask, TaskLines } from './OwnLimit';
import { Proposals } from './Proposals';
import type { CaseMoveProps } from './props';
import { useCaseValues } from './values';

function useAssign({ page, onDone }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const now = useNow();
  const slipNames = useSlipNames();
  const caseId = page.item.id;
  const best = page.proposals[0];
  const form = useMoveForm(
    caseTarget(page),
    'assign',
    () => ({
      lead: best?.unit,
      assisting: [...(best?.assisting ?? [])],
      note: '',
      limit: byRule,
      tasks: {} as Record<string, OwnTask>,
    }),
    onDone,
  );
  const { lead, assisting, note, limit, tasks } = form.value;
  const submit = () => {
    if (!lead) return;
    const own = assisting
      .filter((unit) => unit !== lead)
      .flatMap((unit) => {
        const { task, limit: its } = tasks[unit] ?? { task: '', limit: byRule };
        const part = { ...words('task', task), ...limitOf(its) };
        return Object.keys(part).length > 0 ? [{ unit, ...part }] : [];
      });
    const leads = limit.value === null ? [] : [{ unit: lead, ...limitOf(limit) }];
    void form.submit(
      {
        command: {
          type: 'case.assign',
          caseId,
          lead,
          assisting,
          ...words('note', note),
          tasks: [...leads, ...own],
          choice: choiceOf(page.proposals, lead),
        },
      },
      () =>
        withSlip(caseId, { kind: 'assign', task: note }, slipNames, now, {
          text: t('done.assign', { no: page.item.no, unit: names.unit(lead) }),
        }),
    );
  };
  return { ...form, submit };
}

/** Assign (派遣): the proposed unit stands there with its reasons; afterwards the slip is on the clipboard. */
export function AssignMove(props: CaseMoveProps) {
  const { page, onClose } = props;
  const { t } = useTranslation('work');
  const names = useNames();
  const { value, patch, submit, panel } = useAssign(props);
  const { lead, assisting, note, limit, tasks } = value;
  const phrases = usePhrases('assign', page.item.classRef, useCaseValues(page, lead));
  const others = assisting.filter((unit) => unit !== lead);
  return (
    <MovePanel
      title={t('move.assign')}
      submit={lead ? t('assignTo', { unit: names.unit(lead) }) : t('move.assign')}
      {...panel}
      missing={lead ? undefined : t('missing.unit')}
      onSubmit={submit}
      onClose={onClose}
    >
      <Proposals
        proposals={page.proposals}
        lead={lead}
        onChoose={(one) => patch({ lead: one.unit, assisting: [...one.assisting] })}
      />
      <Field label={t('lead')}>
        {(id) => (
          <div className="wk-row">
            <span className="wk-grow">
              <UnitSelect id={id} value={lead} focus={!lead} onChange={(unit) => patch({ lead: unit })} />
            </span>
            <LimitInput label={t('ownLimit')} value={limit} onChange={(next) => patch({ limit: next })} />
          </div>
        )}
      </Field>
      <Field label={t('assisting')}>
        {(id) => (
          <>
            <UnitsSelect id={id} value={assisting} onChange={(units) => patch({ assisting: units })} />
            {others.length > 0 && (
              <TaskLines units={others} value={tasks} onChange={(next) => patch({ tasks: next })} />
            )}
          </>
        )}
      </Field>
      <NoteField
        label={t('assignNote')}
        value={note}
        phrases={phrases}
        placeholder={t('assignNoteHint')}
        onChange={(text) => patch({ note: text })}
      />
    </MovePanel>
  );
}

/** A further unit gets a part (加派协办). */
export function AddPartMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const now = useNow();
  const slipNames = useSlipNames();
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'addPart',
    () => ({ unit: undefined as string | undefined, task: '', limit: byRule, note: '' }),
    onDone,
  );
  const { unit, task, limit, note } = value;
  const taken = page.parts.map((part) => part.unit);
  const free = names.directory?.units.map((one) => one.id).filter((id) => !taken.includes(id));
  const send = () => {
    if (!unit) return;
    void submit(
      {
        command: {
          type: 'case.addPart',
          caseId: page.item.id,
          unit,
          ...words('task', task),
          ...limitOf(limit),
          ...words('note', note),
        },
      },
      () =>
        withSlip(page.item.id, { kind: 'assign', unit, task: task || note }, slipNames, now, {
          text: t('done.addPart', { no: page.item.no, unit: names.unit(unit) }),
          stay: true,
        }),
    );
  };
  return (
    <MovePanel
      title={t('move.addPart')}
      submit={unit ? t('addPartSubmit', { unit: names.unitShort(unit) }) : t('move.addPart')}
      {...panel}
      missing={unit ? undefined : t('missing.unit')}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label={t('assistingUnit')}>
        {(id) => (
          <div className="wk-row">
            <span className="wk-grow">
              <UnitSelect id={id} only={free} value={unit} focus onChange={(next) => patch({ unit: next })} />
            </span>
            <LimitInput label={t('ownLimit')} value={limit} onChange={(next) => patch({ limit: next })} />
          </div>
        )}
      </Field>
      <Field label={t('task')}>
        {(id) => (
          <Input
            id={id}
            value={task}
            maxLength={500}
            placeholder={t('taskHint')}
            onChange={(event) => patch({ task: event.target.value })}
          />
        )}
      </Field>
      <NoteField label={t('note')} value={note} onChange={(text) => patch({ note: text })} />
    </MovePanel>
  );
}
