import type { ImportPreview } from '@shared/contract/intake';
import { fullTimeText } from '../../../common/format';
import { useSay } from '../../kit/say';
import { reasonText } from './reasons';

/** What the sheet is and what will become of its rows, before anything is written. */
export function Preview({ preview }: { preview: ImportPreview }) {
  const t = useSay();
  const { expected } = preview;
  const figures: [string, number][] = [
    ['created', expected.new],
    ['known', expected.known],
    ['repeatedInSheet', expected.repeatedInSheet],
    ['needsLook', preview.needsLook.length],
    ['skipped', preview.skipped.length],
  ];
  return (
    <>
      <div>
        <b>{preview.file}</b>
        <div className="wk-dim">
          {t('dialogs:import.found', {
            sheet: preview.sheet,
            header: preview.headerRow,
            rows: preview.rows,
            asOf: fullTimeText(preview.asOf),
          })}
        </div>
      </div>
      <section>
        <h3>{t('dialogs:import.willHappen')}</h3>
        <dl className="dl-tally">
          {figures.map(([key, count]) => (
            <div key={key} title={t(`dialogs:import.what.${key}`)}>
              <dt>{t(`dialogs:import.tally.${key}`)}</dt>
              <dd>{count}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Mapping preview={preview} />
      <Sample preview={preview} />
      <Exceptions preview={preview} />
    </>
  );
}

function Mapping({ preview }: { preview: ImportPreview }) {
  const t = useSay();
  const known = preview.mapping.filter((one) => one.field !== null);
  const others = preview.mapping.filter((one) => one.field === null);
  return (
    <section>
      <h3>{t('dialogs:import.mapping', { known: known.length, others: others.length })}</h3>
      <div className="dl-map">
        {known.map((one) => (
          <span key={one.column}>
            {one.header} → {t(`dialogs:field.${one.field}`, { defaultValue: one.field ?? '' })}
          </span>
        ))}
        {others.map((one) => (
          <span key={one.column} data-unmapped>
            {one.header || t('dialogs:import.noHeader', { column: one.column })} ·{' '}
            {t('dialogs:import.unmapped')}
          </span>
        ))}
      </div>
    </section>
  );
}

function Sample({ preview }: { preview: ImportPreview }) {
  const t = useSay();
  const columns = ['row', 'no', 'title', 'place', 'state', 'receivedAt', 'caller'] as const;
  return (
    <section>
      <h3>{t('dialogs:import.sample')}</h3>
      <div className="dl-scroll">
        <table className="dl-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{t(`dialogs:import.column.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.sample.map((row) => (
              <tr key={row.row}>
                <td>{row.row}</td>
                <td className="dl-narrow">{row.no}</td>
                <td>{row.title}</td>
                <td>{row.place}</td>
                <td className="dl-narrow">
                  {t(`dialogs:sheetState.${row.state}`, { defaultValue: row.state })}
                </td>
                <td className="dl-narrow">
                  {/^\d{4}-/.test(row.receivedAt) ? fullTimeText(row.receivedAt) : row.receivedAt}
                </td>
                <td className="dl-narrow">{row.caller}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Exceptions({ preview }: { preview: ImportPreview }) {
  const t = useSay();
  if (preview.needsLook.length + preview.skipped.length === 0) return null;
  return (
    <section>
      <h3>{t('dialogs:import.exceptions')}</h3>
      <div className="dl-scroll">
        <table className="dl-table">
          <tbody>
            {preview.needsLook.map((one) => (
              <tr key={`look${one.row}`}>
                <td className="dl-narrow">{t('dialogs:import.rowNo', { row: one.row })}</td>
                <td className="dl-narrow">{t('dialogs:import.tally.needsLook')}</td>
                <td>{one.reasons.map((reason) => reasonText(reason, t)).join(t('common:semicolon'))}</td>
              </tr>
            ))}
            {preview.skipped.map((one) => (
              <tr key={`skip${one.row}`}>
                <td className="dl-narrow">{t('dialogs:import.rowNo', { row: one.row })}</td>
                <td className="dl-narrow">{t('dialogs:import.tally.skipped')}</td>
                <td>
                  {reasonText(one.reason, t)} {one.text}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
