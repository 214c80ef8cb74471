import type { TextRow } from '@shared/rules/tables';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../kit/Dialog';
import { useDraft } from '../kit/drafts';
import { Field, NoteField, UnitSelect } from '../kit/fields';
import { usePhrases } from '../kit/phrases';
import { useSay } from '../kit/say';
import { closeDialog } from '../state';
import { useMarks } from '../state/marks';
import { type BulkMove, bulkMoves, mayMove } from './moves';
import { type BulkFields, emptyFields, missingField } from './plan';
import { Results } from './Results';
import { startBulk, useBulk } from './useBulk';
import './bulk.css';

interface PartProps {
  readonly fields: BulkFields;
  readonly patch: (part: Partial<BulkFields>) => void;
}

/** One of a few, side by side. */
function Choice<V extends string>(props: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}) {
  return (
    <Field label={props.label}>
      {(id) => (
        <Segmented
          id={id}
          value={props.value}
          options={[...props.options]}
          onChange={(value) => props.onChange(value as V)}
        />
      )}
    </Field>
  );
}

function AssignFields({ fields, patch }: PartProps) {
  const t = useSay();
  return (
    <>
      <Choice
        label={t('bulk:field.to')}
        value={fields.proposed ? 'proposed' : 'oneUnit'}
        options={(['proposed', 'oneUnit'] as const).map((value) => ({
          value,
          label: t(`bulk:field.${value}`),
        }))}
        onChange={(value) => patch({ proposed: value === 'proposed' })}
      />
      {fields.proposed ? (
        <p className="wk-dim">{t('bulk:hint.assign')}</p>
      ) : (
        <Field label={t('work:lead')}>
          {(id) => <UnitSelect id={id} focus value={fields.lead} onChange={(lead) => patch({ lead })} />}
        </Field>
      )}
    </>
  );
}

/** For whom, told by which way and by whom: what a unit without a program says is recorded on its behalf. */
function BehalfFields({ fields, patch }: PartProps) {
  const t = useSay();
  return (
    <>
      <Choice
        label={t('bulk:field.whose')}
        value={fields.whose}
        options={(['lead', 'all'] as const).map((value) => ({ value, label: t(`bulk:field.${value}`) }))}
        onChange={(whose) => patch({ whose })}
      />
      <Choice
        label={t('bulk:field.via')}
        value={fields.via}
        options={(['chat', 'phone', 'paper', 'onSite'] as const).map((value) => ({
          value,
          label: t(`common:via.${value}`),
        }))}
        onChange={(via) => patch({ via })}
      />
      <Field label={t('bulk:field.saidBy')}>
        {(id) => (
          <Input
            id={id}
            value={fields.saidBy}
            maxLength={50}
            onChange={(event) => patch({ saidBy: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function CheckFields({ fields, patch }: PartProps) {
  const t = useSay();
  return (
    <>
      <p className="wk-dim">{t('bulk:hint.check')}</p>
      <Choice
        label={t('bulk:field.how')}
        value={fields.how}
        options={(['photo', 'onSite', 'phone'] as const).map((value) => ({
          value,
          label: t(`bulk:field.${value}`),
        }))}
        onChange={(how) => patch({ how })}
      />
      <Checkbox checked={fields.close} onChange={(event) => patch({ close: event.target.checked })}>
        {t('bulk:field.alsoClose')}
      </Checkbox>
    </>
  );
}

function RefuseFields({ fields, patch }: PartProps) {
  const t = useSay();
  return (
    <>
      <p className="wk-dim">{t('bulk:hint.refuse')}</p>
      <Choice
        label={t('bulk:field.kind')}
        value={fields.kind}
        options={(['notAccepted', 'notFiled', 'void'] as const).map((value) => ({
          value,
          label: t(`work:refuseKinds.${value}`),
        }))}
        onChange={(kind) => patch({ kind })}
      />
    </>
  );
}

const textKeys: Partial<Record<BulkMove, string>> = {
  'case.urge': 'urgeNote',
  'case.note': 'text',
  'case.handle': 'text',
  'case.supervise': 'superviseText',
  'report.refuse': 'reason',
};

/** Where the standard texts of a move stand in the house's table. */
const textUses: Partial<Record<BulkMove, TextRow['use']>> = {
  'case.assign': 'assign',
  'case.handle': 'handle',
  'case.check': 'check',
  'case.close': 'close',
  'case.urge': 'urge',
  'case.supervise': 'supervise',
  'report.refuse': 'refuse',
};

function FieldsOf({ move, fields, patch }: PartProps & { move: BulkMove }) {
  const t = useSay();
  const use = textUses[move];
  // What has a blank for a single case's place or time does not fit many.
  const phrases = usePhrases(use ?? 'urge').filter((text) => !text.includes('{'));
  const part = { fields, patch };
  return (
    <>
      {move === 'case.assign' && <AssignFields {...part} />}
      {(move === 'case.accept' || move === 'case.handle') && <BehalfFields {...part} />}
      {move === 'case.check' && <CheckFields {...part} />}
      {move === 'report.refuse' && <RefuseFields {...part} />}
      {move === 'case.close' && <p className="wk-dim">{t('bulk:hint.close')}</p>}
      {move === 'case.describe' ? (
        <Choice
          label={t('bulk:field.priority')}
          value={fields.priority}
          options={(['normal', 'urgent'] as const).map((value) => ({
            value,
            label: t(`bulk:field.${value}`),
          }))}
          onChange={(priority) => patch({ priority })}
        />
      ) : (
        <NoteField
          label={t(`bulk:field.${textKeys[move] ?? 'note'}`)}
          value={fields.text}
          focus={move !== 'case.assign'}
          {...(use ? { phrases } : {})}
          onChange={(text) => patch({ text })}
        />
      )}
    </>
  );
}

/** The form of a move on everything that is marked. */
function BulkForm({ move }: { move: BulkMove }) {
  const t = useSay();
  const items = useMarks((state) => state.items);
  const draft = useDraft(`bulk/${move}`, () => emptyFields);
  const fields = draft.value;
  const count = items.size;
  const name = t(`bulk:move.${move}`);
  const missing = missingField(move, fields);
  const states = [
    ...new Set([...items.values()].filter((item) => !mayMove(move, item)).map(({ state }) => state)),
  ];
  const start = () => {
    draft.drop();
    startBulk(move, fields);
  };
  return (
    <Dialog
      title={t('bulk:title', { move: name, count })}
      width={560}
      footer={
        <>
          {missing && <span className="wk-dim">{t(`bulk:missing.${missing}`)} </span>}
          <Button onClick={closeDialog}>{t('work:cancel')}</Button>
          <Button type="primary" disabled={missing !== undefined || count === 0} onClick={start}>
            {t('bulk:submit', { move: name, count })}
          </Button>
        </>
      }
    >
      {states.map((state) => (
        <p key={state} className="wk-dim">
          {t('bulk:why.notNow', { state: t(`common:state.${state}`), move: name })}
        </p>
      ))}
      <FieldsOf move={move} fields={fields} patch={draft.patch} />
    </Dialog>
  );
}

/** A move on everything that is marked, or the results of the one that ran last. */
type BulkProps = { readonly move: string } | { readonly run: true };

/** A move on many: first the form, then what becomes of each. */
export default function BulkDialog(props: BulkProps): ReactNode {
  const before = useState(() => useBulk.getState().run?.id)[0];
  const run = useBulk((state) => state.run);
  const move = 'move' in props ? bulkMoves.find((one) => one === props.move) : undefined;
  if (move && run?.id === before) return <BulkForm move={move} />;
  return run ? <Results run={run} /> : null;
}
