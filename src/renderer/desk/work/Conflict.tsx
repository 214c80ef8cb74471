import type { CasePage, ConflictView, HistoryLine, ReportPage } from '@shared/contract/pages';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { fullTimeText, timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { useNow } from '../../common/useNow';
import { newCommandId, send, useAsyncAction } from '../kit/calls';
import { useNames } from '../kit/directory';
import { tellDone } from '../kit/done';
import { type Say, useSay } from '../kit/say';
import { kindOf, select } from '../state';
import { bodyText, sentence, whoText } from './history';
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
  const [chosen, setChosen] = useState<Side>();
  const winner = conflict.sides.find(({ id }) => id === conflict.winner);
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
            chosen={side.id === chosen?.id}
            onChoose={() => setChosen(side)}
          />
        ))}
      </div>
      {chosen ? (
        <Decide
          key={chosen.id}
          conflict={conflict}
          side={chosen}
          page={page}
          onClose={() => setChosen(undefined)}
        />
      ) : null}
    </section>
  );
}

interface DecideProps {
  readonly conflict: ConflictView;
  readonly side: Side;
  readonly page: CasePage | ReportPage;
  readonly onClose: () => void;
}

/** Send the decision for a side, with what was said about it. */
function useDecision({ conflict, side, page }: DecideProps, desk: string) {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const { stream, key } = conflict;
  const decide = (said: string) => {
    const what = { key, side: side.id, ...(said ? { note: said } : {}) };
    void run(async () => {
      await send({
        id: newCommandId(),
        command:
          kindOf(stream) === 'report'
            ? { type: 'report.settle', reportId: stream, ...what }
            : { type: 'case.settle', caseId: stream, ...what },
      });
      tellDone({ text: t('work:conflict.done', { no: page.item.no, desk }), itemId: page.item.id });
    });
  };
  return { busy, problem, decide };
}

/** A decision cannot be taken back: what it does is said once more, with room for why. */
function Decide(props: DecideProps) {
  const { conflict, side, onClose } = props;
  const t = useSay();
  const [note, setNote] = useState('');
  const desk = deskName(side, t);
  const others = conflict.sides.filter(({ id }) => id !== side.id).map((one) => deskName(one, t));
  const { busy, problem, decide } = useDecision(props, desk);
  return (
    <form
      className="wk-conflict-decide"
      onSubmit={(event) => {
        event.preventDefault();
        decide(note.trim());
      }}
    >
      <p>{t('work:conflict.means', { desk, others: others.join(t('common:listSeparator')) })}</p>
      <Input
        autoFocus
        value={note}
        maxLength={2000}
        aria-label={t('work:conflict.note')}
        placeholder={t('work:conflict.note')}
        onChange={(event) => setNote(event.target.value)}
      />
      <div>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('work:conflict.chooseDesk', { desk })}
        </Button>
        <Button disabled={busy} onClick={onClose}>
          {t('work:cancel')}
        </Button>
      </div>
      {problem && (
        <p className="wk-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

interface SideProps {
  readonly side: Side;
  readonly holds: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function SideCard({ side, holds, chosen, onChoose }: SideProps) {
  const t = useSay();
  const desk = deskName(side, t);
  return (
    <article
      className="wk-conflict-side"
      data-holds={holds || undefined}
      data-chosen={chosen || undefined}
      aria-label={desk}
    >
      <h3>
        {desk}
        {holds && <span className="wk-gold">{t('work:conflict.holds')}</span>}
      </h3>
      <ol>
        {side.lines.map((line) => (
          <SideLine key={line.ref} line={line} />
        ))}
      </ol>
      {side.cases.map(({ id, no, title }) => (
        <button key={id} type="button" className="wk-link" onClick={() => select(id)}>
          {no} {title}
        </button>
      ))}
      <Button
        size="small"
        aria-label={t('work:conflict.chooseDesk', { desk })}
        aria-pressed={chosen}
        onClick={onChoose}
      >
        {t('work:conflict.choose')}
      </Button>
    </article>
  );
}

function SideLine({ line }: { line: HistoryLine }) {
  const t = useSay();
  const names = useNames();
  const now = useNow();
  return (
    <li>
      <time title={fullTimeText(line.at)}>{timeText(line.at, now)}</time>
      <div>
        <div>{sentence(line, names, t)}</div>
        <div className="wk-words">{bodyText(line, names, t)}</div>
        <div className="wk-dim">{whoText(line, names, t)}</div>
      </div>
    </li>
  );
}
