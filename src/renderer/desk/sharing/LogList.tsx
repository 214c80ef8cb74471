import type { LogLine, SyncStatus } from '@shared/contract/sync';
import { useState } from 'react';
import { timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { useSay } from '../kit/say';
import { logText } from './say';
import { useHostNow } from './store';
import { nameOf, type Sign } from './summary';

const FIRST = 12;

const signs: Record<LogLine['level'], Sign> = {
  info: { kind: 'dash' },
  warn: { kind: 'half', state: 'gold' },
  error: { kind: 'triangle', state: 'kapok' },
};

/** What was exchanged and what went wrong, newest first. */
export function LogList({ status }: { status: SyncStatus }) {
  const t = useSay();
  const now = useHostNow();
  const [all, setAll] = useState(false);
  const lines = all ? status.log : status.log.slice(0, FIRST);
  const names = new Map(status.links.map((link) => [link.id, nameOf(link)]));
  return (
    <section className="sy-block" aria-label={t('sharing:log.title')}>
      <header>
        <h2>{t('sharing:log.title')}</h2>
      </header>
      {lines.length === 0 ? <p className="xh-quiet">{t('sharing:log.none')}</p> : null}
      <ol className="sy-log">
        {lines.map((line, index) => (
          // Lines have no id: the same may be told twice in one moment.
          // biome-ignore lint/suspicious/noArrayIndexKey: newest first, drawn whole each time
          <li key={`${line.at}/${index}`} data-level={line.level}>
            <Shape {...signs[line.level]} size={10} label={t(`sharing:log.level.${line.level}`)} />
            <time dateTime={line.at}>{secondText(line.at, now)}</time>
            <span>
              {status.links.length > 1 && line.link
                ? `${names.get(line.link) ?? line.link}${t('sharing:colon')}`
                : ''}
              {logText(t, line, status)}
            </span>
          </li>
        ))}
      </ol>
      {!all && status.log.length > FIRST ? (
        <button type="button" className="xh-link" onClick={() => setAll(true)}>
          {t('sharing:log.all', { n: status.log.length })}
        </button>
      ) : null}
    </section>
  );
}

/** Exchanges follow each other by seconds: today's lines tell them. */
function secondText(at: string, now: string): string {
  return at.slice(0, 10) === now.slice(0, 10) ? at.slice(11, 19) : timeText(at, now);
}
