import type { EnvelopeInput } from '@shared/domain/commands';
import type { ClassRef, Place } from '@shared/domain/common';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { centreMinute } from '../../common/clock';
import { ClassSelect } from '../kit/ClassSelect';
import { newCommandId, send, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { tellDone } from '../kit/done';
import { useDraft } from '../kit/drafts';
import { Field, NoteField } from '../kit/fields';
import { underOneId } from '../kit/form';
import { HappenedField, happenedEnvelope, happenedNow } from '../kit/HappenedField';
import { type OwnChannel, ownChannels } from '../kit/ownChannels';
import { PlaceField } from '../kit/PlaceField';
import { useSay } from '../kit/say';
import { closeDialog, select } from '../state';

function blank() {
  return {
    id: newCommandId(),
    channel: 'phone' as OwnChannel,
    content: '',
    place: { text: '' } as Place,
    classRef: undefined as ClassRef | undefined,
    name: '',
    phone: '',
    wantsReply: true,
    happened: happenedNow,
  };
}

function useNewReport() {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const draft = useDraft('newReport', blank);
  const { value } = draft;
  const submit = () =>
    run(async () => {
      const { happened, name, phone } = value;
      const when = happenedEnvelope(happened);
      const person = {
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
      };
      const known = Object.keys(person).length > 0;
      const wishes = value.wantsReply ? [t('dialogs:newReport.wishReply')] : [];
      const envelope: EnvelopeInput = {
        id: value.id,
        ...when,
        command: {
          type: 'report.receive',
          channel: value.channel,
          content: value.content.trim(),
          place: value.place,
          receivedAt: when.at ?? centreMinute(),
          ...(value.classRef ? { classRef: value.classRef } : {}),
          ...(known ? { caller: { ...person, wishes } } : {}),
        },
      };
      const ack = await underOneId(
        () => send(envelope),
        () => draft.patch({ id: newCommandId() }),
      );
      draft.drop();
      closeDialog();
      tellDone({ text: t('dialogs:newReport.done'), itemId: String(ack.result.reportId ?? '') });
      if (typeof ack.result.reportId === 'string') select(ack.result.reportId);
    });
  return { value, patch: draft.patch, busy, problem, submit };
}

/** A report by phone or at the counter. The caller is sealed as soon as it is sent. */
export default function NewReport(): ReactNode {
  const t = useSay();
  const { value, patch, busy, problem, submit } = useNewReport();
  const form = useRef<HTMLFormElement>(null);
  const ready = value.content.trim() !== '';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void submit();
  };
  return (
    <Dialog
      title={t('dialogs:newReport.title')}
      problem={problem}
      footer={
        <>
          <span className="wk-dim dl-foot">
            {ready ? t('dialogs:ctrlEnter') : t('dialogs:newReport.needWords')}
          </span>
          <Button onClick={closeDialog}>{t('dialogs:later')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!ready}
            onClick={() => form.current?.requestSubmit()}
          >
            {t('dialogs:newReport.submit')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        className="dl-form"
        onSubmit={onSubmit}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
        }}
      >
        <Field label={t('dialogs:newReport.channel')}>
          {(id) => (
            <Segmented
              id={id}
              value={value.channel}
              options={ownChannels.map((one) => ({ value: one, label: t(`common:channel.${one}`) }))}
              onChange={(one) => patch({ channel: one as OwnChannel })}
            />
          )}
        </Field>
        <NoteField
          label={t('dialogs:newReport.content')}
          value={value.content}
          rows={4}
          focus
          placeholder={t('dialogs:newReport.contentHint')}
          onChange={(content) => patch({ content })}
        />
        <PlaceField value={value.place} onChange={(place) => patch({ place })} />
        <Field label={t('work:class')}>
          {(id) => (
            <ClassSelect id={id} value={value.classRef} onChange={(classRef) => patch({ classRef })} />
          )}
        </Field>
        <Field label={t('dialogs:newReport.caller')} hint={t('dialogs:newReport.sealed')}>
          {(id) => (
            <div className="wk-row dl-nowrap">
              <Input
                id={id}
                value={value.name}
                placeholder={t('dialogs:newReport.name')}
                autoComplete="off"
                onChange={(event) => patch({ name: event.target.value })}
              />
              <Input
                value={value.phone}
                placeholder={t('dialogs:newReport.phone')}
                aria-label={t('dialogs:newReport.phone')}
                autoComplete="off"
                inputMode="tel"
                onChange={(event) => patch({ phone: event.target.value })}
              />
            </div>
          )}
        </Field>
        <Field label={t('dialogs:newReport.reply')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={value.wantsReply}
              onChange={(event) => patch({ wantsReply: event.target.checked })}
            >
              {t('dialogs:newReport.wantsReply')}
            </Checkbox>
          )}
        </Field>
        <HappenedField
          label={t('dialogs:newReport.receivedAt')}
          value={value.happened}
          onChange={(happened) => patch({ happened })}
        />
      </form>
    </Dialog>
  );
}
