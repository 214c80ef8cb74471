import type { CasePage, ConflictView, ReportPage } from '@shared/contract/pages';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { fullTimeText, timeText } from '../../parts/format';
import { Shape } from '../../parts/Shape';
import { useNow } from '../../parts/useNow';
import { kindOf, select } from '../state';
import { newCommandId, send, useErrand } from './calls';
import { useNames } from './directory';
import { tellDone } from './done';
import { bodyText, sentence, whoText } from './history';
import { type Say, useSay } from './say';
import './conflict.css';

type Side = ConflictView['sides'][number];

/** The computer by name, else by its letter in case numbers, else by the beginning of its id. */
function deskName(side: Side, t: Say): string {
  if (side.name) return side.name;
  return t('work:conflict.desk', { id: side.letter ?? side.device.slice(0, 6) });
}

/** What several computers did without knowing of each other: side by side, until somebody says which holds. */
export function Conflicts({ page }: { page: CasePage | ReportPage }) {
  return page.conflicts.map((conflict) => (
    <Conflict key={`${conflict.stream} ${conflict.key}`} conflict={conflict} page={page} />
  ));
}

function titleOf(conflict: ConflictView, page: CasePage | ReportPage, t: Say): string {
  const count = new Set(conflict.sides.map(({ device }) => device)).size;
  if (kindOf(conflict.stream) === 'case') return t('work:conflict.title', { count });
  const report = 'reports' in page ? page.reports.find(({ id }) => id === conflict.stream) : page.report;
  return t('work:conflict.titleReport', { count, no: report?.outsideNo ?? '' });
}

function Conflict({ conflict, page }: { conflict: ConflictView; page: CasePage | ReportPage }) {
  const t = useSay();
  const heading = useId();
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState('');
  const { busy, problem, run } = useErrand();
  const { stream, key } = conflict;
  const winner = conflict.sides.find(({ id }) => id === conflict.winner);
  const choose = (side: Side) => {
    setChosen(side.id);
    const said = note.trim();
    const what = { key, side: side.id, ...(said ? { note: said } : {}) };
    void run(async () => {
      await send({
        id: newCommandId(),
        command:
          kindOf(stream) === 'report'
            ? { type: 'report.settle', reportId: stream, ...what }
            : { type: 'case.settle', caseId: stream, ...what },
      });
      const text = t('work:conflict.done', { no: page.item.no, desk: deskName(side, t) });
      tellDone({ text, itemId: page.item.id });
    });
  };
  return (
    <section className="wk-card wk-conflict" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>
          <Shape kind="ring" state="gold" /> {titleOf(conflict, page, t)}
        </h2>
      </header>
      <p className="wk-dim">{t('work:conflict.hint', { desk: winner ? deskName(winner, t) : '' })}</p>
      <div className="wk-conflict-sides">
        {conflict.sides.map((side) => (
          <SideCard
            key={side.id}
            side={side}
            holds={side.id === conflict.winner}
            busy={busy && chosen === side.id}
            onChoose={() => choose(side)}
          />
        ))}
      </div>
      <Input
        className="wk-conflict-note"
        size="small"
        value={note}
        maxLength={2000}
        aria-label={t('work:conflict.note')}
        placeholder={t('work:conflict.note')}
        onChange={(event) => setNote(event.target.value)}
      />
      {problem && (
        <p className="wk-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

function SideCard(props: { side: Side; holds: boolean; busy: boolean; onChoose: () => void }) {
  const { side, holds } = props;
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const desk = deskName(side, t);
  return (
    <article className="wk-conflict-side" data-holds={holds || undefined} aria-label={desk}>
      <h3>
        {desk}
        {holds && <span className="wk-gold">{t('work:conflict.holds')}</span>}
      </h3>
      <ol>
        {side.lines.map((line) => (
          <li key={line.ref}>
            <time title={fullTimeText(line.at)}>{timeText(line.at, now)}</time>
            <div>
              <div>{sentence(line, names, t)}</div>
              <div className="wk-words">{bodyText(line, names, t)}</div>
              <div className="wk-dim">{whoText(line, names, t)}</div>
            </div>
          </li>
        ))}
      </ol>
      {side.cases.map(({ id, no, title }) => (
        <button key={id} type="button" className="wk-link" onClick={() => select(id)}>
          {no} {title}
        </button>
      ))}
      <Button
        size="small"
        loading={props.busy}
        aria-label={t('work:conflict.chooseDesk', { desk })}
        onClick={props.onChoose}
      >
        {t('work:conflict.choose')}
      </Button>
    </article>
  );
}
