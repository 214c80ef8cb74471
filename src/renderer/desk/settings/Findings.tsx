import type { Finding } from '@shared/contract/rules';
import { useState } from 'react';
import { Shape, type ShapeKind } from '../../common/Shape';
import type { State } from '../../common/tokens';
import { act, useAsyncAction } from '../kit/calls';
import { isTableId, type TableId, tableIds } from './columns';
import { findingText, goalOf } from './sayFinding';
import { goTo, loadRules, showTable, useSettings } from './store';
import type { Words } from './words';

const signs: Record<Finding['level'], { kind: ShapeKind; state: State }> = {
  error: { kind: 'triangle', state: 'kapok' },
  warning: { kind: 'half', state: 'gold' },
  info: { kind: 'ring', state: 'river' },
};

const levels = ['error', 'warning', 'info'] as const;
/** So many of one level are listed before somebody asks for more: classes without a limit come by the dozen. */
const FIRST = 30;

/** What of the rules somebody should look at; a click leads to the row that mends it. */
export function FindingList({ findings, words }: { findings: readonly Finding[]; words: Words }) {
  const { t } = words;
  const [all, setAll] = useState<readonly string[]>([]);
  return (
    <>
      {levels.map((level) => {
        const mine = findings.filter((one) => one.level === level);
        if (mine.length === 0) return null;
        const open = all.includes(level) || (level !== 'info' && mine.length <= FIRST);
        const shown = all.includes(level) ? mine : open ? mine : mine.slice(0, level === 'info' ? 3 : FIRST);
        return (
          <section key={level} className="st-findings">
            <h3>
              <Shape {...signs[level]} size={11} />
              {t('settings:levelCount', { level: t(`settings:level.${level}`), n: mine.length })}
            </h3>
            <ul>
              {shown.map((finding) => (
                <FindingLine
                  key={`${finding.table}/${finding.code}/${JSON.stringify(finding.params)}`}
                  finding={finding}
                  words={words}
                />
              ))}
            </ul>
            {shown.length < mine.length ? (
              <button type="button" className="xh-link" onClick={() => setAll([...all, level])}>
                {t('settings:showAll', { n: mine.length })}
              </button>
            ) : null}
          </section>
        );
      })}
    </>
  );
}

function FindingLine({ finding, words }: { finding: Finding; words: Words }) {
  const action = useAsyncAction();
  const text = findingText(words, finding);
  const goal = goalOf(finding);
  if (finding.code === 'reckonOpen')
    return (
      <li>
        {text}{' '}
        <button
          type="button"
          className="xh-link"
          disabled={action.busy}
          onClick={() => action.run(() => act('rules.reckon', {})).then(loadRules)}
        >
          {words.t('settings:reckonGoOn')}
        </button>
        {action.problem ? <p role="alert">{action.problem}</p> : null}
      </li>
    );
  const onClick = goal
    ? () => goTo(goal)
    : isTableId(finding.table)
      ? () => showTable(finding.table as TableId)
      : undefined;
  return (
    <li>
      {onClick ? (
        <button type="button" onClick={onClick}>
          {text}
        </button>
      ) : (
        text
      )}
    </li>
  );
}

const nothing: readonly Finding[] = [];

/** All findings, table by table: where one begins when something is wrong. */
export function Overview({ words }: { words: Words }) {
  const { t } = words;
  const findings = useSettings((state) => state.findings);
  const mine = findings ?? nothing;
  const others = mine.filter((one) => !isTableId(one.table));
  return (
    <section className="st-overview" aria-label={t('settings:overview')}>
      <header>
        <h1>{t('settings:overview')}</h1>
        <p className="xh-quiet">{t('settings:overviewHow')}</p>
      </header>
      {findings && mine.length === 0 ? <p className="st-empty">{t('settings:noFindings')}</p> : null}
      {tableIds.map((id) => {
        const here = mine.filter((one) => one.table === id);
        if (here.length === 0) return null;
        return (
          <article key={id}>
            <h2>
              <button type="button" className="xh-link" onClick={() => showTable(id)}>
                {t(`settings:table.${id}`)}
              </button>
            </h2>
            <FindingList findings={here} words={words} />
          </article>
        );
      })}
      {others.length > 0 ? (
        <article>
          <h2>{t('settings:otherTables')}</h2>
          <FindingList findings={others} words={words} />
        </article>
      ) : null}
    </section>
  );
}
