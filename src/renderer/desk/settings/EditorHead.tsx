import type { RefObject } from 'react';
import { fullTimeText } from '../../common/format';
import { type TableId, tableSpecs } from './columns';
import { dropDraft, stepBack, stepForward, useSettings, wishCheck } from './store';
import { authorOf } from './TableList';
import type { TableState } from './useTable';
import type { Words } from './words';
import { YearImport } from './YearImport';

interface HeadProps {
  readonly table: TableId;
  readonly state: TableState;
  readonly words: Words;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly shown: number;
  readonly onlyMarked: boolean;
  readonly onOnlyMarked: (on: boolean) => void;
  readonly onInsert: () => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
  readonly toGrid: () => void;
}

/** Above the rows: which version holds, what is changed, and what can be done. */
export function EditorHead(props: HeadProps) {
  const { table, state, words } = props;
  const { t } = words;
  const { summary, changes, draft, errors } = state;
  return (
    <header className="st-editor-head">
      <div className="st-title">
        <h1>{t(`settings:table.${table}`)}</h1>
        <span className="xh-quiet" title={summary?.version}>
          {summary?.setAt
            ? t('settings:version', {
                version: summary.version,
                at: fullTimeText(summary.setAt),
                by: authorOf(words, summary.setBy),
              })
            : t('settings:defaults')}
        </span>
        <span className="st-title-right" role="status">
          {changes > 0 ? <b className="st-dirty">● {t('settings:changes', { n: changes })}</b> : null}
          {draft && draft.sources.length > 0 ? (
            <span className="xh-quiet">
              {t('settings:fromFiles', { files: draft.sources.join(t('common:listSeparator')) })}
            </span>
          ) : null}
        </span>
        {draft ? (
          <button type="button" className="xh-button" onClick={() => dropDraft(table)}>
            {t('settings:drop')}
          </button>
        ) : null}
        <button
          type="button"
          className={changes > 0 ? 'xh-button xh-button-primary' : 'xh-button'}
          onClick={wishCheck}
        >
          {t('settings:check')} <kbd className="wk-key">Ctrl S</kbd>
        </button>
      </div>
      <Unkept words={words} />
      {state.present && state.present.kept.keys.length > 0 ? (
        <p className="xh-quiet" role="status">
          {t('settings:kept', { n: state.present.kept.keys.length })}
        </p>
      ) : null}
      <Tools {...props} errors={errors.length} />
    </header>
  );
}

function Unkept({ words }: { words: Words }) {
  const unkept = useSettings((state) => state.unkept);
  return unkept ? (
    <p className="st-problem" role="alert">
      {words.t('settings:unkept')}
    </p>
  ) : null;
}

function Tools(props: HeadProps & { errors: number }) {
  const { table, state, words, shown } = props;
  const { t } = words;
  const { rows, draft } = state;
  const empty = rows.length === 0;
  return (
    <div className="st-tools">
      <input
        ref={props.searchField}
        className="xh-input st-search"
        type="search"
        value={props.search}
        placeholder={t('settings:searchIn', { n: rows.length })}
        aria-label={t('settings:search')}
        onChange={(event) => props.onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') props.onSearch('');
          if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') {
            event.preventDefault();
            props.toGrid();
          }
        }}
      />
      {props.search || props.onlyMarked ? (
        <span className="xh-quiet">{t('settings:found', { n: shown, of: rows.length })}</span>
      ) : null}
      <button
        type="button"
        className={props.onlyMarked ? 'xh-chip xh-chip-on' : 'xh-chip'}
        aria-pressed={props.onlyMarked}
        onClick={() => props.onOnlyMarked(!props.onlyMarked)}
      >
        {props.errors > 0 ? t('settings:onlyMarkedErrors', { n: props.errors }) : t('settings:onlyMarked')}
      </button>
      <span className="st-space" />
      <button
        type="button"
        className="xh-icon"
        disabled={!draft?.past.length}
        title="Ctrl+Z"
        onClick={() => stepBack(table)}
      >
        {t('settings:undo')}
      </button>
      <button
        type="button"
        className="xh-icon"
        disabled={!draft?.future.length}
        title="Ctrl+Y"
        onClick={() => stepForward(table)}
      >
        {t('settings:redo')}
      </button>
      <span aria-hidden="true" className="d-rule" />
      <button type="button" className="xh-icon" title="Ctrl+D" disabled={empty} onClick={props.onDuplicate}>
        {t('settings:duplicate')}
      </button>
      <button type="button" className="xh-icon" title="Ctrl+Delete" disabled={empty} onClick={props.onRemove}>
        {t('settings:remove')}
      </button>
      {table === 'calendar' ? <YearImport state={state} words={words} /> : null}
      {table === 'classes' ? (
        <button
          type="button"
          className="xh-button"
          onClick={() => useSettings.setState({ importing: true, panel: null })}
        >
          {t('settings:catalogue.open')}
        </button>
      ) : null}
      <button type="button" className="xh-button" title="Insert" onClick={props.onInsert}>
        ＋ {t(tableSpecs[table].id === 'calendar' ? 'settings:addHours' : 'settings:add')}
      </button>
    </div>
  );
}
