import type { ShellOutput } from '@shared/contract/shell';
import { AutoComplete, Button, Input, InputNumber, Segmented, Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { countText, timeText } from '../../common/format';
import { shell, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { Field } from '../kit/fields';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { closeDialog } from '../state';
import { CourierJobBar, useCourierJob } from './CourierJobBar';
import { keyDigits, partBytes, passwordFault, type Split, STOPPED, splitNames } from './courier';
import { FileLine } from './FileLine';
import { useHostNow } from './store';
import './sharing.css';

type Peers = ShellOutput<'courier.peers'>;
type Written = NonNullable<ShellOutput<'courier.export'>>;

const policies = ['original', 'reduced', 'none'] as const;

interface Form {
  readonly peer: string;
  readonly split: Split;
  readonly ownMb: number;
  readonly attachments: (typeof policies)[number];
  readonly password: string;
  readonly again: string;
}

const empty: Form = {
  peer: '',
  split: 'fat32',
  ownMb: 2000,
  attachments: 'original',
  password: '',
  again: '',
};

function usePeers(): Peers {
  const [peers, setPeers] = useState<Peers>([]);
  useEffect(() => {
    // Without the list a name can still be typed.
    shell('courier.peers', {}).then(setPeers, () => undefined);
  }, []);
  return peers;
}

/** The peer meant by what was chosen or typed: a known one by its name, else the name itself. */
function peerOf(text: string, peers: Peers): string {
  const name = text.trim();
  return peers.find((one) => one.name === name || one.peer === name)?.peer ?? name;
}

/** Writing packages: what the form asks for, and what came of it. */
function useExport(form: Form, peers: Peers) {
  const [written, setWritten] = useState<Written>();
  const { busy, problem, code, run } = useAsyncAction();
  const write = () =>
    run(async () => {
      setWritten(undefined);
      const result = await shell('courier.export', {
        peer: peerOf(form.peer, peers),
        partBytes: partBytes(form.split, form.ownMb),
        attachments: form.attachments,
        ...(form.password === '' ? {} : { password: form.password }),
      });
      if (result) setWritten(result);
    });
  return { written, busy, problem, stopped: code === STOPPED, write };
}

/** What the other side lacks goes to files: for whom, how large the parts, which pictures, under which password. */
export default function CourierExport(): ReactNode {
  const t = useSay();
  const peers = usePeers();
  const [form, setForm] = useState(empty);
  const { written, busy, problem, stopped, write } = useExport(form, peers);
  // Writing goes on where the dialog was closed, and is found again.
  const writing = useCourierJob('courierExport') !== null;
  const lacks = useLacking('courier.export');
  const ready =
    lacks === null && form.peer.trim() !== '' && passwordFault(form.password, form.again) === undefined;
  return (
    <Dialog
      title={t('sharing:courier.exportTitle')}
      width={680}
      problem={stopped ? undefined : problem}
      footer={
        <>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button type="primary" loading={busy || writing} disabled={!ready} onClick={write}>
            {t(
              writing
                ? 'sharing:courier.writing'
                : written
                  ? 'sharing:courier.again'
                  : 'sharing:courier.write',
            )}
          </Button>
        </>
      }
    >
      <p className="wk-dim">{t('sharing:courier.exportWhy')}</p>
      <Fields form={form} peers={peers} disabled={busy || writing} onChange={setForm} />
      {lacks ? <p className="wk-dim">{t(`sharing:${lacks}`)}</p> : null}
      {writing ? <CourierJobBar kind="courierExport" why={t('sharing:courier.writingWhy')} /> : null}
      {stopped ? <p role="status">{problem}</p> : null}
      {written ? <Result written={written} /> : null}
      <OwnDigits />
    </Dialog>
  );
}

function Fields(props: { form: Form; peers: Peers; disabled: boolean; onChange: (form: Form) => void }) {
  const { form, peers, disabled } = props;
  const t = useSay();
  const change = (part: Partial<Form>) => props.onChange({ ...form, ...part });
  return (
    <fieldset className="dl-form sy-fields" disabled={disabled}>
      <PeerField form={form} peers={peers} onChange={(peer) => change({ peer })} />
      <SizeField form={form} onChange={change} />
      <Field label={t('sharing:set.attachments')} hint={t(`sharing:attachments.${form.attachments}Why`)}>
        {(id) => (
          <Segmented
            id={id}
            value={form.attachments}
            options={policies.map((value) => ({ value, label: t(`sharing:attachments.${value}`) }))}
            onChange={(attachments) => change({ attachments })}
          />
        )}
      </Field>
      <PasswordField form={form} onChange={change} />
    </fieldset>
  );
}

function PeerField(props: { form: Form; peers: Peers; onChange: (peer: string) => void }) {
  const { form, peers, onChange } = props;
  const t = useSay();
  const now = useHostNow();
  const chosen = peers.find((one) => one.peer === peerOf(form.peer, peers));
  const hint = chosen
    ? chosen.lacks > 0
      ? t('sharing:courier.lacks', { n: countText(chosen.lacks) })
      : t('sharing:courier.lacksNothing')
    : t(form.peer.trim() === '' ? 'sharing:courier.peerHint' : 'sharing:courier.newPeer');
  return (
    <Field label={t('sharing:courier.peer')} hint={hint}>
      {(id) => (
        <AutoComplete
          id={id}
          autoFocus
          value={form.peer}
          placeholder={t('sharing:courier.peerPlaceholder')}
          options={peers.map((one) => ({
            value: one.name || one.peer,
            label: one.lastAt
              ? t('sharing:courier.peerLast', { name: one.name || one.peer, at: timeText(one.lastAt, now) })
              : one.name || one.peer,
          }))}
          onChange={(value) => onChange(String(value ?? '').slice(0, 80))}
          style={{ width: '100%' }}
        />
      )}
    </Field>
  );
}

function SizeField({ form, onChange }: { form: Form; onChange: (change: Partial<Form>) => void }) {
  const t = useSay();
  return (
    <Field label={t('sharing:courier.split')}>
      {(id) => (
        <div className="dl-row">
          <Select
            id={id}
            value={form.split}
            options={splitNames.map((value) => ({ value, label: t(`sharing:courier.splits.${value}`) }))}
            onChange={(split: Split) => onChange({ split })}
            style={{ minWidth: 220 }}
          />
          {form.split === 'own' ? (
            <InputNumber
              min={1}
              max={1_000_000}
              precision={0}
              value={form.ownMb}
              suffix="MB"
              aria-label={t('sharing:courier.ownSize')}
              onChange={(value) => onChange({ ownMb: value ?? 1 })}
            />
          ) : null}
        </div>
      )}
    </Field>
  );
}

function PasswordField({ form, onChange }: { form: Form; onChange: (change: Partial<Form>) => void }) {
  const t = useSay();
  const fault = passwordFault(form.password, form.again);
  // Nobody is told of a fault while the second field still waits to be typed.
  const shown = fault === 'differ' && form.again === '' ? 'repeat' : fault;
  return (
    <Field
      label={t('sharing:courier.password')}
      hint={t(shown ? `sharing:courier.fault.${shown}` : 'sharing:courier.passwordHint')}
    >
      {(id) => (
        <div className="dl-row sy-pair">
          <Input.Password
            id={id}
            value={form.password}
            maxLength={200}
            autoComplete="new-password"
            placeholder={t('sharing:courier.noPassword')}
            onChange={(event) => onChange({ password: event.target.value })}
          />
          <Input.Password
            value={form.again}
            maxLength={200}
            autoComplete="new-password"
            disabled={form.password === ''}
            placeholder={t('sharing:courier.repeat')}
            aria-label={t('sharing:courier.repeat')}
            onChange={(event) => onChange({ again: event.target.value })}
          />
        </div>
      )}
    </Field>
  );
}

function Result({ written }: { written: Written }) {
  const t = useSay();
  if (written.files.length === 0) return <p role="status">{t('sharing:courier.nothingToWrite')}</p>;
  return (
    <div className="dl-result" role="status">
      <b>
        {t('sharing:courier.written', {
          commits: countText(written.commits),
          photos: countText(written.photos),
          files: written.files.length,
        })}
      </b>
      {written.files.map((file) => (
        <FileLine key={file.token} file={file} />
      ))}
      <span className="wk-dim">{t('sharing:courier.carry')}</span>
    </div>
  );
}

/** What is read out when the other side telephones: it does not know this desk yet. */
function OwnDigits() {
  const t = useSay();
  const [digits, setDigits] = useState('');
  useEffect(() => {
    // A desk that belongs to no street yet has none to tell, and nothing to export either.
    shell('courier.safety', {}).then(
      (told) => setDigits(keyDigits(told.digits)),
      () => undefined,
    );
  }, []);
  if (digits === '') return null;
  return (
    <p className="wk-dim">
      {t('sharing:courier.ownDigits')} <b className="sy-own">{digits}</b>
    </p>
  );
}
