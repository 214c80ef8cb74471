import type { LinkStatus } from '@shared/contract/sync';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { shell, useErrand } from '../work/calls';
import { Field } from '../work/moves/fields';
import { useSay } from '../work/say';
import { ModeField } from './ModeField';
import { bandwidths, sizeText } from './size';
import { loadSharing } from './store';
import { nameOf } from './summary';

const policies = ['original', 'reduced', 'none'] as const;
type Policy = (typeof policies)[number];

/** How a link works. Only what somebody changes here is set; the rest stays as it is. */
export function LinkSettings({ link, onDone }: { link: LinkStatus; onDone: () => void }) {
  const t = useSay();
  const { busy, problem, run } = useErrand();
  const [name, setName] = useState(link.name);
  const [mode, setMode] = useState({
    live: link.mode.kind === 'live',
    minutes: link.mode.kind === 'period' ? link.mode.minutes : 5,
  });
  // The status does not tell these two: untouched they are left alone.
  const [attachments, setAttachments] = useState<Policy>();
  const [bandwidth, setBandwidth] = useState<number>();
  const save = () =>
    run(async () => {
      await shell('sync.setLink', {
        id: link.id,
        name: name.trim(),
        mode: mode.live ? { kind: 'live' } : { kind: 'period', minutes: mode.minutes },
        ...(attachments === undefined ? {} : { attachments }),
        ...(bandwidth === undefined ? {} : { bandwidth }),
      });
      await loadSharing();
      onDone();
    });
  return (
    <div className="sy-panel">
      <div className="sy-form">
        <Field label={t('sharing:set.name')}>
          {(id) => (
            <Input id={id} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <ModeField {...mode} onChange={(change) => setMode({ ...mode, ...change })} />
        <Field
          label={t('sharing:set.attachments')}
          hint={attachments ? t(`sharing:attachments.${attachments}Why`) : undefined}
        >
          {(id) => (
            <Select
              id={id}
              value={attachments ?? null}
              placeholder={t('sharing:set.unchanged')}
              options={policies.map((value) => ({ value, label: t(`sharing:attachments.${value}`) }))}
              onChange={(value: Policy | null) => setAttachments(value ?? undefined)}
            />
          )}
        </Field>
        <Field label={t('sharing:set.bandwidth')} hint={t('sharing:set.bandwidthHint')}>
          {(id) => (
            <Select
              id={id}
              value={bandwidth ?? null}
              placeholder={t('sharing:set.unchanged')}
              options={bandwidths.map((value) => ({
                value,
                label: value === 0 ? t('sharing:set.noLimit') : `${sizeText(value)}/s`,
              }))}
              onChange={(value: number | null) => setBandwidth(value ?? undefined)}
            />
          )}
        </Field>
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

/** Cutting a link is asked twice, with what it means. */
function Remove({ link }: { link: LinkStatus }) {
  const t = useSay();
  const { busy, problem, run } = useErrand();
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
        <Button danger loading={busy} onClick={remove}>
          {t('sharing:remove.do')}
        </Button>
        <Button onClick={() => setAsked(false)}>{t('sharing:cancel')}</Button>
      </div>
    </div>
  );
}
