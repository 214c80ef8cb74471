import type { ImportJob } from '@shared/contract/intake';
import { fromLocalMinute } from '@shared/rules/time';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { fullTimeText } from '../../../common/format';
import { act, useAsyncAction } from '../../kit/calls';
import { useNames } from '../../kit/directory';
import { Field } from '../../kit/fields';
import { type Say, useSay } from '../../kit/say';
import { jobStatus } from './Jobs';
import { reasonText } from './reasons';

const parts = ['created', 'updated', 'same', 'repeatedInSheet', 'needsLook', 'skipped'] as const;

interface ResultProps {
  readonly job: ImportJob;
  /** Cases that a withdrawal left alone because somebody had worked on them. */
  readonly kept: readonly string[];
  readonly reload: () => void;
}

/** What became of every row, and the rows that wait for somebody's decision. */
export function Result({ job, kept, reload }: ResultProps) {
  const t = useSay();
  const { tally } = job;
  const sum = tally ? parts.reduce((total, part) => total + tally[part], 0) : 0;
  const waiting = job.aside.filter((row) => !row.settled).length;
  return (
    <>
      <div>
        <b>{job.file}</b>
        <div className="wk-dim">
          {t(`dialogs:import.status.${jobStatus(job)}`)} · {fullTimeText(job.endedAt ?? job.startedAt)}
        </div>
      </div>
      {tally && (
        <>
          <dl className="dl-tally">
            {parts.map((part) => (
              <div key={part} title={t(`dialogs:import.what.${part}`)}>
                <dt>{t(`dialogs:import.tally.${part}`)}</dt>
                <dd>{tally[part]}</dd>
              </div>
            ))}
          </dl>
          <p className="wk-dim">
            {sum === tally.rows
              ? t('dialogs:import.accounted', { rows: tally.rows })
              : t('dialogs:import.unaccounted', { rows: tally.rows, sum })}
          </p>
        </>
      )}
      {kept.length > 0 && (
        <p className="wk-consequence">
          {t('dialogs:import.kept', { nos: kept.join(t('common:listSeparator')) })}
        </p>
      )}
      {job.aside.length > 0 && (
        <section>
          <h3>{t('dialogs:import.aside', { waiting, count: job.aside.length })}</h3>
          {job.aside.map((row) => (
            <RowForReview key={row.row} job={job.job} row={row} reload={reload} />
          ))}
        </section>
      )}
    </>
  );
}

type Row = ImportJob['aside'][number];

/** Values of an opened row, by their headers, nested ones flattened. */
function lines(row: Record<string, unknown>): [string, string][] {
  return Object.entries(row).flatMap(([key, value]): [string, string][] => {
    if (value === null || value === undefined || value === '') return [];
    if (Array.isArray(value))
      return [
        [key, value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join('、')],
      ];
    if (typeof value === 'object') return lines(value as Record<string, unknown>);
    return [[key, String(value)]];
  });
}

function useRowForReview(job: string, row: Row, reload: () => void, t: Say) {
  const action = useAsyncAction();
  const [opened, setOpened] = useState<Record<string, unknown>>();
  const [orderNo, setOrderNo] = useState('');
  const [receivedAt, setReceivedAt] = useState('');
  const open = () =>
    action.run(async () => {
      const found = await act('import.asideRow', { job, row: row.row });
      setOpened(found);
    });
  const settle = (how: 'takenIn' | 'dropped') =>
    action.run(async () => {
      const mended = how === 'takenIn' && receivedAt ? { receivedAt: fromLocalMinute(receivedAt) } : {};
      const number = how === 'takenIn' && orderNo.trim() ? { orderNo: orderNo.trim() } : {};
      await act('import.settleRow', { job, row: row.row, how, ...number, ...mended });
      setOpened(undefined);
      reload();
    });
  const needs = {
    number: row.reasons.some((reason) => /number/i.test(reason)),
    time: row.reasons.some((reason) => /time/i.test(reason)),
  };
  const missing =
    needs.number && orderNo.trim() === ''
      ? t('dialogs:import.needNumber')
      : needs.time && receivedAt === ''
        ? t('dialogs:import.needTime')
        : undefined;
  return {
    ...action,
    opened,
    setOpened,
    orderNo,
    setOrderNo,
    receivedAt,
    setReceivedAt,
    open,
    settle,
    needs,
    missing,
  };
}

/** Desks that did not know of each other settled the row: each with whom and when. The report of whoever took it in is there once. */
function SettledTwice({ settlements }: { settlements: NonNullable<Row['settlements']> }) {
  const t = useSay();
  const { operator } = useNames();
  const each = settlements.map(({ how, by, at }) =>
    t('dialogs:import.settledBy', {
      how: t(`dialogs:import.settled.${how}`),
      name: operator(by),
      at: fullTimeText(at),
    }),
  );
  return (
    <div>
      {t('dialogs:import.settledTwice', {
        count: settlements.length,
        each: each.join(t('common:semicolon')),
      })}
    </div>
  );
}

/** A row that was set aside: why; opened on request (on record), mended, then taken in or dropped. */
function RowForReview({ job, row, reload }: { job: string; row: Row; reload: () => void }) {
  const t = useSay();
  const it = useRowForReview(job, row, reload, t);
  const why = row.reasons.map((reason) => reasonText(reason, t)).join(t('common:semicolon'));
  return (
    <div className="dl-job">
      <div>
        {t('dialogs:import.rowNo', { row: row.row })} <span className="wk-dim">{why}</span>
      </div>
      {row.settled ? (
        <span className={row.settlements ? 'wk-gold' : 'wk-dim'}>
          {t(`dialogs:import.settled.${row.settled}`)}
          {row.settlements ? <SettledTwice settlements={row.settlements} /> : null}
        </span>
      ) : (
        <Button size="small" loading={it.busy} onClick={it.opened ? () => it.setOpened(undefined) : it.open}>
          {t(it.opened ? 'dialogs:import.fold' : 'dialogs:import.openRow')}
        </Button>
      )}
      {it.problem && <div className="wk-problem">{it.problem}</div>}
      {it.opened && (
        <div className="dl-form">
          <dl className="wk-facts">
            {lines(it.opened).map(([key, value]) => (
              <div key={key}>
                <dt>{t(`dialogs:field.${key}`, { defaultValue: key })}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {it.needs.number && (
            <Field label={t('dialogs:import.rightNumber')} hint={t('dialogs:import.numberHint')}>
              {(id) => (
                <Input id={id} value={it.orderNo} onChange={(event) => it.setOrderNo(event.target.value)} />
              )}
            </Field>
          )}
          {it.needs.time && (
            <Field label={t('dialogs:import.rightTime')}>
              {(id) => (
                <Input
                  id={id}
                  type="datetime-local"
                  value={it.receivedAt}
                  onChange={(event) => it.setReceivedAt(event.target.value)}
                />
              )}
            </Field>
          )}
          <div className="dl-row">
            <Button
              type="primary"
              disabled={it.missing !== undefined}
              loading={it.busy}
              onClick={() => it.settle('takenIn')}
            >
              {t('dialogs:import.takeIn')}
            </Button>
            <Button danger loading={it.busy} onClick={() => it.settle('dropped')}>
              {t('dialogs:import.drop')}
            </Button>
            <span className="wk-dim">{it.missing ?? t('dialogs:import.dropWhat')}</span>
          </div>
        </div>
      )}
    </div>
  );
}
