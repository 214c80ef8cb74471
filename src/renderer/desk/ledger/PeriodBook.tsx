import type { LedgerKind, LedgerPeriod } from '@shared/contract/ledger';
import { daysFrom } from '@shared/rules/time';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayBars } from '../../common/charts';
import { useQuery } from '../../common/client';
import { countText } from '../../common/format';
import { useSize } from '../../common/useSize';
import { copyText } from '../kit/calls';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { useDesk } from '../state';
import { EntryList } from './EntryList';
import { useKindWords } from './names';
import type { Period } from './period';
import { periodText } from './periodText';
import { look, type Shown, useLedger } from './state';

interface PeriodBookProps {
  readonly range: Period;
  readonly period: LedgerPeriod;
  readonly onCorrected: (text: string) => void;
}

/** A week or a month: sums by kind, the chart of one of them by day, and the entries behind whatever figure is pressed. */
export function PeriodBook({ range, period, onCorrected }: PeriodBookProps) {
  const charted = useLedger((state) => state.charted);
  const shown = useLedger((state) => state.shown);
  const kind = period.kinds.find(({ id }) => id === charted) ?? period.kinds[0];
  return (
    <div className="lg-period">
      <Sums period={period} charted={kind?.id} />
      <CopyTable key={`${period.from}/${period.to}`} period={period} />
      {kind ? <Chart kind={kind} range={range} period={period} /> : null}
      {kind ? <Units kind={kind} period={period} /> : null}
      <Entries range={range} period={period} shown={shown} onCorrected={onCorrected} />
    </div>
  );
}

/** The sums by day on the clipboard, for a spreadsheet. */
function CopyTable({ period }: { period: LedgerPeriod }) {
  const t = useSay();
  const words = useKindWords();
  const [copied, setCopied] = useState<'copied' | 'notCopied'>();
  const copy = async () => {
    const { name, unit } = words;
    const text = periodText(period, { day: t('ledger:column.day'), sum: t('ledger:column.sum'), name, unit });
    setCopied((await copyText(text)) ? 'copied' : 'notCopied');
  };
  return (
    <div className="lg-copy">
      <span role="status">{copied ? t(`work:${copied}`) : ''}</span>
      <Button size="small" onClick={() => void copy()}>
        {t('ledger:copyTable')}
      </Button>
    </div>
  );
}

function Figure({ text, shown, alarm }: { text: string; shown: Shown; alarm?: boolean }) {
  return (
    <button
      type="button"
      className={alarm ? 'lg-figure lg-flag-red' : 'lg-figure'}
      onClick={() => look({ shown, ...(shown.kind ? { charted: shown.kind } : {}) })}
    >
      {text}
    </button>
  );
}

function Sums({ period, charted }: { period: LedgerPeriod; charted: string | undefined }) {
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const sums = new Map(period.sums.map((sum) => [sum.kind, sum]));
  return (
    <table className="lg-sums">
      <thead>
        <tr>
          {['kind', 'sum', 'before', 'entries', 'late', 'corrected', 'disputed'].map((column) => (
            <th key={column} scope="col">
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {period.kinds.map((kind) => {
          const sum = sums.get(kind.id);
          const shown = { kind: kind.id };
          return (
            <tr key={kind.id} aria-current={charted === kind.id || undefined}>
              <th scope="row">
                <button type="button" className="lg-figure" onClick={() => look({ charted: kind.id })}>
                  {words.name(kind)}
                </button>
              </th>
              <td data-sum={kind.id}>
                <Figure text={words.amount(kind, sum?.n ?? 0)} shown={shown} />
              </td>
              <td className="xh-quiet">{words.amount(kind, sum?.before ?? 0)}</td>
              <td>
                <Figure text={countText(sum?.entries ?? 0)} shown={shown} />
              </td>
              {(['late', 'corrected', 'disputed'] as const).map((only) => (
                <td key={only}>
                  {sum && sum[only] > 0 ? (
                    <Figure
                      text={countText(sum[only])}
                      shown={{ ...shown, only }}
                      alarm={only === 'disputed'}
                    />
                  ) : (
                    <span className="xh-quiet">0</span>
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Chart({ kind, range, period }: { kind: LedgerKind; range: Period; period: LedgerPeriod }) {
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const theme = useDesk((state) => state.theme);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const by = new Map(period.days.filter((one) => one.kind === kind.id).map(({ day, n }) => [day, n]));
  const days = daysFrom(range.from, range.to).map((day) => ({
    day,
    n: day > period.today ? null : (by.get(day) ?? 0),
  }));
  return (
    <div className="lg-chart" ref={box}>
      {size.width > 0 ? (
        <DayBars
          title={words.name(kind)}
          subtitle={t('chartSub', { unit: words.unit(kind) })}
          days={days}
          target={kind.per === 'day' ? kind.target : undefined}
          width={size.width}
          height={220}
          theme={theme}
          words={{ target: t('targetLine') }}
          onDay={(day) => look({ shown: { kind: kind.id, day } })}
        />
      ) : null}
    </div>
  );
}

function Units({ kind, period }: { kind: LedgerKind; period: LedgerPeriod }) {
  const { t } = useTranslation('ledger');
  const words = useKindWords();
  const names = useNames();
  const units = period.units.filter((one) => one.kind === kind.id);
  if (units.length === 0) return null;
  return (
    <p className="lg-units">
      {t('byUnit')}
      {units.map(({ unit, n }) => (
        <Figure
          key={unit}
          text={`${unit === '' ? t('noUnit') : names.unitShort(unit)} ${words.amount(kind, n)}`}
          shown={{ kind: kind.id, unit }}
        />
      ))}
    </p>
  );
}

function Entries({ range, period, shown, onCorrected }: PeriodBookProps & { shown: Shown }) {
  const { t } = useTranslation('ledger');
  const { kind, unit, only, day } = shown;
  const inside = day !== undefined && range.from <= day && day <= range.to ? { from: day, to: day } : range;
  const { data } = useQuery('ledger.entries', {
    ...inside,
    ...(kind === undefined ? {} : { kind }),
    ...(unit === undefined ? {} : { unit }),
    ...(only === undefined ? {} : { only }),
    limit: 200,
  });
  if (!data) return null;
  const rows = new Map(period.kinds.map((one) => [one.id, one]));
  return (
    <section className="lg-behind" aria-label={t('behind')}>
      <h3>
        {t('behindCount', { count: data.total })}
        {data.total > data.rows.length ? ` ${t('behindFirst', { count: data.rows.length })}` : ''}
        {Object.keys(shown).length > 0 ? (
          <button type="button" className="lg-figure" onClick={() => look({ shown: {} })}>
            {t('showAll')}
          </button>
        ) : null}
      </h3>
      <EntryList entries={data.rows} kinds={rows} whole onCorrected={onCorrected} />
    </section>
  );
}
