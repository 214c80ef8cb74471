import type { RowError } from '@shared/contract/rules';
import { useRef, useState } from 'react';
import { act, useAsyncAction } from '../kit/calls';
import { readBounded } from '../kit/readFile';
import { yearTableOf } from './cells';
import type { Row } from './columns';
import { errorWords } from './sayFinding';
import { edit } from './store';
import type { TableState } from './useTable';
import type { Words } from './words';

/** A year has some forty days off: a larger file is another one. */
const MOST_BYTES = 2 * 1_048_576;

/** The words of a file: UTF-8, or what Chinese spreadsheets write when nobody asks them. */
async function readText(file: File): Promise<string> {
  const bytes = await readBounded(file, MOST_BYTES, 'parse.tooLarge');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** A year in place of the same year, else in front: of two tables for a year the later one holds. */
function withYear(rows: readonly Row[], row: Row): readonly Row[] {
  const year = yearTableOf(row.table)?.year;
  const others = rows.filter((one) => yearTableOf(one.table)?.year !== year);
  return [...others, row];
}

/** A year's holidays from a file into the draft; it takes effect like any other change. */
export function YearImport({ state, words }: { state: TableState; words: Words }) {
  const { t } = words;
  const { present } = state;
  const action = useAsyncAction();
  const field = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState<{ file: string; row: Row | null; errors: readonly RowError[] }>();
  const read = (file: File) =>
    action.run(async () => {
      const answer = await act('rules.readYear', { name: file.name, text: await readText(file) });
      setResult({ file: file.name, ...answer });
      const { row } = answer;
      if (row && present) edit('calendar', present, (rows) => withYear(rows, row), file.name);
    });
  const table = yearTableOf(result?.row?.table);
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        accept=".csv,.json,text/csv,application/json"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void read(file);
        }}
      />
      <button
        type="button"
        className="xh-button"
        disabled={action.busy}
        onClick={() => field.current?.click()}
      >
        {t('settings:year.open')}
      </button>
      {result || action.problem ? (
        <div className="st-note" role="status">
          {action.problem ? <p className="st-problem">{action.problem}</p> : null}
          {table ? (
            <p>
              {t('settings:year.read', {
                file: result?.file,
                year: table.year,
                off: Object.keys(table.holidays).length,
                on: Object.keys(table.workdays).length,
              })}
            </p>
          ) : null}
          {result && result.errors.length > 0 ? (
            <>
              <p className="st-problem">
                {t('settings:year.errors', { file: result.file, n: result.errors.length })}
              </p>
              <ul>
                {result.errors.slice(0, 12).map((error) => (
                  <li key={`${error.row}/${error.field}/${error.code}`}>
                    {errorWords(words, 'calendar', error)}
                  </li>
                ))}
              </ul>
              <p className="xh-quiet">{t('settings:year.how')}</p>
            </>
          ) : null}
          <button
            type="button"
            className="xh-link"
            onClick={() => {
              setResult(undefined);
              action.clear();
            }}
          >
            {t('settings:close')}
          </button>
        </div>
      ) : null}
    </>
  );
}
