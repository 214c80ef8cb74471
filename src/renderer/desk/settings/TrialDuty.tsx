import type { ClassRef, Place } from '@shared/domain/common';
import { dayOf } from '@shared/rules/time';
import { Select } from 'antd';
import { useEffect, useId, useMemo, useState } from 'react';
import { query } from '../../common/client';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { ClassSelect } from '../kit/ClassSelect';
import type { Row } from './columns';
import { type Candidate, type DutyAnswer, tryDuty } from './duty';
import { useBooks } from './useBook';
import type { TableState } from './useTable';
import type { Words } from './words';

interface TrialProps {
  readonly state: TableState;
  readonly words: Words;
  readonly activeRow: Row | undefined;
  readonly onShow: (row: number, field: string | undefined) => void;
}

function refOf(row: Row | undefined): ClassRef | undefined {
  const { scheme, code } = row ?? {};
  return typeof scheme === 'string' && typeof code === 'string' ? { scheme, code } : undefined;
}

/** What the gazetteer makes of the words of a place, when the typing pauses. */
function usePlace(text: string): Place | null {
  const [found, setFound] = useState<{ text: string; place: Place } | null>(null);
  useEffect(() => {
    if (text.trim().length < 2) return;
    let over = false;
    const timer = setTimeout(() => {
      query('place.find', { text })
        .then((answer) => {
          const { gridCode, communityCode } = answer ?? {};
          const place = {
            text,
            ...(gridCode ? { gridCode } : {}),
            ...(communityCode ? { communityCode } : {}),
          };
          if (!over) setFound({ text, place });
        })
        .catch(() => undefined);
    }, 300);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found?.text === text ? found.place : null;
}

/** Choose a class and a place: which row answers, and why not the others. */
export function TrialDuty({ state, words, activeRow, onShow }: TrialProps) {
  const { t, names } = words;
  const books = useBooks('responsibility', state.draft && state.rows, state.errors.length > 0);
  const [ref, setRef] = useState<ClassRef | undefined>(() => refOf(activeRow));
  const [community, setCommunity] = useState<string>();
  const [text, setText] = useState('');
  const looked = usePlace(text);
  const today = dayOf(useNow());
  const [day, setDay] = useState(today);
  const ids = useId();
  const place = useMemo<Place>(
    () => ({ text, ...looked, ...(community ? { communityCode: community } : {}) }),
    [text, looked, community],
  );
  const book = books.drafted ?? books.present;
  const answer = useMemo(
    () => (book && ref && /^\d{4}-\d{2}-\d{2}$/.test(day) ? tryDuty(book, ref, place, day) : undefined),
    [book, ref, place, day],
  );
  return (
    <div className="st-trial">
      <p className="xh-quiet">{t('settings:trial.duty')}</p>
      {books.problem ? <p className="st-problem">{errorText(t, books.problem)}</p> : null}
      <label htmlFor={`${ids}-class`}>{t('settings:trial.class')}</label>
      <ClassSelect id={`${ids}-class`} value={ref} onChange={setRef} />
      <label htmlFor={`${ids}-place`}>{t('settings:trial.place')}</label>
      <input
        id={`${ids}-place`}
        className="xh-input"
        value={text}
        placeholder={t('settings:trial.placeHint')}
        onChange={(event) => setText(event.target.value)}
      />
      {looked ? (
        <p className="xh-quiet">
          {looked.communityCode
            ? t('settings:trial.found', {
                community: names.community(looked.communityCode),
                grid: looked.gridCode ?? '—',
              })
            : t('settings:trial.notFound')}
        </p>
      ) : null}
      <label htmlFor={`${ids}-community`}>{t('settings:trial.community')}</label>
      <Select
        id={`${ids}-community`}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={community ?? null}
        placeholder={t('settings:trial.communityHint')}
        options={(names.directory?.communities ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(value: string | null | undefined) => setCommunity(value ?? undefined)}
      />
      <label htmlFor={`${ids}-day`}>{t('settings:trial.day')}</label>
      <input
        id={`${ids}-day`}
        className="xh-input"
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <Basis drafted={books.drafted !== undefined} broken={books.broken} words={words} />
      {answer ? <Answer answer={answer} state={state} words={words} onShow={onShow} /> : null}
    </div>
  );
}

/** Whether the draft or what holds was asked. */
export function Basis({ drafted, broken, words }: { drafted: boolean; broken: boolean; words: Words }) {
  const key = broken ? 'broken' : drafted ? 'drafted' : 'present';
  return <p className="st-basis">{words.t(`settings:trial.${key}`)}</p>;
}

function Answer(props: Pick<TrialProps, 'state' | 'words' | 'onShow'> & { answer: DutyAnswer }) {
  const { answer, state, words, onShow } = props;
  const { t, names } = words;
  const { proposal, candidates } = answer;
  const show = ({ row }: Candidate) => {
    const index = state.rows.findIndex((one) => one.id === row.id);
    if (index >= 0) onShow(index, 'lead');
  };
  return (
    <section className="st-answer" aria-live="polite">
      <p className="st-answer-main">
        {proposal ? names.unit(proposal.unit) : t('settings:trial.nobody')}
        {proposal && proposal.assisting.length > 0 ? (
          <span className="xh-quiet">
            {' '}
            {t('settings:trial.assisting', {
              units: proposal.assisting.map((one) => names.unit(one)).join(t('common:listSeparator')),
            })}
          </span>
        ) : null}
      </p>
      {proposal?.basis ? <p className="xh-quiet">{proposal.basis}</p> : null}
      {candidates.length === 0 ? <p className="xh-quiet">{t('settings:trial.noRows')}</p> : null}
      <ul>
        {candidates.map((one) => (
          <li key={one.row.id} data-how={one.how}>
            <button type="button" onClick={() => show(one)}>
              {one.row.id} ·{' '}
              {one.row.lead.startsWith('@')
                ? t(`settings:byPlace.${one.row.lead.slice(1)}`)
                : names.unit(one.row.lead)}
            </button>
            <p className="xh-quiet">
              {placeWords(words, one)} — {t(`settings:trial.how.${one.how}`)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function placeWords(words: Words, { row }: Candidate): string {
  const { t, names } = words;
  const parts = [
    row.estate,
    row.gridCode,
    row.road,
    row.communityCode && names.community(row.communityCode),
  ].filter(Boolean);
  const place = parts.length > 0 ? parts.join(' ') : t('settings:trial.anywhere');
  return row.from || row.to ? `${place} (${row.from ?? '…'} – ${row.to ?? '…'})` : place;
}
