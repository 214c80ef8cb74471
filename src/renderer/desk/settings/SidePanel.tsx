import { useEffect, useMemo } from 'react';
import { type Row, type TableId, tableSpecs } from './columns';
import { FindingList } from './Findings';
import { History } from './History';
import { Review } from './Review';
import { type Panel, showPanel, useSettings } from './store';
import { TrialDuty } from './TrialDuty';
import { TrialLimit } from './TrialLimit';
import type { TableState } from './useTable';
import type { Words } from './words';

interface SideProps {
  readonly table: TableId;
  readonly state: TableState;
  readonly words: Words;
  readonly onShow: (row: number, field: string | undefined) => void;
  /** The row with the cursor: what is tried out begins with it. */
  readonly activeRow: Row | undefined;
}

/** Beside the rows: what to look at, what a change would do, trying out, earlier versions. */
export function SidePanel(props: SideProps) {
  const { table, words } = props;
  const { t } = words;
  const panel = useSettings((state) => state.panel);
  const findings = useSettings((state) => state.findings);
  const mine = useMemo(() => (findings ?? []).filter((one) => one.table === table), [findings, table]);
  const { trial } = tableSpecs[table];
  const panels: readonly Panel[] = ['findings', 'review', ...(trial ? (['trial'] as const) : []), 'history'];
  useFirstPanel(
    table,
    mine.some((one) => one.level !== 'info'),
  );
  const count = mine.filter((one) => one.level !== 'info').length;
  return (
    <aside className="st-side" data-open={panel !== null || undefined} aria-label={t('settings:side')}>
      <div className="st-tabs" role="tablist" aria-orientation="horizontal">
        {panels.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={panel === one}
            onClick={() => showPanel(panel === one ? null : one)}
          >
            {t(`settings:panel.${one}`)}
            {one === 'findings' && count > 0 ? <span className="d-count">{count}</span> : null}
          </button>
        ))}
      </div>
      {panel === null ? null : (
        <div className="st-side-body" role="tabpanel" aria-label={t(`settings:panel.${panel}`)}>
          {panel === 'findings' ? (
            mine.length > 0 ? (
              <FindingList findings={mine} words={words} />
            ) : (
              <p className="xh-quiet">{t('settings:noFindingsHere')}</p>
            )
          ) : null}
          {panel === 'review' ? <Review key={table} {...props} /> : null}
          {panel === 'history' ? <History table={table} words={words} /> : null}
          {panel === 'trial' && trial === 'duty' ? <TrialDuty {...props} /> : null}
          {panel === 'trial' && trial === 'limit' ? <TrialLimit {...props} /> : null}
        </div>
      )}
    </aside>
  );
}

/** A table in which something is wrong opens with what is wrong. */
function useFirstPanel(table: TableId, wrong: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each table
  useEffect(() => {
    if (useSettings.getState().panel === null) showPanel(wrong ? 'findings' : null);
  }, [table]);
}
