import type { LinkStatus } from '@shared/contract/sync';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { shell, useAsyncAction } from '../kit/calls';
import { Field } from '../kit/fields';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { ModeField } from './ModeField';
import { bandwidthChoices, sizeText } from './size';
import { loadSharing } from './store';
import { nameOf } from './summary';

const policies = ['original', 'reduced', 'none'] as const;

interface Form {
  readonly name: string;
  readonly live: boolean;
  readonly minutes: number;
  readonly attachments: LinkStatus['attachments'];
  readonly bandwidth: number;
}

function formOf({ name, mode, attachments, bandwidth }: LinkStatus): Form {
  const minutes = mode.kind === 'period' ? mode.minutes : 5;
  return { name, live: mode.kind === 'live', minutes, attachments, bandwidth };
}

/** How a link works now, and how it shall. */
export function LinkSettings({ link, onDone }: { link: LinkStatus; onDone: () => void }) {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const [form, setForm] = useState(() => formOf(link));
  const change = (part: Partial<Form>) => setForm({ ...form, ...part });
  const save = () =>
    run(async () => {
      const { name, live, minutes, attachments, bandwidth } = form;
      const mode = live ? { kind: 'live' as const } : { kind: 'period' as const, minutes };
      await shell('sync.setLink', { id: link.id, name: name.trim(), mode, attachments, bandwidth });
      await loadSharing();
      onDone();
    });
  return (
    <div className="sy-panel">
      <div className="sy-form">
        <Field label={t('sharing:set.name')}>
          {(id) => (
            <Input
              id={id}
              value={form.name}
              maxLength={40}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <ModeField live={form.live} minutes={form.minutes} onChange={change} />
        <PhotoFields form={form} onChange={change} />
      </div>
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="sy-buttons">
        <Button type="primary" loading={busy} onClick={save}>
          {t('sharing:set.save')}
        </Button>
        <Button onClick={onDone}>{t('sharing:cancel')}</Button>
        <Remove link={link} />
      </div>
    </div>
  );
}

/** Which pictures go over the link, and how fast. */
function PhotoFields({ form, onChange }: { form: Form; onChange: (part: Partial<Form>) => void }) {
  const t = useSay();
  return (
    <>
      <Field label={t('sharing:set.attachments')} hint={t(`sharing:attachments.${form.attachments}Why`)}>
        {(id) => (
          <Select
            id={id}
            value={form.attachments}
            options={policies.map((value) => ({ value, label: t(`sharing:attachments.${value}`) }))}
            onChange={(attachments) => onChange({ attachments })}
          />
        )}
      </Field>
      <Field label={t('sharing:set.bandwidth')} hint={t('sharing:set.bandwidthHint')}>
        {(id) => (
          <Select
            id={id}
            value={form.bandwidth}
            options={bandwidthChoices(form.bandwidth).map((value) => ({
              value,
              label: value === 0 ? t('sharing:set.noLimit') : `${sizeText(value)}/s`,
            }))}
            onChange={(bandwidth) => onChange({ bandwidth })}
          />
        )}
      </Field>
    </>
  );
}

/** Cutting a link is asked twice, with what it means. */
function Remove({ link }: { link: LinkStatus }) {
  const t = useSay();
  const lacks = useLacking('sharing.connect');
  const { busy, problem, run } = useAsyncAction();
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <button type="button" className="xh-link sy-last" onClick={() => setAsked(true)}>
        {t('sharing:remove.ask')}
      </button>
    );
  const remove = () =>
    run(async () => {
      await shell('sync.removeLink', { id: link.id });
      await loadSharing();
    });
  return (
    <div className="sy-confirm" role="alert">
      <p>{t('sharing:remove.means', { name: nameOf(link) })}</p>
      {problem ? <p className="sy-problem">{problem}</p> : null}
      <div className="sy-buttons">
        <Button danger loading={busy} disabled={lacks !== null} onClick={remove}>
          {t('sharing:remove.do')}
        </Button>
        <Button onClick={() => setAsked(false)}>{t('sharing:cancel')}</Button>
        {lacks ? <span className="wk-dim">{t(`sharing:${lacks}`)}</span> : null}
      </div>
    </div>
  );
}
