import type { Photo } from '@shared/domain/common';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../parts/useNow';
import { newCommandId, send, useErrand } from '../calls';
import { useNames } from '../directory';
import { useDraft } from '../drafts';
import { Field, NoteField, UnitSelect, type ViaChoice, ViaField } from './fields';
import { type Happened, HappenedField, happenedEnvelope, happenedNow, isLate } from './HappenedField';
import { MovePanel } from './MovePanel';
import { PhotoField } from './PhotoField';
import { usePhrases } from './phrases';
import { basisOf, type CaseMoveProps, round } from './props';

/** What a form with a time still misses, in words. */
function useLateMissing(happened: Happened): string | undefined {
  const { t } = useTranslation('work');
  const now = useNow();
  return isLate(happened.at, now) && happened.late.trim() === '' ? t('missing.late') : undefined;
}

/** A unit's answer (处理反馈), recorded on its behalf: words, photos before and after, when and by which way. */
export function HandleMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const phrases = usePhrases('handle');
  const { busy, problem, run } = useErrand();
  const waiting = page.parts.filter((part) => !part.handledAt).map((part) => part.unit);
  const draft = useDraft(`${page.item.id}/handle/${round(page)}`, () => ({
    id: newCommandId(),
    unit: waiting[0] as string | undefined,
    note: '',
    before: [] as Photo[],
    after: [] as Photo[],
    via: 'chat' as ViaChoice,
    happened: happenedNow,
  }));
  const { unit, note, before, after, via, happened, id } = draft.value;
  const late = useLateMissing(happened);
  const submit = () =>
    run(async () => {
      if (!unit) return;
      await send({
        id,
        basis: basisOf(page),
        via,
        onBehalfOf: unit,
        ...happenedEnvelope(happened),
        command: {
          type: 'case.handle',
          caseId: page.item.id,
          unit,
          note: note.trim(),
          photos: [...before, ...after],
        },
      });
      draft.drop();
      onDone({ text: t('done.handle', { no: page.item.no, unit: names.unit(unit) }) });
    });
  const missing = !unit ? t('missing.unit') : note.trim() === '' ? t('missing.note') : late;
  return (
    <MovePanel
      title={t('move.handle')}
      submit={t('handleSubmit')}
      busy={busy}
      problem={problem}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      {waiting.length > 1 && (
        <Field label={t('whichUnit')}>
          {(fid) => (
            <UnitSelect
              id={fid}
              only={waiting}
              value={unit}
              onChange={(value) => draft.patch({ unit: value })}
            />
          )}
        </Field>
      )}
      <NoteField
        label={waiting.length > 1 || !unit ? t('theirWords') : t('wordsOf', { unit: names.unitShort(unit) })}
        value={note}
        focus
        phrases={phrases}
        onChange={(text) => draft.patch({ note: text })}
      />
      <div className="wk-two">
        <PhotoField
          label={t('before')}
          kind="before"
          value={before}
          onChange={(list) => draft.patch({ before: list })}
        />
        <PhotoField
          label={t('after')}
          kind="after"
          takesPaste
          value={after}
          onChange={(list) => draft.patch({ after: list })}
        />
      </div>
      <ViaField value={via} onChange={(way) => draft.patch({ via: way })} />
      <HappenedField value={happened} onChange={(value) => draft.patch({ happened: value })} />
    </MovePanel>
  );
}

const ways = ['photo', 'onSite', 'phone'] as const;
type Outcome = 'close' | 'pass' | 'fail';

/** Check the result (核查): passed and closed in one breath, passed only, or failed: back to the unit (返工). */
export function CheckMove({ page, onDone, onClose }: CaseMoveProps) {
  const { t } = useTranslation('work');
  const passed = usePhrases('passed');
  const failed = usePhrases('failed');
  const { busy, problem, run } = useErrand();
  const draft = useDraft(`${page.item.id}/check/${round(page)}`, () => ({
    id: newCommandId(),
    outcome: 'close' as Outcome,
    how: (page.photos.some((photo) => photo.kind === 'after') ? 'photo' : 'phone') as (typeof ways)[number],
    note: '',
    photos: [] as Photo[],
    happened: happenedNow,
  }));
  const { outcome, how, note, photos, happened, id } = draft.value;
  const late = useLateMissing(happened);
  const fail = outcome === 'fail';
  const submit = () =>
    run(async () => {
      const words = note.trim() ? { note: note.trim() } : {};
      await send({
        id,
        basis: basisOf(page),
        ...happenedEnvelope(happened),
        command: {
          type: 'case.check',
          caseId: page.item.id,
          passed: !fail,
          how,
          ...words,
          photos,
          close: outcome === 'close',
        },
      });
      draft.drop();
      onDone({ text: t(`done.check.${outcome}`, { no: page.item.no }) });
    });
  const missing = fail && note.trim() === '' ? t('missing.failed') : late;
  return (
    <MovePanel
      title={t('move.check')}
      submit={t(`checkSubmit.${outcome}`)}
      busy={busy}
      problem={problem}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('checkOutcome')} hint={fail ? t('failConsequence') : undefined}>
        {(fid) => (
          <Segmented
            id={fid}
            value={outcome}
            options={(['close', 'pass', 'fail'] as const).map((value) => ({
              value,
              label: t(`checkOutcomes.${value}`),
            }))}
            onChange={(value) => draft.patch({ outcome: value as Outcome })}
          />
        )}
      </Field>
      <Field label={t('checkHow')}>
        {(fid) => (
          <Segmented
            id={fid}
            value={how}
            options={ways.map((value) => ({ value, label: t(`checkWays.${value}`) }))}
            onChange={(value) => draft.patch({ how: value as (typeof ways)[number] })}
          />
        )}
      </Field>
      <NoteField
        label={t('note')}
        value={note}
        focus={fail}
        phrases={fail ? failed : passed}
        onChange={(text) => draft.patch({ note: text })}
      />
      <PhotoField
        label={t('checkPhotos')}
        kind="after"
        takesPaste
        value={photos}
        onChange={(list) => draft.patch({ photos: list })}
      />
      <HappenedField value={happened} onChange={(value) => draft.patch({ happened: value })} />
    </MovePanel>
  );
}

const noteKinds = ['note', 'meeting', 'measurement', 'urge'] as const;
export type NoteKind = (typeof noteKinds)[number];

/** A word for the record: note, meeting, measurement, or an urging (催办). Changes nothing else. */
export function NoteMove({ page, onDone, onClose, initial }: CaseMoveProps & { initial: NoteKind }) {
  const { t } = useTranslation('work');
  const names = useNames();
  const urging = usePhrases('urge');
  const { busy, problem, run } = useErrand();
  const draft = useDraft(`${page.item.id}/note/${initial}/${round(page)}`, () => ({
    id: newCommandId(),
    kind: initial,
    text: '',
    photos: [] as Photo[],
    happened: happenedNow,
  }));
  const { kind, text, photos, happened, id } = draft.value;
  const late = useLateMissing(happened);
  const lead = page.parts.find((part) => part.role === 'lead')?.unit;
  const submit = () =>
    run(async () => {
      await send({
        id,
        basis: basisOf(page),
        ...happenedEnvelope(happened),
        command: { type: 'case.note', caseId: page.item.id, kind, text: text.trim(), photos },
      });
      draft.drop();
      onDone({ text: t('done.note', { no: page.item.no }), stay: true });
    });
  return (
    <MovePanel
      title={kind === 'urge' && lead ? t('urgeTitle', { unit: names.unit(lead) }) : t('move.note')}
      submit={t('noteSubmit')}
      busy={busy}
      problem={problem}
      missing={text.trim() === '' ? t('missing.note') : late}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('noteKind')}>
        {(fid) => (
          <Segmented
            id={fid}
            value={kind}
            options={noteKinds.map((value) => ({ value, label: t(`noteKinds.${value}`) }))}
            onChange={(value) => draft.patch({ kind: value as NoteKind })}
          />
        )}
      </Field>
      <NoteField
        label={t('words')}
        value={text}
        focus
        rows={3}
        {...(kind === 'urge' ? { phrases: urging } : {})}
        placeholder={t(`noteHints.${kind}`)}
        onChange={(value) => draft.patch({ text: value })}
      />
      <PhotoField
        label={t('photos')}
        kind="other"
        takesPaste
        value={photos}
        onChange={(list) => draft.patch({ photos: list })}
      />
      <HappenedField value={happened} onChange={(value) => draft.patch({ happened: value })} />
    </MovePanel>
  );
}
