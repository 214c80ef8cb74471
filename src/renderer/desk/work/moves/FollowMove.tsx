import type { ClassRef, Place } from '@shared/domain/common';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { centreMinute } from '../../../common/clock';
import { ClassSelect } from '../../kit/ClassSelect';
import { newCommandId, send, useAsyncAction } from '../../kit/calls';
import { useDraft } from '../../kit/drafts';
import { ChoiceField, Field, NoteField, TitleField } from '../../kit/fields';
import { caseIdOf, underOneId } from '../../kit/form';
import { type OwnChannel, ownChannels } from '../../kit/ownChannels';
import { PlaceField } from '../../kit/PlaceField';
import { useSay } from '../../kit/say';
import { fileFollowUp } from './follow';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps } from './props';

const priorities = ['normal', 'urgent'] as const;

function useFollow({ page, onDone }: CaseMoveProps) {
  const t = useSay();
  // What goes on record is Chinese, whatever the screen's language.
  const { t: zh } = useTranslation('work', { lng: 'zh-CN' });
  const { item } = page;
  const { busy, problem, run } = useAsyncAction();
  const { value, patch, drop } = useDraft(`${item.id}/follow/${page.followedBy.length}`, () => ({
    commandId: newCommandId(),
    channel: 'unit' as OwnChannel,
    title: item.title,
    content: zh('followContent', { title: item.title, no: item.no }),
    classRef: item.classRef ?? (undefined as ClassRef | undefined),
    place: page.place as Place,
    priority: 'normal' as (typeof priorities)[number],
  }));
  const submit = () =>
    void run(async () => {
      const ack = await underOneId(
        () => fileFollowUp(value, item.id, centreMinute(), send),
        () => patch({ commandId: newCommandId() }),
      );
      drop();
      onDone({
        text: t('work:done.follow', { no: String(ack.result.no ?? ''), earlier: item.no }),
        caseId: caseIdOf(ack.result),
        lasting: true,
      });
    });
  return { value, patch, submit, panel: { busy, problem } };
}

/** A follow-up case (后续案卷): an own report and its case in one go; the case says which one it follows. */
export function FollowMove(props: CaseMoveProps) {
  const t = useSay();
  const { value, patch, submit, panel } = useFollow(props);
  const { title, content, classRef, place, channel, priority } = value;
  const missing =
    title.trim() === ''
      ? t('work:missing.title')
      : content.trim() === ''
        ? t('work:missing.note')
        : undefined;
  return (
    <MovePanel
      title={t('work:titleOf.follow', { no: props.page.item.no })}
      submit={t('work:followSubmit')}
      {...panel}
      missing={missing}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <p className="wk-consequence">{t('work:followConsequence')}</p>
      <TitleField value={title} most={200} onChange={(next) => patch({ title: next })} />
      <NoteField
        label={t('dialogs:newReport.content')}
        value={content}
        focus
        rows={3}
        onChange={(next) => patch({ content: next })}
      />
      <Field label={t('dialogs:newReport.channel')}>
        {(id) => (
          <Segmented
            id={id}
            value={channel}
            options={ownChannels.map((one) => ({ value: one, label: t(`common:channel.${one}`) }))}
            onChange={(one) => patch({ channel: one as OwnChannel })}
          />
        )}
      </Field>
      <Field label={t('work:class')}>
        {(id) => <ClassSelect id={id} value={classRef} onChange={(next) => patch({ classRef: next })} />}
      </Field>
      <PlaceField value={place} onChange={(next) => patch({ place: next })} />
      <ChoiceField
        label={t('work:priority')}
        value={priority}
        choices={priorities}
        labels="priorities"
        onChange={(next) => patch({ priority: next })}
      />
    </MovePanel>
  );
}
