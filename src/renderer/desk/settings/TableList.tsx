import type { Finding } from '@shared/contract/rules';
import type { ReactNode } from 'react';
import { timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { useNow } from '../../common/useNow';
import { showScreen, useDesk } from '../state';
import { type TableId, tableIds } from './columns';
import { countLevels } from './sayFinding';
import { showTable, useSettings } from './store';
import type { Words } from './words';

const none: readonly Finding[] = [];

/** Who set a table: a person of the centre, or the program when the data were made. */
export function authorOf(words: Words, by: string | null): string {
  if (by === null) return words.t('settings:never');
  const name = words.names.operator(by);
  return name === by && !words.names.directory?.operators.some((one) => one.id === by)
    ? words.t(`settings:by.${by}`, { defaultValue: words.t('settings:by.program') })
    : name;
}

/** The tables in words: version, since when, by whom, and whether something in them wants a look. */
export function TableList({ words, others }: { words: Words; others: ReactNode }) {
  const { t } = words;
  const table = useSettings((state) => state.table);
  const tables = useSettings((state) => state.tables);
  const findings = useSettings((state) => state.findings) ?? none;
  const drafts = useSettings((state) => state.drafts);
  const now = useNow();
  const elsewhere = useDesk((state) => state.screen !== 'settings');
  const order: readonly (TableId | null)[] = [null, ...tableIds];
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by]?.focus();
  };
  return (
    <nav className="st-list" aria-label={t('settings:tables')} onKeyDown={onKeyDown}>
      {order.map((id) => {
        const summary = tables?.find((one) => one.table === id);
        const mine = id === null ? findings : findings.filter((one) => one.table === id);
        return (
          <button
            key={id ?? 'all'}
            type="button"
            aria-current={table === id && !elsewhere ? 'page' : undefined}
            onClick={() => {
              showTable(id);
              showScreen('settings');
            }}
          >
            <span className="st-list-name">
              {id === null ? t('settings:overview') : t(`settings:table.${id}`)}
              {id !== null && drafts[id] ? (
                <span className="st-dirty" title={t('settings:draft')}>
                  ● {t('settings:draftShort')}
                </span>
              ) : null}
              <Marks findings={mine} words={words} />
            </span>
            <span className="st-list-what">
              {id === null
                ? t('settings:overviewWhat')
                : summary?.setAt
                  ? t('settings:since', {
                      at: timeText(summary.setAt, now),
                      by: authorOf(words, summary.setBy),
                      version: summary.version,
                    })
                  : t('settings:defaults')}
            </span>
          </button>
        );
      })}
      {others}
    </nav>
  );
}

/** How many errors and warnings; what is only worth knowing makes no mark. */
function Marks({ findings, words }: { findings: readonly Finding[]; words: Words }) {
  const { error, warning } = countLevels(findings);
  return (
    <span className="st-marks">
      {error > 0 ? (
        <span className="st-mark-error" title={words.t('settings:level.error')}>
          <Shape kind="triangle" state="kapok" size={10} label={words.t('settings:level.error')} />
          {error}
        </span>
      ) : null}
      {warning > 0 ? (
        <span className="st-mark-warning" title={words.t('settings:level.warning')}>
          <Shape kind="half" state="gold" size={10} label={words.t('settings:level.warning')} />
          {warning}
        </span>
      ) : null}
    </span>
  );
}
