import type { UnitDays } from '@shared/contract/sheets';
import { unitDayText } from '@shared/domain/case/dayText';
import { Button, Checkbox, Skeleton } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../common/client';
import { Light as LightMark } from '../../common/Light';
import { copyText, shell, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { useSay } from '../kit/say';
import { UnitFilesMade, useUnitFiles } from '../kit/unitFiles';
import { closeDialog } from '../state';
import './sheets.css';

type Unit = UnitDays['units'][number];
type Light = Unit['rows'][number]['light'];

/** What is open at the moment, asked once: every part's stream is read for it. */
function useDays() {
  const [days, setDays] = useState<UnitDays>();
  const { problem, run } = useAsyncAction();
  const load = () => run(async () => setDays(await query('unit.days', {})));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when the dialog opens, and on request
  useEffect(() => void load(), []);
  return { days, problem, load };
}

const lit = ({ rows }: Unit, light: Light) => rows.filter((row) => row.light === light).length;

/** Who is most behind stands first. */
function pressingFirst(a: Unit, b: Unit): number {
  return (
    lit(b, 'red') - lit(a, 'red') || lit(b, 'yellow') - lit(a, 'yellow') || b.rows.length - a.rows.length
  );
}

/** The daily sheets of units with something open (每日清单): which units, where to; or the list as text for a chat group. */
export default function UnitSheets(): ReactNode {
  const t = useSay();
  const { days, problem: failed } = useDays();
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const { busy, problem, made, make } = useUnitFiles((unit, folder) =>
    shell('unit.sheets', { units: [unit], ...(folder ? { folder } : {}) }),
  );
  const units = [...(days?.units ?? [])].sort(pressingFirst);
  const wanted = units.filter(({ unit }) => !out.has(unit));
  const mark = (unit: string, on: boolean) =>
    setOut((old) => new Set(on ? [...old].filter((one) => one !== unit) : [...old, unit]));
  return (
    <Dialog
      title={t('sheets:units.title')}
      width={760}
      problem={problem ?? failed}
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
            {t('sheets:units.write', { count: wanted.length })}
          </Button>
        </>
      }
    >
      <p className="wk-dim">{t('sheets:units.how')}</p>
      {!days && !failed && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {days && units.length === 0 && <p>{t('sheets:units.none')}</p>}
      {days && units.length > 0 && (
        <div className="sh-list">
          <table className="dl-table">
            <thead>
              <tr>
                <th>
                  <Checkbox
                    aria-label={t('sheets:units.all')}
                    checked={wanted.length === units.length}
                    indeterminate={wanted.length > 0 && wanted.length < units.length}
                    onChange={(event) =>
                      setOut(new Set(event.target.checked ? [] : units.map(({ unit }) => unit)))
                    }
                  />
                </th>
                <th>{t('sheets:units.unit')}</th>
                <th>{t('sheets:units.open')}</th>
                {(['red', 'yellow', 'green'] as const).map((light) => (
                  <th key={light}>{t(`common:light.${light}`)}</th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <UnitLine
                  key={unit.unit}
                  unit={unit}
                  on={!out.has(unit.unit)}
                  onMark={(on) => mark(unit.unit, on)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <UnitFilesMade busy={busy} made={made} title={(count) => t('sheets:units.written', { count })} />
    </Dialog>
  );
}

function UnitLine({ unit, on, onMark }: { unit: Unit; on: boolean; onMark: (on: boolean) => void }) {
  const t = useSay();
  return (
    <tr>
      <td>
        <Checkbox aria-label={unit.name} checked={on} onChange={(event) => onMark(event.target.checked)} />
      </td>
      <td>{unit.name}</td>
      <td className="dl-narrow">{unit.rows.length}</td>
      {(['red', 'yellow', 'green'] as const).map((light) => (
        <td key={light} className="dl-narrow">
          {lit(unit, light) > 0 ? (
            <>
              <LightMark light={light} /> {lit(unit, light)}
            </>
          ) : (
            <span className="wk-dim">0</span>
          )}
        </td>
      ))}
      <td className="sh-number">
        <CopyList unit={unit.unit} label={t('sheets:units.copyOf', { unit: unit.name })} />
      </td>
    </tr>
  );
}

/** Put a unit's list on the clipboard, as it stands now; in Chinese, as it goes to the unit. */
function CopyList({ unit, label }: { unit: string; label: string }) {
  const t = useSay();
  const { t: zh } = useTranslation('common', { lng: 'zh-CN' });
  const { busy, problem, run } = useAsyncAction();
  const [copied, setCopied] = useState<'copied' | 'notCopied'>();
  const copy = () =>
    run(async () => {
      const { units, now } = await query('unit.days', { units: [unit] });
      const one = units[0];
      const text = one ? unitDayText(one.rows, { unit: one.name, centre: zh('centre'), now }) : '';
      setCopied(text !== '' && (await copyText(text)) ? 'copied' : 'notCopied');
    });
  return (
    <>
      <span role="status" className={copied === 'copied' ? 'sh-done' : 'wk-gold'}>
        {problem ?? (copied ? t(`work:${copied}`) : '')}
      </span>{' '}
      <Button size="small" loading={busy} onClick={copy} aria-label={label}>
        {t('sheets:units.copy')}
      </Button>
    </>
  );
}
