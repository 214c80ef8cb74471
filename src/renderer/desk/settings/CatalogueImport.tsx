import type { CataloguePreview } from '@shared/contract/catalogue';
import { tableKinds } from '@shared/rules/tableSchemas';
import { useEffect, useRef, useState } from 'react';
import { Shape, type ShapeKind } from '../../common/Shape';
import type { State } from '../../common/tokens';
import { act, shell, useAsyncAction } from '../kit/calls';
import { Reading } from '../kit/Reading';
import { useLacking } from '../kit/whoMay';
import { DiffList } from './Diff';
import { loadRules, useSettings } from './store';
import { schemeWord, type Words } from './words';

type Found = CataloguePreview['findings'][number];

/** What is told before everything else: the old numbering of 04 and 05, and sheets that mix both. */
const trap = new Set(['oldNumbering', 'numberingUnsure', 'numberingMixed']);
const signs: Record<Found['level'], { kind: ShapeKind; state: State }> = {
  error: { kind: 'triangle', state: 'kapok' },
  warning: { kind: 'half', state: 'gold' },
  info: { kind: 'ring', state: 'river' },
};

/** A catalogue of classes from its file to the moment it takes effect: findings and differences come first. */
export function CatalogueImport({ words }: { words: Words }) {
  const { t } = words;
  const action = useAsyncAction();
  const [preview, setPreview] = useState<CataloguePreview>();
  const [reading, setReading] = useState(false);
  const [taken, setTaken] = useState<CataloguePreview>();
  const draft = useSettings((state) => state.drafts.classes !== undefined);
  const heading = useRef<HTMLButtonElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const open = () =>
    action.run(async () => {
      setReading(true);
      const found = await shell('catalogue.open', {}).finally(() => setReading(false));
      if (!found) return;
      setTaken(undefined);
      setPreview(found);
    });
  const take = () =>
    action.run(async () => {
      if (!preview) return;
      await act('catalogue.take', { token: preview.token });
      setTaken(preview);
      setPreview(undefined);
      await loadRules();
    });
  const back = () => useSettings.setState({ importing: false });
  return (
    <section className="st-import" aria-label={t('settings:catalogue.title')}>
      <header className="st-title">
        <h1>{t('settings:catalogue.title')}</h1>
        <span className="st-title-right" />
        <button type="button" className="xh-button" onClick={back}>
          {t('settings:catalogue.back')}
        </button>
        <button
          ref={heading}
          type="button"
          className={preview ? 'xh-button' : 'xh-button xh-button-primary'}
          disabled={action.busy}
          onClick={open}
        >
          {t(preview ? 'settings:catalogue.other' : 'settings:catalogue.choose')}
        </button>
      </header>
      <div className="st-import-body">
        {reading ? <Reading /> : null}
        {action.problem ? (
          <p className="st-problem" role="alert">
            {action.problem}
          </p>
        ) : null}
        {taken ? (
          <p role="status" className="st-done">
            <Shape kind="circle" state="jade" size={12} />{' '}
            {t('settings:catalogue.taken', { file: taken.file, version: taken.version })}
          </p>
        ) : null}
        {!preview && !taken ? <p className="xh-quiet">{t('settings:catalogue.how')}</p> : null}
        {draft ? <p className="st-problem">{t('settings:catalogue.draft')}</p> : null}
        {preview ? <Preview preview={preview} words={words} busy={action.busy} onTake={take} /> : null}
      </div>
    </section>
  );
}

function Preview(props: { preview: CataloguePreview; words: Words; busy: boolean; onTake: () => void }) {
  const { preview, words } = props;
  const { t } = words;
  const { findings, diff, blocked } = preview;
  const lacks = useLacking('rules.set');
  const first = findings.filter((one) => trap.has(one.code));
  const others = findings.filter((one) => !trap.has(one.code));
  const errors = findings.filter((one) => one.level === 'error').length;
  const removed = diff.reduce((sum, one) => sum + one.removed.length, 0);
  const changes = diff.reduce(
    (sum, one) => sum + one.added.length + one.removed.length + one.changed.length,
    0,
  );
  return (
    <>
      <div className="st-import-sum">
        <div>
          <b>{preview.file}</b>
          <p className="xh-quiet">
            {preview.sheets
              .map((sheet) =>
                t('settings:catalogue.sheet', {
                  name: sheet.name,
                  shape: t(`settings:catalogue.shape.${sheet.shape}`),
                  classes: sheet.classes,
                }),
              )
              .join(t('common:semicolon'))}
          </p>
        </div>
        <div className="st-import-take">
          <p>
            {blocked
              ? errors > 0
                ? t('settings:catalogue.blocked', { n: errors })
                : t('settings:catalogue.nothing')
              : changes > 0
                ? t('settings:catalogue.ready', { n: changes })
                : t('settings:catalogue.same')}
          </p>
          {removed > 0 && !blocked ? (
            <p className="st-loss">
              <Shape kind="half" state="gold" size={12} /> {t('settings:catalogue.removes', { n: removed })}
            </p>
          ) : null}
          {lacks ? <p className="xh-quiet">{t(`sharing:${lacks}`)}</p> : null}
          <button
            type="button"
            className="xh-button xh-button-primary"
            disabled={blocked || props.busy || changes === 0 || lacks !== null}
            onClick={props.onTake}
          >
            {t('settings:catalogue.take')}
          </button>
        </div>
      </div>
      {first.map((one) => (
        <div key={`${one.code}/${one.sheet}`} className="st-trap" data-level={one.level} role="note">
          <Shape {...signs[one.level]} size={16} />
          <div>
            <b>{t('settings:catalogue.trap')}</b>
            <p>{importFinding(words, one)}</p>
            <p className="xh-quiet">{t('settings:catalogue.trapWhy')}</p>
          </div>
        </div>
      ))}
      {others.length > 0 ? <ImportFindings findings={others} words={words} /> : null}
      {diff.map((one) => (
        <article key={one.scheme}>
          <h2>
            {t('settings:catalogue.scheme', { scheme: schemeWord(t, one.scheme) })}{' '}
            <span className="xh-quiet">{one.scheme}</span>
          </h2>
          <DiffList
            table="classes"
            words={words}
            diff={{
              added: one.added.map(({ row }) => ({ key: tableKinds.classes.key(row), row })),
              removed: one.removed.map(({ row }) => ({ key: tableKinds.classes.key(row), row })),
              changed: one.changed.map(({ before, after, fields }) => ({
                key: tableKinds.classes.key(after),
                before,
                after,
                fields: fields.map(({ field }) => field),
              })),
              same: one.unchanged,
              reordered: false,
            }}
          />
        </article>
      ))}
    </>
  );
}

function importFinding({ t }: Words, { code, params }: Found): string {
  const scheme = params.scheme === undefined ? {} : { scheme: schemeWord(t, String(params.scheme)) };
  return t(`catalogue:finding.${code}`, { ...params, ...scheme, defaultValue: code });
}

const FIRST = 40;

/** Findings by sheet and row of the file, the worst first. */
function ImportFindings({ findings, words }: { findings: readonly Found[]; words: Words }) {
  const { t } = words;
  const [all, setAll] = useState(false);
  const order = ['error', 'warning', 'info'];
  const sorted = findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <article>
      <h2>{t('settings:catalogue.findings', { n: findings.length })}</h2>
      <table className="st-days st-import-findings">
        <thead>
          <tr>
            <th>{t('settings:catalogue.level')}</th>
            <th>{t('settings:catalogue.where')}</th>
            <th>{t('settings:catalogue.what')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings have no name of their own and never move
            <tr key={index}>
              <td>
                <span className="st-level">
                  <Shape {...signs[one.level]} size={10} />
                  {t(`settings:level.${one.level}`)}
                </span>
              </td>
              <td>
                {one.row > 0
                  ? t('settings:catalogue.at', { sheet: one.sheet, row: one.row, column: one.column ?? '' })
                  : one.sheet}
              </td>
              <td>{importFinding(words, one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length ? (
        <button type="button" className="xh-link" onClick={() => setAll(true)}>
          {t('settings:showAll', { n: sorted.length })}
        </button>
      ) : null}
    </article>
  );
}
