import { Checkbox, Input } from 'antd';
import { fullTimeText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { useNames } from '../kit/directory';
import { type Say, useSay } from '../kit/say';
import { choose, type Filled, needsException, type RowResult, tick } from './filled';
import { type FilledRow, isLateRow } from './plan';

/** The rows of a filled sheet: what each would record, what is odd or wrong about it, and what became of it. */
export function FilledRows({ filled }: { filled: Filled }) {
  const t = useSay();
  const { rows } = filled.preview;
  if (rows.length === 0) return <p>{t('sheets:filled.noRows')}</p>;
  return (
    <div className="sh-list">
      <table className="dl-table">
        <thead>
          <tr>
            <th />
            {['row', 'case', 'kind', 'said', 'look'].map((head) => (
              <th key={head}>{t(`sheets:filled.column.${head}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.row} row={row} filled={filled} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row, filled }: { row: FilledRow; filled: Filled }) {
  const t = useSay();
  const result = filled.results[row.row];
  const done = result?.status === 'done';
  return (
    <tr className="sh-row" data-row={row.row} data-state={result?.status ?? row.kind}>
      <td>
        <Checkbox
          aria-label={`${t('dialogs:import.rowNo', { row: row.row })} ${row.caseNo}`}
          checked={row.ready && filled.ticked.has(row.row)}
          disabled={!row.ready || done || filled.running}
          onChange={(event) => tick(row.row, event.target.checked)}
        />
      </td>
      <td className="dl-narrow">{row.row}</td>
      <td>
        <div className="dl-narrow">{row.caseNo}</div>
        {row.case && <div className="wk-dim">{row.case.title}</div>}
      </td>
      <td className="dl-narrow">{t(`sheets:filled.kind.${row.kind}`)}</td>
      <td>
        <Said row={row} />
      </td>
      <td>
        <div className="sh-findings">
          <Became result={result} row={row} t={t} />
          {!done && <Exception row={row} filled={filled} />}
        </div>
      </td>
    </tr>
  );
}

/** What would stand in the case: the unit's words, its reason, when and who. */
function Said({ row }: { row: FilledRow }) {
  const t = useSay();
  const names = useNames();
  const about = [
    row.doneAt ? fullTimeText(row.doneAt) : '',
    row.by ?? '',
    row.suggests ? t('sheets:filled.suggests', { unit: names.unit(row.suggests) }) : '',
  ].filter(Boolean);
  return (
    <>
      {row.reason && <div>{t(`work:returnReasons.${row.reason}`)}</div>}
      {row.note}
      {about.length > 0 && <div className="wk-dim">{about.join(' · ')}</div>}
    </>
  );
}

/** What is said of the time that the unit wrote, where that is not the time that is recorded, would only confuse. */
function findingsOf(row: FilledRow, now: string): FilledRow['findings'] {
  if (!row.recordAt) return row.findings;
  return row.findings.filter(
    ({ code }) => code !== 'timeBeforeAssigned' && (code !== 'timeLongAgo' || isLateRow(row, now)),
  );
}

const tones = { error: 'wk-problem', warning: 'wk-gold', info: 'wk-dim' } as const;

function Became({ row, result, t }: { row: FilledRow; result: RowResult | undefined; t: Say }) {
  const now = useNow();
  if (result?.status === 'done') return <span className="sh-done">{t('sheets:filled.recorded')}</span>;
  if (result?.status === 'running') return <span className="wk-dim">{t('sheets:filled.recording')}</span>;
  return (
    <>
      {result?.status === 'refused' && <div className="wk-problem">{errorText(t, result.error)}</div>}
      {row.recordAt && (
        <div className="wk-gold">{t('sheets:filled.recordAt', { at: fullTimeText(row.recordAt) })}</div>
      )}
      {findingsOf(row, now).map((one) => (
        <div key={one.code + (one.column ?? '')} className={tones[one.level]}>
          {one.column ? `〔${one.column}〕` : ''}
          {t(`work:unitSheet.${one.code}`, { value: one.value ?? '' })}
        </div>
      ))}
    </>
  );
}

/** Why the centre takes a return after its window; asked where it is one. */
function Exception({ row, filled }: { row: FilledRow; filled: Filled }) {
  const t = useSay();
  const { ticked, results, choices } = filled;
  if (!row.ready || !ticked.has(row.row) || !needsException(row, results[row.row])) return null;
  return (
    <div>
      <div className="wk-gold">{t('sheets:filled.returnLate')}</div>
      <Input
        size="small"
        maxLength={500}
        aria-label={`${t('sheets:filled.exception')} ${row.caseNo}`}
        placeholder={t('sheets:filled.exception')}
        disabled={filled.running}
        value={choices.exceptions[row.row] ?? ''}
        onChange={(event) => choose({ exceptions: { ...choices.exceptions, [row.row]: event.target.value } })}
      />
    </div>
  );
}
