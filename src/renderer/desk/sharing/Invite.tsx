import type { JoinRequest, LinkStatus, SyncStatus } from '@shared/contract/sync';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { clockText, timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { copyText, shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { safetyText } from './size';
import { loadSharing, useHostMs, useHostNow } from './store';
import { centreLink, stillValid } from './summary';

/** Whoever asks to be let in: first on the page, because somebody waits. */
export function Requests({ status }: { status: SyncStatus }) {
  const now = useHostMs();
  const link = centreLink(status.links);
  if (!link) return null;
  const { invitation } = status;
  const codeHere = invitation !== null && stillValid(invitation.until, now);
  return status.requests.map((request) => (
    <Request key={request.id} request={request} link={link} codeHere={codeHere} />
  ));
}

/** Letting another desk in: the code, and what to do with it. */
export function Invite({ status }: { status: SyncStatus }) {
  const t = useSay();
  const now = useHostMs();
  const { busy, problem, run } = useAsyncAction();
  const lacks = useLacking('devices.decide');
  const link = centreLink(status.links);
  if (!link) return null;
  const away = link.state === 'problem' || link.state === 'paused';
  const invite = () =>
    run(async () => {
      await shell('sync.invite', { link: link.id });
      await loadSharing();
    });
  const open = status.invitation && stillValid(status.invitation.until, now) ? status.invitation : null;
  return (
    <>
      {open ? <Code code={open.code} until={open.until} address={link.address} /> : null}
      {open ? null : (
        <div className="sy-buttons sy-invite">
          <Button onClick={invite} loading={busy} disabled={away || lacks !== null}>
            {t('sharing:invite.do')}
          </Button>
          <span className="wk-dim">
            {t(away ? 'sharing:invite.later' : lacks ? `sharing:${lacks}` : 'sharing:invite.why')}
          </span>
        </div>
      )}
      {problem ? (
        <p className="sy-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}

function Code({ code, until, address }: { code: string; until: string; address: string }) {
  const t = useSay();
  const [copied, setCopied] = useState(false);
  return (
    <div className="sy-panel sy-invitation">
      <div className="sy-code-line">
        <span className="sy-digits" data-code={code}>
          {code}
        </span>
        <Button size="small" onClick={() => void copyText(code).then(setCopied)}>
          {t(copied ? 'sharing:invite.copied' : 'sharing:invite.copy')}
        </Button>
        <span className="wk-dim">{t('sharing:invite.until', { at: clockText(until) })}</span>
      </div>
      <ol className="dl-steps">
        {(['1', '2', '3'] as const).map((step) => (
          <li key={step}>{t(`sharing:invite.steps.${step}`, { address })}</li>
        ))}
      </ol>
    </div>
  );
}

interface RequestProps {
  readonly request: JoinRequest;
  readonly link: LinkStatus;
  /** The code was made here: nobody has to type it again. */
  readonly codeHere: boolean;
}

/** Letting in or refusing. `asks`: the code has to be typed, because it was made elsewhere; `needs`: it still has to be. */
function useAnswer({ request, link, codeHere }: RequestProps) {
  const lacks = useLacking('devices.decide');
  const { busy, problem, code: failed, run } = useAsyncAction();
  const [code, setCode] = useState('');
  // The request may answer another code than the one that is open here.
  const asks = !codeHere || failed === 'sync.codeNeeded' || code !== '';
  const given = code.trim();
  const which = { link: link.id, request: request.id };
  const after = (call: () => Promise<unknown>) =>
    run(async () => {
      await call();
      await loadSharing();
    });
  const words = given === '' ? {} : { code: given };
  return {
    lacks,
    busy,
    problem,
    code,
    setCode,
    asks,
    needs: asks && given.length < 8,
    confirm: () => after(() => shell('sync.confirm', { ...which, ...words })),
    refuse: () => after(() => shell('sync.refuse', which)),
  };
}

function Request(props: RequestProps) {
  const { request } = props;
  const t = useSay();
  const now = useHostNow();
  const answer = useAnswer(props);
  return (
    <div className="sy-panel sy-request" data-request={request.id}>
      <div>
        <Shape kind="ring" state="river" size={12} />
        <b>{t('sharing:request.title', { name: request.name })}</b>
        <span className="wk-dim">{timeText(request.at, now)}</span>
      </div>
      <span className="sy-digits" data-safety={request.safety}>
        {safetyText(request.safety)}
      </span>
      <p>{t('sharing:request.compare')}</p>
      {answer.asks ? (
        <Input
          className="sy-code-input"
          value={answer.code}
          maxLength={60}
          placeholder={t('sharing:request.code')}
          aria-label={t('sharing:request.code')}
          onChange={(event) => answer.setCode(event.target.value)}
        />
      ) : null}
      {answer.problem ? (
        <p className="sy-problem" role="alert">
          {answer.problem}
        </p>
      ) : null}
      <AnswerButtons answer={answer} />
    </div>
  );
}

function AnswerButtons({ answer }: { answer: ReturnType<typeof useAnswer> }) {
  const t = useSay();
  const { busy, needs, lacks } = answer;
  return (
    <div className="sy-buttons">
      <Button type="primary" loading={busy} disabled={needs || lacks !== null} onClick={answer.confirm}>
        {t('sharing:request.allow')}
      </Button>
      <Button disabled={busy || lacks !== null} onClick={answer.refuse}>
        {t('sharing:request.refuse')}
      </Button>
      {lacks ? <span className="wk-dim">{t(`sharing:${lacks}`)}</span> : null}
      {needs ? <span className="wk-dim">{t('sharing:request.needsCode')}</span> : null}
    </div>
  );
}
