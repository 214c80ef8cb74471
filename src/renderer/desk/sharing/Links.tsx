import type { LinkStatus } from '@shared/contract/sync';
import { type ReactNode, useState } from 'react';
import { timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { LinkSettings } from './LinkSettings';
import { sayWords } from './say';
import { waitingText } from './size';
import { loadSharing, useHostNow } from './store';
import { BAD_CLOCK_MS, driftText, linkSign, modeText, nameOf } from './summary';

/** One link: how it stands in words, what waits in both directions, when, and what can be done with it. */
export function LinkCard({ link }: { link: LinkStatus }) {
  const t = useSay();
  const now = useHostNow();
  const [settings, setSettings] = useState(false);
  const name = nameOf(link);
  return (
    <article className="sy-link" aria-label={name} data-state={link.state}>
      <header>
        <Shape {...linkSign(link)} size={14} />
        <div>
          <h3>{name}</h3>
          <span className="wk-dim">
            {[...new Set([name, link.address])].slice(1).concat(modeText(link.mode, t)).join(' · ')}
          </span>
        </div>
        <Buttons link={link} open={settings} onSettings={() => setSettings(!settings)} />
      </header>
      <p className="sy-stand">{standText(link, now, t)}</p>
      {link.problem ? <Problem link={link} /> : null}
      <dl className="sy-facts">
        <Fact label={t('sharing:facts.toSend')}>
          {waitingText(link.toSend, t, true) ?? t('sharing:facts.nothing')}
        </Fact>
        <Fact label={t('sharing:facts.toReceive')}>{toReceiveText(link, t)}</Fact>
        <Fact label={t('sharing:facts.last')}>
          {link.lastAt ? timeText(link.lastAt, now) : t('sharing:facts.never')}
        </Fact>
        <Fact label={t('sharing:facts.next')}>{nextText(link, now, t)}</Fact>
        <Drift link={link} />
      </dl>
      {settings ? <LinkSettings link={link} onDone={() => setSettings(false)} /> : null}
    </article>
  );
}

type Say = ReturnType<typeof useSay>;

/** What waits here; in step with the hub, pictures that it has not got either. */
function toReceiveText(link: LinkStatus, t: Say): string {
  const { photos } = link.toReceive;
  if (link.state === 'inSync' && photos > 0) return t('sharing:facts.elsewhere', { n: photos });
  return waitingText(link.toReceive, t, true) ?? t('sharing:facts.nothing');
}

/** The state as a sentence. */
function standText(link: LinkStatus, now: string, t: Say): string {
  if (link.state === 'inSync' && link.inSyncSince)
    return t('sharing:stand.inSyncSince', { name: nameOf(link), at: timeText(link.inSyncSince, now) });
  return t(`sharing:stand.${link.state}`, { name: nameOf(link) });
}

function nextText(link: LinkStatus, now: string, t: Say): string {
  if (link.state === 'paused') return t('sharing:facts.whenResumed');
  if (link.nextAt) return timeText(link.nextAt, now);
  return link.mode.kind === 'live' ? t('sharing:facts.atOnce') : '—';
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Drift({ link }: { link: LinkStatus }) {
  const t = useSay();
  const text = driftText(link.driftMs, t);
  const bad = Math.abs(link.driftMs ?? 0) >= BAD_CLOCK_MS;
  return (
    <Fact label={t('sharing:facts.drift')}>
      {text === undefined ? '—' : <span className={bad ? 'wk-gold' : undefined}>{text}</span>}
      {bad ? <span className="wk-dim"> {t('sharing:drift.do')}</span> : null}
    </Fact>
  );
}

function Problem({ link }: { link: LinkStatus }) {
  const t = useSay();
  if (!link.problem) return null;
  const { what, act } = sayWords(t, 'problem', { ...link.problem });
  return (
    <div className="sy-trouble" role="status">
      <b>{what}</b>
      {act ? <p>{act}</p> : null}
    </div>
  );
}

function Buttons(props: { link: LinkStatus; open: boolean; onSettings: () => void }) {
  const { link, open, onSettings } = props;
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const paused = link.state === 'paused';
  const after = (call: () => Promise<unknown>) =>
    run(async () => {
      await call();
      await loadSharing();
    });
  return (
    <div className="sy-buttons">
      {problem ? (
        <span className="sy-problem" role="alert">
          {problem}
        </span>
      ) : null}
      {paused ? null : (
        <button
          type="button"
          className="xh-button"
          disabled={busy}
          onClick={() => after(() => shell('sync.now', { link: link.id }))}
        >
          {t('sharing:now')}
        </button>
      )}
      <button
        type="button"
        className="xh-button"
        disabled={busy}
        onClick={() => after(() => shell('sync.setLink', { id: link.id, paused: !paused }))}
      >
        {t(paused ? 'sharing:resume' : 'sharing:pause')}
      </button>
      <button type="button" className="xh-button" aria-expanded={open} onClick={onSettings}>
        {t('sharing:settings')}
      </button>
    </div>
  );
}
