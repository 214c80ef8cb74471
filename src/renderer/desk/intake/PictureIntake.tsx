import type { Ack } from '@shared/contract/contract';
import type { PictureResult } from '@shared/contract/intake';
import type { EnvelopeInput } from '@shared/domain/commands';
import type { ClassRef, Place } from '@shared/domain/common';
import { Alert, Button, Checkbox, Input, Segmented } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { centreMinute } from '../../common/clock';
import { fullTimeText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { thumbUrl } from '../kit/blobs';
import { ClassSelect } from '../kit/ClassSelect';
import { newCommandId, send, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { tellDone } from '../kit/done';
import { Field } from '../kit/fields';
import { caseIdOf } from '../kit/form';
import { imagesOf, putPicture } from '../kit/PhotoField';
import { PlaceField } from '../kit/PlaceField';
import { type Say, useSay } from '../kit/say';
import { ackOfEarlier, isWrittenBefore } from '../kit/sending';
import { closeDialog, select } from '../state';

/** A picture on its way: kept by the store, then a draft of a report. */
interface Draft {
  readonly result: PictureResult;
  readonly commandId: string;
  readonly fileId: string;
  readonly title: string;
  readonly place: Place;
  readonly classRef?: ClassRef | undefined;
  readonly leftOut: boolean;
  /** The report is in; only its case is still to be filed. */
  readonly received?: Ack | undefined;
  readonly problem?: string | undefined;
}

interface Broken {
  readonly name: string;
  readonly reason: string;
}

function draftOf(result: PictureResult): Draft {
  return {
    result,
    commandId: newCommandId(),
    fileId: newCommandId(),
    title: '',
    place: result.place ?? { text: result.camera?.name ?? '' },
    leftOut: result.knownAs.length > 0,
  };
}

/** Pictures that were dropped, pasted or chosen go to the store one after the other; broken ones keep their reason. */
function usePictures(files: readonly File[] | undefined) {
  const t = useSay();
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [broken, setBroken] = useState<readonly Broken[]>([]);
  const [waiting, setWaiting] = useState(0);
  const taken = useRef(new WeakSet<File>());
  const round = useRef(0);
  const add = async (list: readonly File[]) => {
    const fresh = list.filter((file) => !taken.current.has(file));
    for (const file of fresh) taken.current.add(file);
    setWaiting((count) => count + fresh.length);
    const mine = round.current;
    for (const file of fresh) {
      // Stopped: what is kept stays, the rest may be chosen once more.
      if (mine !== round.current) {
        taken.current.delete(file);
        continue;
      }
      try {
        const result = await putPicture(file);
        setDrafts((old) =>
          old.some((one) => one.result.photo.sha256 === result.photo.sha256)
            ? old
            : [...old, draftOf(result)],
        );
      } catch (error) {
        setBroken((old) => [...old, { name: file.name, reason: errorText(t, error) }]);
      }
      if (mine === round.current) setWaiting((count) => count - 1);
    }
  };
  const stop = () => {
    round.current += 1;
    setWaiting(0);
  };
  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    if (files && files.length > 0) void latest.current(files);
  }, [files]);
  const patch = (sha256: string, part: Partial<Draft>) =>
    setDrafts((old) => old.map((one) => (one.result.photo.sha256 === sha256 ? { ...one, ...part } : one)));
  const remove = (sha256: string) =>
    setDrafts((old) => old.filter((one) => one.result.photo.sha256 !== sha256));
  return { drafts, broken, waiting, stop, add, patch, remove };
}

type PictureChannel = 'videoPatrol' | 'snapshot' | 'dailyPatrol';

/**
 * Take a draft in as a report and, where asked, file its case. Both ids are the draft's: sent twice it is still one. What the
 * first answered is kept with the draft, so that a second try only files.
 */
async function takeIn(
  draft: Draft,
  channel: PictureChannel,
  fileCase: boolean,
  t: Say,
  onReceived: (ack: Ack) => void,
): Promise<string> {
  const { result, place, classRef } = draft;
  const title = draft.title.trim() || t('dialogs:picture.untitled', { place: place.text || result.name });
  const classed = classRef ? { classRef } : {};
  const receive: EnvelopeInput = {
    id: draft.commandId,
    command: {
      type: 'report.receive',
      channel,
      title,
      content: title,
      place,
      ...classed,
      receivedAt: centreMinute(),
      photos: [{ ...result.photo, kind: 'before' }],
      ...(result.camera ? { camera: result.camera.name } : {}),
    },
  };
  // Words that changed since the report was written stand in its case, which is filed with them as they are now.
  const ack =
    draft.received ??
    (await send(receive).catch((error: unknown) => {
      if (fileCase) return ackOfEarlier(error);
      throw error;
    }));
  onReceived(ack);
  const reportId = String(ack.result.reportId ?? '');
  if (!fileCase) return reportId;
  const filed = await send({
    id: draft.fileId,
    command: { type: 'case.file', reportId, title: title.slice(0, 200), place, ...classed },
  });
  return caseIdOf(filed.result) ?? reportId;
}

/** Camera stills and snapshots: each with what its name says, a title, a place, a class; reports or cases come of them. */
export default function PictureIntake({ files }: { files?: readonly File[] }): ReactNode {
  const t = useSay();
  const { drafts, broken, waiting, stop, add, patch, remove } = usePictures(files);
  const { busy, run } = useAsyncAction();
  const [channel, setChannel] = useState<PictureChannel>('videoPatrol');
  const [fileCase, setFileCase] = useState(true);
  const wanted = drafts.filter((draft) => !draft.leftOut);
  const submit = () =>
    run(async () => {
      let last = '';
      let failed = 0;
      for (const draft of wanted) {
        const sha = draft.result.photo.sha256;
        try {
          last = await takeIn(draft, channel, fileCase, t, (received) => patch(sha, { received }));
          remove(sha);
        } catch (error) {
          failed += 1;
          // An id that stands for other words is given up; what was received stays received.
          const fresh = isWrittenBefore(error) ? { commandId: newCommandId(), fileId: newCommandId() } : {};
          patch(sha, { ...fresh, problem: errorText(t, error) });
        }
      }
      if (last !== '') {
        const done = t(fileCase ? 'dialogs:picture.doneCases' : 'dialogs:picture.doneReports', {
          count: wanted.length - failed,
        });
        tellDone({ text: done, itemId: last });
        select(last);
      }
      if (failed === 0) closeDialog();
    });
  return (
    <Dialog
      title={t('dialogs:picture.title')}
      width={880}
      footer={
        <>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={wanted.length === 0 || waiting > 0}
            onClick={submit}
          >
            {t(fileCase ? 'dialogs:picture.file' : 'dialogs:picture.receive', { count: wanted.length })}
          </Button>
        </>
      }
    >
      <DropZone waiting={waiting} big={drafts.length === 0} onFiles={add} />
      {waiting > 1 ? (
        <Button size="small" style={{ justifySelf: 'start' }} onClick={stop}>
          {t('dialogs:picture.stop', { count: waiting - 1 })}
        </Button>
      ) : null}
      {broken.map((one) => (
        <Alert key={one.name + one.reason} type="warning" showIcon title={one.reason} />
      ))}
      {drafts.length > 0 && (
        <div className="dl-row">
          <Segmented
            value={channel}
            options={(['videoPatrol', 'snapshot', 'dailyPatrol'] as const).map((value) => ({
              value,
              label: t(`common:channel.${value}`),
            }))}
            onChange={(value) => setChannel(value as PictureChannel)}
          />
          <Checkbox checked={fileCase} onChange={(event) => setFileCase(event.target.checked)}>
            {t('dialogs:picture.fileAtOnce')}
          </Checkbox>
        </div>
      )}
      {drafts.map((draft) => (
        <PictureRow
          key={draft.result.photo.sha256}
          draft={draft}
          onPatch={(part) => patch(draft.result.photo.sha256, part)}
        />
      ))}
    </Dialog>
  );
}

function DropZone(props: { waiting: number; big: boolean; onFiles: (files: File[]) => void }) {
  const t = useSay();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onFiles = useRef(props.onFiles);
  onFiles.current = props.onFiles;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = imagesOf(event.clipboardData?.files);
      if (files.length === 0) return;
      event.preventDefault();
      onFiles.current(files);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
  return (
    <>
      <button
        type="button"
        className={props.big ? 'wk-drop wk-drop-big' : 'wk-drop'}
        data-over={over || undefined}
        onClick={() => chooser.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          props.onFiles([...event.dataTransfer.files]);
        }}
      >
        {props.waiting > 0 ? t('work:photosWorking', { count: props.waiting }) : t('dialogs:picture.drop')}
      </button>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

function PictureRow({ draft, onPatch }: { draft: Draft; onPatch: (part: Partial<Draft>) => void }) {
  const t = useSay();
  const { result } = draft;
  const read = [
    result.takenAt ? fullTimeText(result.takenAt) : t('dialogs:picture.noTime'),
    result.camera ? result.camera.name : t('dialogs:picture.noCamera'),
    result.rule ? t('dialogs:picture.rule', { rule: result.rule }) : '',
  ];
  return (
    <div className="dl-picture" data-out={draft.leftOut || undefined}>
      <img src={thumbUrl(result.photo)} alt={result.name} />
      <div>
        <div className="dl-picture-head">
          <b>{result.name}</b>
          <Checkbox
            checked={!draft.leftOut}
            onChange={(event) => onPatch({ leftOut: !event.target.checked })}
          >
            {t('dialogs:picture.take')}
          </Checkbox>
        </div>
        <div className="wk-dim">{read.filter(Boolean).join(' · ')}</div>
        {result.knownAs.length > 0 && (
          <div className="wk-gold">
            {t('dialogs:picture.known', { nos: result.knownAs.join(t('common:listSeparator')) })}
          </div>
        )}
        {!draft.leftOut && (
          <div className="dl-form">
            <Field label={t('work:title')}>
              {(id) => (
                <Input
                  id={id}
                  value={draft.title}
                  placeholder={t('dialogs:picture.titleHint')}
                  onChange={(event) => onPatch({ title: event.target.value })}
                />
              )}
            </Field>
            <PlaceField value={draft.place} onChange={(place) => onPatch({ place })} />
            <Field label={t('work:class')}>
              {(id) => (
                <ClassSelect id={id} value={draft.classRef} onChange={(classRef) => onPatch({ classRef })} />
              )}
            </Field>
          </div>
        )}
        {draft.problem && <div className="wk-problem">{draft.problem}</div>}
      </div>
    </div>
  );
}
