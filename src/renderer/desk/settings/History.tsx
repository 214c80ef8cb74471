import { fullTimeText } from '../../common/format';
import type { TableId } from './columns';
import { useSettings } from './store';
import { authorOf } from './TableList';
import type { Words } from './words';

/** The versions of a table, the newest first: who, when, from where. */
export function History({ table, words }: { table: TableId; words: Words }) {
  const { t } = words;
  const history = useSettings((state) => state.tables?.find((one) => one.table === table)?.history) ?? [];
  if (history.length === 0) return <p className="xh-quiet">{t('settings:noHistory')}</p>;
  return (
    <ol className="st-history">
      {history.map((one, index) => {
        const before = history[index + 1];
        const more = before ? one.rows - before.rows : 0;
        return (
          <li key={one.version}>
            <b>{fullTimeText(one.at)}</b>
            <span>{authorOf(words, one.by)}</span>
            {index === 0 ? <span className="st-now">{t('settings:inForce')}</span> : null}
            <p>
              {t('settings:rows', { n: one.rows })}
              {more === 0 ? '' : ` (${more > 0 ? '+' : '−'}${Math.abs(more)})`}
            </p>
            {one.source ? <p>{one.source}</p> : null}
            <p className="xh-quiet">{one.version}</p>
          </li>
        );
      })}
    </ol>
  );
}
