import {
  type AppealKind,
  appealKindSchema,
  type Channel,
  type ClassRef,
  channelSchema,
  type Deadline,
} from '@shared/domain/common';
import { type ExplainedDay, explain, formatLimit } from '@shared/rules/deadline';
import type { RuleBook } from '@shared/rules/ruleBook';
import { type LimitItem, limitItemSchema } from '@shared/rules/tables';
import { fromLocalMinute, toLocalMinute } from '@shared/rules/time';
import { Select } from 'antd';
import { useId, useMemo, useState } from 'react';
import { clockText, durationText, fullTimeText, type Translate } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { ClassSelect } from '../kit/ClassSelect';
import type { Row } from './columns';
import { Basis } from './TrialDuty';
import { useBooks } from './useBook';
import type { TableState } from './useTable';
import type { Words } from './words';

interface TrialProps {
  readonly state: TableState;
  readonly words: Words;
  readonly activeRow: Row | undefined;
  readonly onShow: (row: number, field: string | undefined) => void;
}

interface Asked {
  readonly item: LimitItem;
  readonly channel: Channel;
  readonly appealKind: AppealKind | undefined;
  readonly classRef: ClassRef | undefined;
  readonly urgent: boolean;
  readonly unit: string | undefined;
}

interface LimitAnswer {
  readonly grant: Deadline;
  readonly days: readonly ExplainedDay[];
  readonly minutes: number;
}

function tryLimit(book: RuleBook, asked: Asked, start: string): LimitAnswer {
  const { item, urgent, ...what } = asked;
  const grant = book.deadline(item, { ...what, priority: urgent ? 'urgent' : 'normal' }, start);
  const { value, unit } = grant;
  const { days, minutes } = explain(start, { value, unit }, book.calendars.of(asked.unit));
  return { grant, days, minutes };
}

/** `2024-12-31 14:05` as an instant; undefined for anything else. */
function startOf(text: string): string | undefined {
  try {
    return fromLocalMinute(text.trim().replace(/\s+/, 'T'));
  } catch {
    return undefined;
  }
}

/** What a case would get: choose what it is, and see limit, row, due time, and the minutes counted day by day. */
export function TrialLimit({ state, words, activeRow, onShow }: TrialProps) {
  const { t, names } = words;
  const books = useBooks('limits', state.draft && state.rows, state.errors.length > 0);
  const now = useNow();
  const ids = useId();
  const [start, setStart] = useState(() => toLocalMinute(now).replace('T', ' '));
  const [asked, setAsked] = useState<Asked>(() => firstAsked(activeRow));
  const patch = (part: Partial<Asked>) => setAsked((old) => ({ ...old, ...part }));
  const book = books.drafted ?? books.present;
  const at = startOf(start);
  const answer = useMemo(() => {
    if (!book || !at) return undefined;
    try {
      return tryLimit(book, asked, at);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }, [book, asked, at]);
  const select = <V extends string>(
    key: string,
    value: V | undefined,
    values: readonly V[],
    words_: string,
    put: (value: V | undefined) => void,
  ) => (
    <>
      <label htmlFor={`${ids}-${key}`}>{t(`settings:field.limits.${key}`)}</label>
      <Select
        id={`${ids}-${key}`}
        allowClear
        value={value ?? null}
        options={values.map((one) => ({ value: one, label: t(`${words_}.${one}`) }))}
        onChange={(next: V | null | undefined) => put(next ?? undefined)}
      />
    </>
  );
  return (
    <div className="st-trial">
      <p className="xh-quiet">{t('settings:trial.limit')}</p>
      {books.problem ? <p className="st-problem">{errorText(t, books.problem)}</p> : null}
      {select('item', asked.item, limitItemSchema.options, 'settings:item', (item) =>
        patch({ item: item ?? 'handle' }),
      )}
      {select('channel', asked.channel, channelSchema.options, 'common:channel', (channel) =>
        patch({ channel: channel ?? 'hotline12345' }),
      )}
      {select('appealKind', asked.appealKind, appealKindSchema.options, 'common:appeal', (appealKind) =>
        patch({ appealKind }),
      )}
      {select(
        'priority',
        asked.urgent ? 'urgent' : 'normal',
        ['normal', 'urgent'] as const,
        'settings:priority',
        (one) => patch({ urgent: one === 'urgent' }),
      )}
      <label htmlFor={`${ids}-class`}>{t('settings:trial.class')}</label>
      <ClassSelect id={`${ids}-class`} value={asked.classRef} onChange={(classRef) => patch({ classRef })} />
      <label htmlFor={`${ids}-unit`}>{t('settings:trial.unit')}</label>
      <Select
        id={`${ids}-unit`}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={asked.unit ?? null}
        placeholder={t('settings:trial.unitHint')}
        options={(names.directory?.units ?? []).map(({ id }) => ({ value: id, label: names.unitShort(id) }))}
        onChange={(unit: string | null | undefined) => patch({ unit: unit ?? undefined })}
      />
      <label htmlFor={`${ids}-start`}>{t('settings:trial.start')}</label>
      <input
        id={`${ids}-start`}
        className="xh-input"
        value={start}
        aria-invalid={at === undefined}
        onChange={(event) => setStart(event.target.value)}
      />
      {at === undefined ? <p className="st-problem">{t('settings:trial.badStart')}</p> : null}
      <Basis drafted={books.drafted !== undefined} broken={books.broken} words={words} />
      {answer instanceof Error ? <p className="st-problem">{answer.message}</p> : null}
      {answer && !(answer instanceof Error) ? (
        <Answer answer={answer} state={state} words={words} onShow={onShow} />
      ) : null}
    </div>
  );
}

function firstAsked(row: Row | undefined): Asked {
  const item = limitItemSchema.safeParse(row?.item);
  const channel = channelSchema.safeParse(row?.channel);
  const kind = appealKindSchema.safeParse(row?.appealKind);
  const { classScheme: scheme, classCode: code } = row ?? {};
  const named = typeof scheme === 'string' && typeof code === 'string';
  return {
    item: item.success ? item.data : 'handle',
    channel: channel.success ? channel.data : 'hotline12345',
    appealKind: kind.success ? kind.data : undefined,
    classRef: named ? { scheme, code } : undefined,
    urgent: row?.priority === 'urgent',
    unit: undefined,
  };
}

function Answer(props: Pick<TrialProps, 'state' | 'words' | 'onShow'> & { answer: LimitAnswer }) {
  const { answer, state, words, onShow } = props;
  const { t } = words;
  const { grant, days, minutes } = answer;
  const [table, ...rest] = grant.rule.split('/');
  const id = rest.join('/');
  const index = table === 'limits' ? state.rows.findIndex((row) => row.id === id) : -1;
  const limit = `${grant.value} ${t(`common:unitOf.${grant.unit}`)}`;
  return (
    <section className="st-answer" aria-live="polite">
      <p className="st-answer-main">
        {t('settings:trial.due', { due: fullTimeText(grant.due) })}
        <span className="xh-quiet"> {limit}</span>
      </p>
      <p className="xh-quiet">
        {t(`settings:trial.rule.${table}`, {
          id,
          limit: formatLimit({ value: grant.value, unit: grant.unit }),
          defaultValue: grant.rule,
        })}{' '}
        {index >= 0 ? (
          <button type="button" className="xh-link" onClick={() => onShow(index, 'value')}>
            {t('settings:trial.toRow', { row: index + 1 })}
          </button>
        ) : null}
      </p>
      <p className="xh-quiet">{t('settings:trial.yellow', { at: fullTimeText(grant.yellowAt) })}</p>
      <table className="st-days">
        <thead>
          <tr>
            <th>{t('settings:trial.day')}</th>
            <th>{t('settings:trial.kind')}</th>
            <th>{t('settings:trial.spans')}</th>
            <th>{t('settings:trial.minutes')}</th>
          </tr>
        </thead>
        <tbody>
          {days.slice(0, 60).map((day) => (
            <tr key={day.day} data-none={day.minutes === 0 || undefined}>
              <td>{day.day.slice(5)}</td>
              <td>{day.name || t(`settings:dayKind.${day.receipt ? 'receipt' : day.kind}`)}</td>
              <td>
                {day.spans.map(({ from, to }) => `${clockText(from)}–${endText(to, day.day)}`).join(' ')}
              </td>
              <td>{day.minutes ? Math.round(day.minutes) : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="xh-quiet">
        {t('settings:trial.sum', {
          minutes: Math.round(minutes),
          text: durationText(minutes, t as Translate),
        })}
        {days.length > 60 ? t('settings:trial.more', { n: days.length - 60 }) : ''}
      </p>
    </section>
  );
}

/** An end at midnight belongs to the day before: 24:00. */
function endText(to: string, day: string): string {
  return to.slice(0, 10) > day ? '24:00' : clockText(to);
}
