import type { MovedClock, RowError, RuleCheck, RuleSet } from '@shared/contract/rules';
import { tableKinds } from '@shared/rules/tableSchemas';
import { useEffect, useRef, useState } from 'react';
import { fullTimeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { act, useAsyncAction } from '../kit/calls';
import { Apply } from './Apply';
import type { Row, TableId } from './columns';
import { DiffList } from './Diff';
import { insertRow } from './draft';
import { FindingList } from './Findings';
import { errorWords } from './sayFinding';
import { edit, useSettings } from './store';
import type { TableState } from './useTable';
import type { Words } from './words';

interface ReviewProps {
  readonly table: TableId;
  readonly state: TableState;
  readonly words: Words;
  readonly onShow: (row: number, field: string | undefined) => void;
}

interface Checked {
  readonly rows: readonly Row[];
  readonly check: RuleCheck;
}

/** Before a table takes effect: errors, what changes, which deadlines move. Afterwards: what it did. */
export function Review(props: ReviewProps) {
  const { table, state, words } = props;
  const { t } = words;
  const [checked, setChecked] = useState<Checked>();
  const [done, setDone] = useState<RuleSet>();
  const action = useAsyncAction();
  const wish = useSettings((settings) => settings.checkWish);
  const served = useRef(0);
  const check = () => {
    const { rows } = state;
    setDone(undefined);
    return action.run(async () =>
      setChecked({
        rows,
        check: await act('rules.check', { table, rows: [...rows] as Record<string, unknown>[] }),
      }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish is served once, when the rows are there
  useEffect(() => {
    if (!state.present || wish === served.current) return;
    served.current = wish;
    void check();
  }, [wish, state.present]);
  const fresh = checked?.rows === state.rows;
  if (done && !state.draft) return <Done done={done} words={words} />;
  return (
    <div className="st-review">
      {action.problem ? (
        <p className="st-problem" role="alert">
          {action.problem}
        </p>
      ) : null}
      {!checked || !fresh ? (
        <div className="st-again">
          <p className="xh-quiet">{t(checked ? 'settings:checkOld' : 'settings:checkHow')}</p>
          <button
            type="button"
            className="xh-button"
            disabled={action.busy || !state.present}
            onClick={check}
          >
            {t(action.busy ? 'settings:checking' : 'settings:check')}
          </button>
        </div>
      ) : null}
      {checked && fresh ? (
        <Outcome
          {...props}
          check={checked.check}
          onDone={(set) => {
            setDone(set);
            setChecked(undefined);
          }}
        />
      ) : null}
    </div>
  );
}

function Outcome(props: ReviewProps & { check: RuleCheck; onDone: (set: RuleSet) => void }) {
  const { table, state, words, check, onShow } = props;
  const { t } = words;
  const { diff } = check;
  const { draft, present } = state;
  const applying = useSettings((settings) => settings.applying === table);
  const stale = draft !== undefined && draft.base !== present?.version && !applying;
  const changes = diff.added.length + diff.removed.length + diff.changed.length + (diff.reordered ? 1 : 0);
  const toRow = (key: string) => {
    const row = state.rows.findIndex((one) => tableKinds[table].key(one) === key);
    const field = diff.changed.find((one) => one.key === key)?.fields[0];
    if (row >= 0) onShow(row, field);
  };
  const restore = (row: Row) => {
    if (state.present) edit(table, state.present, (rows) => insertRow(rows, rows.length, row));
  };
  return (
    <>
      {check.errors.length > 0 ? <Errors {...props} errors={check.errors} /> : null}
      {check.ok && changes === 0 ? <p className="xh-quiet">{t('settings:noChange')}</p> : null}
      {check.ok && changes > 0 ? (
        <>
          <Affected affected={check.affected} words={words} />
          {stale ? <p className="st-problem">{t('settings:staleFirst')}</p> : <Apply {...props} />}
        </>
      ) : null}
      {changes > 0 ? (
        <DiffList table={table} diff={diff} words={words} onRow={toRow} onRestore={restore} />
      ) : null}
      {check.ok ? <NewFindings check={check} words={words} /> : null}
    </>
  );
}

/** Findings that there would be with these rows and are not there now. */
function NewFindings({ check, words }: { check: RuleCheck; words: Words }) {
  const present = useSettings((state) => state.findings) ?? [];
  const known = new Set(present.map((one) => JSON.stringify([one.code, one.params])));
  const would = new Set(check.findings.map((one) => JSON.stringify([one.code, one.params])));
  const fresh = check.findings.filter((one) => !known.has(JSON.stringify([one.code, one.params])));
  const gone = present.filter(
    (one) => one.code !== 'reckonOpen' && !would.has(JSON.stringify([one.code, one.params])),
  ).length;
  if (fresh.length === 0 && gone === 0) return null;
  return (
    <section>
      <h3>{words.t('settings:findingsAfter', { fresh: fresh.length, gone })}</h3>
      <FindingList findings={fresh} words={words} />
    </section>
  );
}

function Errors({ table, words, errors, onShow }: ReviewProps & { errors: readonly RowError[] }) {
  const { t } = words;
  return (
    <section className="st-findings">
      <h3>
        <Shape kind="triangle" state="kapok" size={11} />
        {t('settings:errors', { n: errors.length })}
      </h3>
      <ul>
        {errors.slice(0, 60).map((error) => (
          <li key={`${error.row}/${error.field}/${error.code}`}>
            {error.row >= 0 ? (
              <button type="button" onClick={() => onShow(error.row, error.field)}>
                {t('settings:errorAt', {
                  row: error.row + 1,
                  field: error.field ? words.field(table, error.field) : t('settings:row'),
                })}
                {errorWords(words, table, error)}
              </button>
            ) : (
              errorWords(words, table, error)
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Affected({ affected, words }: { affected: RuleCheck['affected']; words: Words }) {
  const { t } = words;
  const [open, setOpen] = useState(false);
  if (affected.clocks === 0) return <p>{t('settings:affectsNone')}</p>;
  return (
    <section className="st-affected">
      <p>
        <Shape kind="half" state="gold" size={12} /> {t('settings:affects', { n: affected.clocks })}{' '}
        <button type="button" className="xh-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('settings:examples', { n: affected.examples.length })}
        </button>
      </p>
      {open ? (
        <ul>
          {affected.examples.map((one) => (
            <Moved key={`${one.id}/${one.clock}`} moved={one} words={words} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Moved({ moved, words }: { moved: MovedClock; words: Words }) {
  const { t } = words;
  return (
    <li>
      {moved.no} · {t(`settings:clock.${moved.clock}`, { defaultValue: moved.clock })}
      <p>
        <del>{fullTimeText(moved.before)}</del> → <ins>{fullTimeText(moved.after)}</ins>
      </p>
    </li>
  );
}

/** What taking effect did. */
function Done({ done, words }: { done: RuleSet; words: Words }) {
  const { t } = words;
  const { reckoned, version } = done;
  return (
    <section className="st-done" role="status">
      <p>
        <Shape kind="circle" state="jade" size={12} /> <b>{t('settings:applied', { version })}</b>
      </p>
      {reckoned ? (
        <>
          <p>{t('settings:reckoned', { done: reckoned.done, changed: reckoned.changed })}</p>
          {reckoned.cancelled ? (
            <p>{t('settings:reckonCancelled', { left: reckoned.total - reckoned.done })}</p>
          ) : null}
          {reckoned.failed.length > 0 ? (
            <p className="st-problem">{t('settings:reckonFailed', { n: reckoned.failed.length })}</p>
          ) : null}
        </>
      ) : (
        <p>{t('settings:noClocks')}</p>
      )}
    </section>
  );
}
