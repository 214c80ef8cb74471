import type { Photo } from '@shared/domain/common';
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../common/useNow';
import { useNames } from '../../kit/directory';
import { ChoiceField, Field, NoteField } from '../../kit/fields';
import { words } from '../../kit/form';
import { HappenedField, happenedEnvelope, happenedNow } from '../../kit/HappenedField';
import { PhotoField } from '../../kit/PhotoField';
import { usePhrases } from '../../kit/phrases';
import { useSlipNames } from '../../kit/slips';
import { withSlip } from '../withSlip';
import { caseTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';
import { useLateMissing } from './SaidFields';
import { useCaseValues } from './values';

const ways = ['photo', 'onSite', 'phone'] as const;
const outcomes = ['close', 'pass', 'fail'] as const;

function useCheck({ page, onDone }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const now = useNow();
  const slipNames = useSlipNames();
  const all = page.parts.map((part) => part.unit);
  const form = useMoveForm(
    caseTarget(page),
    'check',
    () => ({
      outcome: 'close' as (typeof outcomes)[number],
      how: (page.photos.some((photo) => photo.kind === 'after') ? 'photo' : 'phone') as (typeof ways)[number],
      units: all,
      note: '',
      photos: [] as Photo[],
      happened: happenedNow,
    }),
    onDone,
  );
  const { outcome, how, units, note, photos, happened } = form.value;
  const fail = outcome === 'fail';
  const submit = () => {
    const caseId = page.item.id;
    void form.submit(
      {
        ...happenedEnvelope(happened),
        command: {
          type: 'case.check',
          caseId,
          passed: !fail,
          how,
          ...words('note', note),
          photos,
          ...(fail ? { units } : {}),
          close: outcome === 'close',
        },
      },
      () => {
        const done = { text: t(`done.check.${outcome}`, { no: page.item.no }) };
        if (!fail) return done;
        return withSlip(caseId, { kind: 'rework', units, reason: note }, slipNames, now, done);
      },
    );
  };
  return { ...form, submit, all, fail };
}

/** Check the result (核查): passed and closed in one breath, passed only, or failed: back to the units (返工). */
export function CheckMove(props: CaseMoveProps) {
  const { page, onClose } = props;
  const { t } = useTranslation('work');
  const names = useNames();
  const { value, patch, submit, panel, all, fail } = useCheck(props);
  const { outcome, how, units, note, photos, happened } = value;
  const phrases = usePhrases('check', page.item.classRef, useCaseValues(page));
  const late = useLateMissing(happened);
  const missing =
    fail && units.length === 0 ? t('missing.unit') : fail && note.trim() === '' ? t('missing.failed') : late;
  return (
    <MovePanel
      title={t('move.check')}
      submit={t(`checkSubmit.${outcome}`)}
      {...panel}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChoiceField
        label={t('checkOutcome')}
        hint={fail ? t('failConsequence') : undefined}
        value={outcome}
        choices={outcomes}
        labels="checkOutcomes"
        onChange={(next) => patch({ outcome: next })}
      />
      {fail && all.length > 1 && (
        <Field label={t('reworkUnits')}>
          {() => (
            <Checkbox.Group
              value={[...units]}
              options={all.map((unit) => ({ value: unit, label: names.unit(unit) }))}
              onChange={(list) => patch({ units: list as string[] })}
            />
          )}
        </Field>
      )}
      <ChoiceField
        label={t('checkHow')}
        value={how}
        choices={ways}
        labels="checkWays"
        onChange={(next) => patch({ how: next })}
      />
      <NoteField
        label={t('note')}
        value={note}
        focus={fail}
        phrases={phrases}
        onChange={(text) => patch({ note: text })}
      />
      <PhotoField
        label={t('checkPhotos')}
        kind="after"
        takesPaste
        value={photos}
        onChange={(list) => patch({ photos: list })}
      />
      <HappenedField value={happened} onChange={(next) => patch({ happened: next })} />
    </MovePanel>
  );
}

const closeKinds = ['auto', 'normal', 'overdue', 'mistake', 'special'] as const;

/** Close (结案); the kind follows from the clock unless somebody says otherwise. */
export function CloseMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const phrases = usePhrases('close', page.item.classRef, useCaseValues(page));
  const { value, patch, submit, panel } = useMoveForm(
    caseTarget(page),
    'close',
    () => ({ kind: 'auto' as (typeof closeKinds)[number], note: '' }),
    onDone,
  );
  const { kind, note } = value;
  const send = () =>
    void submit(
      {
        command: {
          type: 'case.close',
          caseId: page.item.id,
          ...(kind === 'auto' ? {} : { kind }),
          ...words('note', note),
        },
      },
      () => ({ text: t('done.close', { no: page.item.no }) }),
    );
  const owing = page.reports.filter((report) => report.owes).length;
  return (
    <MovePanel title={t('move.close')} submit={t('closeSubmit')} {...panel} onSubmit={send} onClose={onClose}>
      <ChoiceField
        label={t('closeKind')}
        hint={kind === 'auto' ? t('closeKindHint') : undefined}
        value={kind}
        choices={closeKinds}
        labels="closeKinds"
        onChange={(next) => patch({ kind: next })}
      />
      <NoteField
        label={t('note')}
        value={note}
        focus
        phrases={phrases}
        onChange={(text) => patch({ note: text })}
      />
      {owing > 0 && <p className="wk-dim">{t('closeReplies', { count: owing })}</p>}
    </MovePanel>
  );
}
