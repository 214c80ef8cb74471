import type { LedgerSheet } from '@shared/contract/ledger';
import { type Day, dayOf } from '@shared/rules/time';
import { Button, Checkbox, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useQuery } from '../../common/client';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { shell } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { UnitFilesMade, useUnitFiles } from '../kit/unitFiles';
import { closeDialog } from '../state';
import './ledger.css';
import { useKindWords } from './names';

interface DaySheetsProps {
  /** Today without one. */
  readonly day?: Day;
}

/** The day sheets of units that do daily work (作业日报): which units, where to. */
export default function DaySheets({ day: asked }: DaySheetsProps): ReactNode {
  const t = useSay();
  const today = dayOf(useNow());
  const day = asked ?? today;
  const { data, error } = useQuery('ledger.sheet', { day });
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const { busy, problem, made, make } = useUnitFiles((unit, folder) =>
    shell('ledger.sheets', { day, units: [unit], ...(folder ? { folder } : {}) }),
  );
  const units = data?.units;
  const wanted = units?.filter(({ unit }) => !out.has(unit)) ?? [];
  return (
    <Dialog
      title={t('ledger:sheets.title', { day })}
      width={760}
      problem={problem ?? (error && !data ? errorText(t, error) : undefined)}
      footer={
        <>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={wanted.length === 0}
            onClick={() => make(wanted)}
            autoFocus
          >
            {t('ledger:sheets.write', { count: wanted.length })}
          </Button>
        </>
      }
    >
      <p className="wk-dim">{t('ledger:sheets.how')}</p>
      {!units && !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {units?.length === 0 && <p>{t('ledger:sheets.none')}</p>}
      {units && units.length > 0 && <Units units={units} out={out} onOut={setOut} />}
      <UnitFilesMade busy={busy} made={made} title={(count) => t('ledger:sheets.written', { count })} />
    </Dialog>
  );
}

interface UnitsProps {
  readonly units: LedgerSheet['units'];
  /** The units that get none. */
  readonly out: ReadonlySet<string>;
  readonly onOut: (out: ReadonlySet<string>) => void;
}

function Units({ units, out, onOut }: UnitsProps) {
  const t = useSay();
  const names = useNames();
  const words = useKindWords();
  const ids = units.map(({ unit }) => unit);
  const left = ids.filter((unit) => out.has(unit));
  const mark = (unit: string, on: boolean) =>
    onOut(new Set(on ? left.filter((one) => one !== unit) : [...left, unit]));
  return (
    <div className="lg-sheets">
      <table className="dl-table">
        <thead>
          <tr>
            <th>
              <Checkbox
                aria-label={t('ledger:sheets.all')}
                checked={left.length === 0}
                indeterminate={left.length > 0 && left.length < ids.length}
                onChange={(event) => onOut(new Set(event.target.checked ? [] : ids))}
              />
            </th>
            <th>{t('ledger:sheets.unit')}</th>
            <th>{t('ledger:sheets.kinds')}</th>
          </tr>
        </thead>
        <tbody>
          {units.map(({ unit, name, kinds }) => (
            <tr key={unit}>
              <td>
                <Checkbox
                  aria-label={name}
                  checked={!out.has(unit)}
                  onChange={(event) => mark(unit, event.target.checked)}
                />
              </td>
              <td>{names.unit(unit)}</td>
              <td>
                {kinds
                  .map((kind) => `${words.name(kind)} ${words.amount(kind, kind.n)}`)
                  .join(t('ledger:sheets.and'))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
