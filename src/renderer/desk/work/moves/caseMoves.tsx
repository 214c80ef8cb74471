import { type SlipNames, slipText } from '@shared/domain/case/slip';
import { Checkbox, Input, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask } from '../../../parts/client';
import { copyText, newCommandId, send, useErrand } from '../calls';
import { useNames } from '../directory';
import { useDraft } from '../drafts';
import { Field, NoteField, UnitSelect, UnitsSelect, type ViaChoice, ViaField } from './fields';
import { MovePanel } from './MovePanel';
import { usePhrases } from './phrases';
import { basisOf, type CaseMoveProps, round } from './props';

/** The names that a slip needs; always in Chinese, as slips go to units. */
export function useSlipNames(): SlipNames {
  const { directory } = useNames();
  const { t } = useTranslation('common', { lng: 'zh-CN' });
  return {
    centre: t('centre'),
    unit: (id) => directory?.units.find((unit) => unit.id === id)?.name ?? id,
    community: (code) => directory?.communities.find((one) => one.code === code)?.name,
  };
}

/** Assign (派遣): the proposed unit stands there already; afterwards the slip is on the clipboard. */
export function AssignMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const slipNames = useSlipNames();
  const phrases = usePhrases('assign');
  const { busy, problem, run } = useErrand();
  const caseId = page.item.id;
  const draft = useDraft(`${caseId}/assign/${round(page)}`, () => ({
    id: newCommandId(),
    lead: page.proposal?.unit,
    assisting: [] as string[],
    note: '',
  }));
  const { lead, assisting, note, id } = draft.value;
  const submit = () =>
    run(async () => {
      if (!lead) return;
      const byRule = page.proposal?.unit === lead ? page.proposal : undefined;
      await send({
        id,
        basis: basisOf(page),
        command: {
          type: 'case.assign',
          caseId,
          lead,
          assisting,
          ...(note.trim() ? { note: note.trim() } : {}),
          choice: byRule ? { by: 'rule', rule: byRule.rule } : { by: 'operator' },
        },
      });
      draft.drop();
      const text = t('done.assign', { no: page.item.no, unit: names.unit(lead) });
      try {
        const slip = slipText({ ...(await ask('case.page', { id: caseId })), task: note }, slipNames);
        onDone({ text, slip, copied: await copyText(slip) });
      } catch {
        // The case is assigned; the slip can be had from the case page at any time.
        onDone({ text, stay: true });
      }
    });
  return (
    <MovePanel
      title={t('move.assign')}
      submit={lead ? t('assignTo', { unit: names.unit(lead) }) : t('move.assign')}
      busy={busy}
      problem={problem}
      missing={lead ? undefined : t('missing.unit')}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('lead')}>
        {(fid) => (
          <UnitSelect id={fid} value={lead} focus={!lead} onChange={(unit) => draft.patch({ lead: unit })} />
        )}
      </Field>
      <Field label={t('assisting')}>
        {(fid) => (
          <UnitsSelect id={fid} value={assisting} onChange={(units) => draft.patch({ assisting: units })} />
        )}
      </Field>
      <NoteField
        label={t('assignNote')}
        value={note}
        phrases={phrases}
        placeholder={t('assignNoteHint')}
        onChange={(text) => draft.patch({ note: text })}
      />
    </MovePanel>
  );
}

const returnReasons = ['notOurDuty', 'notOurArea', 'wrongPlace', 'needsLead', 'other'] as const;

/** The unit sends it back (退单), told by chat or phone and recorded on its behalf. */
export function ReturnMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const { busy, problem, run } = useErrand();
  const lead = page.parts.find((part) => part.role === 'lead')?.unit;
  const draft = useDraft(`${page.item.id}/return/${round(page)}`, () => ({
    id: newCommandId(),
    reason: undefined as (typeof returnReasons)[number] | undefined,
    suggests: undefined as string | undefined,
    note: '',
    via: 'chat' as ViaChoice,
  }));
  const { reason, suggests, note, via, id } = draft.value;
  const submit = () =>
    run(async () => {
      if (!reason) return;
      const more = { ...(note.trim() ? { note: note.trim() } : {}), ...(suggests ? { suggests } : {}) };
      await send({
        id,
        basis: basisOf(page),
        via,
        ...(lead ? { onBehalfOf: lead } : {}),
        command: { type: 'case.return', caseId: page.item.id, reason, ...more },
      });
      draft.drop();
      onDone({ text: t('done.return', { no: page.item.no, unit: lead ? names.unit(lead) : '' }) });
    });
  return (
    <MovePanel
      title={t('returnTitle', { unit: lead ? names.unit(lead) : '' })}
      submit={t('returnSubmit')}
      busy={busy}
      problem={problem}
      missing={reason ? undefined : t('missing.reason')}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('returnReason')}>
        {(fid) => (
          <Select
            id={fid}
            autoFocus
            value={reason ?? null}
            placeholder={t('missing.reason')}
            options={returnReasons.map((value) => ({ value, label: t(`returnReasons.${value}`) }))}
            onChange={(value) => draft.patch({ reason: value ?? undefined })}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <Field label={t('suggests')}>
        {(fid) => (
          <UnitSelect
            id={fid}
            optional
            value={suggests}
            onChange={(unit) => draft.patch({ suggests: unit })}
          />
        )}
      </Field>
      <ViaField value={via} onChange={(way) => draft.patch({ via: way })} />
      <NoteField label={t('theirWords')} value={note} onChange={(text) => draft.patch({ note: text })} />
    </MovePanel>
  );
}

/** Void (作废): says what follows before it asks. */
export function VoidMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { busy, problem, run } = useErrand();
  const draft = useDraft(`${page.item.id}/void/${round(page)}`, () => ({
    id: newCommandId(),
    reason: '',
    sure: false,
  }));
  const { reason, sure, id } = draft.value;
  const submit = () =>
    run(async () => {
      await send({
        id,
        basis: basisOf(page),
        command: { type: 'case.void', caseId: page.item.id, reason: reason.trim() },
      });
      draft.drop();
      onDone({ text: t('done.void', { no: page.item.no }) });
    });
  const missing = reason.trim() === '' ? t('missing.why') : sure ? undefined : t('missing.sure');
  return (
    <MovePanel
      title={t('move.void')}
      submit={t('voidSubmit')}
      danger
      busy={busy}
      problem={problem}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="wk-consequence">
        {t('voidConsequence', { no: page.item.no, count: page.reports.length })}
      </p>
      <Field label={t('why')}>
        {(fid) => (
          <Input
            id={fid}
            autoFocus
            value={reason}
            onChange={(event) => draft.patch({ reason: event.target.value })}
          />
        )}
      </Field>
      <Checkbox checked={sure} onChange={(event) => draft.patch({ sure: event.target.checked })}>
        {t('voidSure')}
      </Checkbox>
    </MovePanel>
  );
}

const closeKinds = ['auto', 'normal', 'overdue', 'mistake', 'special'] as const;

/** Close (结案); the kind follows from the clock unless somebody says otherwise. */
export function CloseMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const { busy, problem, run } = useErrand();
  const draft = useDraft(`${page.item.id}/close/${round(page)}`, () => ({
    id: newCommandId(),
    kind: 'auto' as (typeof closeKinds)[number],
    note: '',
  }));
  const { kind, note, id } = draft.value;
  const submit = () =>
    run(async () => {
      const more = { ...(kind === 'auto' ? {} : { kind }), ...(note.trim() ? { note: note.trim() } : {}) };
      await send({
        id,
        basis: basisOf(page),
        command: { type: 'case.close', caseId: page.item.id, ...more },
      });
      draft.drop();
      onDone({ text: t('done.close', { no: page.item.no }) });
    });
  return (
    <MovePanel
      title={t('move.close')}
      submit={t('closeSubmit')}
      busy={busy}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('closeKind')} hint={kind === 'auto' ? t('closeKindHint') : undefined}>
        {(fid) => (
          <Segmented
            id={fid}
            value={kind}
            options={closeKinds.map((value) => ({ value, label: t(`closeKinds.${value}`) }))}
            onChange={(value) => draft.patch({ kind: value as (typeof closeKinds)[number] })}
          />
        )}
      </Field>
      <NoteField label={t('note')} value={note} focus onChange={(text) => draft.patch({ note: text })} />
    </MovePanel>
  );
}
