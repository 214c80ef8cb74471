import type { TableDiff } from '@shared/contract/rules';
import { useState } from 'react';
import { type Row, type TableId, tableSpecs } from './columns';
import type { Words } from './words';

/** What names a row to a reader: the words of its first cells. */
export function rowWords(words: Words, table: TableId, row: Row): string {
  const { columns } = tableSpecs[table];
  const said = columns
    .filter((column) => column.field !== 'id' || table === 'policy')
    .map((column) => words.cell(column, row))
    .filter(Boolean)
    .slice(0, 4);
  return said.join(' · ') || String(row.id ?? '');
}

function fieldWords(words: Words, table: TableId, field: string, row: Row): string {
  const column = tableSpecs[table].columns.find((one) => one.field === field);
  const value = row[field];
  if (value === undefined) return '—';
  return column ? words.cell(column, row) || '—' : JSON.stringify(value);
}

const FIRST = 20;

type Shown = Pick<TableDiff, 'added' | 'removed' | 'changed' | 'same' | 'reordered'>;

/** Rows that come, go and change, the changed ones field by field. */
export function DiffList(props: {
  table: TableId;
  diff: Shown;
  words: Words;
  onRow?: (key: string) => void;
  onRestore?: (row: Row) => void;
}) {
  const { table, diff, words } = props;
  const { t } = words;
  const { added, removed, changed } = diff;
  return (
    <div className="st-diff">
      <p className="xh-quiet">
        {t('settings:diff.sum', {
          added: added.length,
          removed: removed.length,
          changed: changed.length,
          same: diff.same,
        })}
        {diff.reordered ? t('settings:diff.reordered') : ''}
      </p>
      <Part
        title={t('settings:diff.changed')}
        words={words}
        lines={changed.map(({ key, fields, before, after }) => (
          <li key={key} data-diff="changed">
            <RowName
              name={rowWords(words, table, after)}
              onClick={props.onRow && (() => props.onRow?.(key))}
            />
            {fields.map((field) => (
              <p key={field}>
                {words.field(table, field)}:{' '}
                {before[field] === undefined ? '—' : <del>{fieldWords(words, table, field, before)}</del>} →{' '}
                <ins>{fieldWords(words, table, field, after)}</ins>
              </p>
            ))}
          </li>
        ))}
      />
      <Part
        title={t('settings:diff.added')}
        words={words}
        lines={added.map(({ key, row }) => (
          <li key={key} data-diff="added">
            <RowName name={rowWords(words, table, row)} onClick={props.onRow && (() => props.onRow?.(key))} />
          </li>
        ))}
      />
      <Part
        title={t('settings:diff.removed')}
        words={words}
        lines={removed.map(({ key, row }) => (
          <li key={key} data-diff="removed">
            <del>{rowWords(words, table, row)}</del>
            {props.onRestore ? (
              <button type="button" className="xh-link" onClick={() => props.onRestore?.(row)}>
                {t('settings:diff.restore')}
              </button>
            ) : null}
          </li>
        ))}
      />
    </div>
  );
}

function RowName({ name, onClick }: { name: string; onClick?: (() => void) | undefined }) {
  return onClick ? (
    <button type="button" onClick={onClick}>
      {name}
    </button>
  ) : (
    <span>{name}</span>
  );
}

function Part({ title, lines, words }: { title: string; lines: React.ReactNode[]; words: Words }) {
  const [all, setAll] = useState(false);
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>
        {title} {lines.length}
      </h3>
      <ul>{all ? lines : lines.slice(0, FIRST)}</ul>
      {!all && lines.length > FIRST ? (
        <button type="button" className="xh-link" onClick={() => setAll(true)}>
          {words.t('settings:showAll', { n: lines.length })}
        </button>
      ) : null}
    </section>
  );
}
