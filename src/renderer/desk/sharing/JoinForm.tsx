import { Button, Input } from 'antd';
import { useState } from 'react';
import { shell, useAsyncAction } from '../kit/calls';
import { Field } from '../kit/fields';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { forgetJoin, joinInput, missingOf, useJoinDraft } from './joinDraft';
import { ModeField } from './ModeField';
import { loadSharing } from './store';

const put = useJoinDraft.setState;

interface JoinProps {
  readonly kind: 'join' | 'connect';
  readonly onBack: () => void;
}

/** Sending what was typed. `missing`: what is not there yet, once somebody has tried. */
function useJoining({ kind, onBack }: JoinProps) {
  const { busy, problem, run } = useAsyncAction();
  const [tried, setTried] = useState(false);
  const missing = missingOf(useJoinDraft());
  const send = () => {
    setTried(true);
    if (missing) return;
    void run(async () => {
      await shell('sync.join', joinInput(useJoinDraft.getState()));
      forgetJoin();
      await loadSharing();
      // The link stands on the page now, where the form was asked for.
      if (kind === 'connect') onBack();
    });
  };
  return { busy, problem, missing: tried ? missing : undefined, send };
}

/** Address, code and name, by which a desk joins a centre, or a folder with data becomes the first desk of its street. */
export function JoinForm({ kind, onBack }: JoinProps) {
  const t = useSay();
  const { busy, problem, missing, send } = useJoining({ kind, onBack });
  const lacking = useLacking('sharing.connect');
  // In an empty folder nobody can be chosen yet: main has the digits compared instead.
  const lacks = kind === 'connect' ? lacking : null;
  return (
    <form
      className="sy-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Fields kind={kind} />
      <More kind={kind} />
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="sy-buttons">
        <Button type="primary" htmlType="submit" loading={busy} disabled={lacks !== null}>
          {t(`sharing:join.submit.${kind}`)}
        </Button>
        <Button onClick={onBack} disabled={busy}>
          {t('sharing:back')}
        </Button>
        {lacks ? <span className="wk-dim">{t(`sharing:${lacks}`)}</span> : null}
        {missing ? (
          <span className="wk-gold" role="status">
            {t(`sharing:join.missing.${missing}`)}
          </span>
        ) : null}
      </div>
    </form>
  );
}

function Fields({ kind }: Pick<JoinProps, 'kind'>) {
  const t = useSay();
  const draft = useJoinDraft();
  return (
    <>
      <Field label={t('sharing:join.address')} hint={t('sharing:join.addressHint')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            value={draft.address}
            maxLength={300}
            placeholder="hub.centre.example:5432/xiuhua"
            spellCheck={false}
            onChange={(event) => put({ address: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('sharing:join.code')} hint={t(`sharing:join.codeHint.${kind}`)}>
        {(id) => (
          <Input
            id={id}
            className="sy-code-input"
            value={draft.code}
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => put({ code: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('sharing:join.name')} hint={t('sharing:join.nameHint')}>
        {(id) => (
          <Input
            id={id}
            value={draft.name}
            maxLength={40}
            placeholder={t('sharing:join.namePlaceholder')}
            onChange={(event) => put({ name: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** What most centres leave as it is: a name for the connection, how often, the house's own authority. */
function More({ kind }: Pick<JoinProps, 'kind'>) {
  const t = useSay();
  const { ca, linkName, live, minutes } = useJoinDraft();
  return (
    <details className="sy-more" open={ca !== '' || linkName !== '' || undefined}>
      <summary>{t('sharing:join.more')}</summary>
      <div className="sy-form">
        <Field label={t('sharing:join.linkName')} hint={t('sharing:join.linkNameHint')}>
          {(id) => (
            <Input
              id={id}
              value={linkName}
              maxLength={40}
              onChange={(event) => put({ linkName: event.target.value })}
            />
          )}
        </Field>
        {kind === 'connect' ? <ModeField live={live} minutes={minutes} onChange={put} /> : null}
        <Authority />
      </div>
    </details>
  );
}

/** The certificate of the house's own authority, typed or out of a file. */
function Authority() {
  const t = useSay();
  const ca = useJoinDraft((draft) => draft.ca);
  const { problem, run } = useAsyncAction();
  const read = (file: File | undefined) => {
    if (file) void run(async () => put({ ca: await file.slice(0, 20_000).text() }));
  };
  return (
    <Field label={t('sharing:join.ca')} hint={problem ?? t('sharing:join.caHint')}>
      {(id) => (
        <div className="sy-ca">
          <Input.TextArea
            id={id}
            value={ca}
            maxLength={20_000}
            autoSize={{ minRows: 2, maxRows: 5 }}
            placeholder="-----BEGIN CERTIFICATE-----"
            spellCheck={false}
            onChange={(event) => put({ ca: event.target.value })}
          />
          <label className="sy-file">
            {t('sharing:join.caFile')}
            <input type="file" accept=".pem,.crt,.cer" onChange={(event) => read(event.target.files?.[0])} />
          </label>
        </div>
      )}
    </Field>
  );
}
