import type { CasePage } from '@shared/contract/pages';
import { Input } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../../common/client';
import { Field } from '../../kit/fields';
import { useSay } from '../../kit/say';
import { CaseFinder } from './CaseFinder';
import { caseTarget, reportTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { CaseMoveProps, OneReportProps, ReportMoveProps } from './props';
import { caseSide, SideBySide, type SideFacts, useReportWords } from './SideBySide';

// Which reports are one matter: merging cases (并案), taking that back (拆分), linking a report, taking it out.

/** The page of the other case, once one was chosen. */
function useOther(id: string | undefined): CasePage | undefined {
  const { data } = useQuery('case.page', id ? { id } : null);
  return data?.item.id === id ? data : undefined;
}

/** Merge (并案): two cases beside one another, one of them stays, all reports go to it. */
export function MergeMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const t = useSay();
  const reportWords = useReportWords();
  const near = page.nearby.open.filter((one) => one.kind === 'case' && one.id !== page.item.id);
  // Beforehand only what is of the same class: a neighbour of another kind is hardly the same matter.
  const like = near.find((one) => one.className === page.item.className)?.id;
  const [otherId, setOther] = useState(about ?? like);
  const other = useOther(otherId);
  const [chosen, setChosen] = useState<string>();
  // The earlier one stays, unless the operator says otherwise.
  const earlier = other && other.filedAt < page.filedAt ? other.item.id : page.item.id;
  const keep = chosen !== undefined && [page.item.id, other?.item.id].includes(chosen) ? chosen : earlier;
  const [gone, stays] = keep === page.item.id ? [other, page] : [page, other];
  const target = gone ? caseTarget(gone) : caseTarget(page);
  const form = useMoveForm(target, `merge/${otherId ?? ''}`, () => ({}), onDone);
  const allowed = gone?.moves.includes('case.merge') ?? false;
  const send = () => {
    if (!gone || !stays) return;
    void form.submit({ command: { type: 'case.merge', caseId: gone.item.id, into: stays.item.id } }, () => ({
      text: t('work:done.mergeCase', { no: gone.item.no, into: stays.item.no }),
      caseId: stays.item.id,
      lasting: true,
    }));
  };
  const missing = !otherId
    ? t('work:missing.case')
    : !other
      ? t('work:comparing')
      : allowed
        ? undefined
        : t('work:missing.mergeable', { no: gone?.item.no ?? '' });
  return (
    <MovePanel
      title={t('work:titleOf.merge')}
      submit={
        gone && stays
          ? t('work:mergeCaseSubmit', { no: gone.item.no, into: stays.item.no })
          : t('work:move.merge')
      }
      {...form.panel}
      missing={missing}
      onSubmit={send}
      onClose={onClose}
    >
      <CaseFinder nearby={near} self={page.item.id} value={otherId} onChange={setOther} />
      {other && (
        <SideBySide
          sides={[caseSide(page, reportWords), caseSide(other, reportWords)]}
          keep={keep}
          onKeep={setChosen}
        />
      )}
      <p className="wk-consequence">{t('work:mergeCaseHint')}</p>
    </MovePanel>
  );
}

/** Take a merger back (拆分): from the case that went, or from the one that its reports went to. */
export function UnmergeMove({ page, about, onDone, onClose }: CaseMoveProps) {
  const t = useSay();
  const elsewhere = about !== undefined && about !== page.item.id ? about : undefined;
  const other = useOther(elsewhere);
  const gone = elsewhere ? other : page;
  const { value, patch, submit, panel } = useMoveForm(
    gone ? caseTarget(gone) : { id: elsewhere ?? page.item.id, basis: '', round: '' },
    'unmerge',
    () => ({ reason: '' }),
    onDone,
  );
  const { reason } = value;
  const no = gone?.item.no ?? '';
  const send = () => {
    if (!gone) return;
    void submit({ command: { type: 'case.unmerge', caseId: gone.item.id, reason: reason.trim() } }, () => ({
      text: t('work:done.unmerge', { no }),
      stay: true,
      lasting: true,
    }));
  };
  return (
    <MovePanel
      title={t('work:titleOf.unmerge', { no })}
      submit={t('work:unmergeSubmit')}
      {...panel}
      missing={gone && reason.trim() !== '' ? undefined : t('work:missing.why')}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('work:unmergeConsequence', { no })}</p>
      <Field label={t('work:why')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            value={reason}
            onChange={(event) => patch({ reason: event.target.value })}
          />
        )}
      </Field>
    </MovePanel>
  );
}

/** Link (并入): the report joins a case and keeps its own number, clock and reply. */
export function LinkMove({ page, about, onDone, onClose }: ReportMoveProps) {
  const t = useSay();
  const reportWords = useReportWords();
  const { report, item } = page;
  const near = page.nearby.open.filter((one) => one.kind === 'case');
  const like = near.find((one) => one.className === item.className)?.id;
  const [caseId, setCase] = useState(about ?? like);
  const other = useOther(caseId);
  const form = useMoveForm(reportTarget(report), `link/${caseId ?? ''}`, () => ({}), onDone);
  const send = () => {
    if (!other) return;
    void form.submit({ command: { type: 'report.link', reportId: item.id, caseId: other.item.id } }, () => ({
      text: t('work:done.merge', { no: other.item.no }),
    }));
  };
  const self: SideFacts = {
    id: item.id,
    no: item.no,
    title: report.title || item.title,
    state: item.state,
    light: item.light,
    content: report.content,
    place: report.place,
    className: item.className,
    from: report.receivedAt,
    unit: null,
    photos: report.photos,
    reports: [{ id: report.id, words: reportWords(report) }],
  };
  return (
    <MovePanel
      title={t('work:move.link')}
      submit={other ? t('work:mergeInto', { no: other.item.no }) : t('work:mergeSubmit')}
      {...form.panel}
      missing={caseId ? (other ? undefined : t('work:comparing')) : t('work:missing.case')}
      onSubmit={send}
      onClose={onClose}
    >
      <CaseFinder nearby={near} self={item.id} value={caseId} onChange={setCase} />
      {other && <SideBySide sides={[self, caseSide(other, reportWords)]} keep={other.item.id} />}
      <p className="wk-dim">{t('work:mergeHint')}</p>
    </MovePanel>
  );
}

/** Take a report out of its case (移出): it waits for intake again, under a clock of its own. */
export function UnlinkMove({ report, no, onDone, onClose }: OneReportProps) {
  const t = useSay();
  const { value, patch, submit, panel } = useMoveForm(
    reportTarget(report),
    'unlink',
    () => ({ reason: '' }),
    onDone,
  );
  const { reason } = value;
  const send = () =>
    void submit({ command: { type: 'report.unlink', reportId: report.id, reason: reason.trim() } }, () => ({
      text: t('work:done.unlink', { no }),
      stay: true,
    }));
  return (
    <MovePanel
      title={t('work:titleOf.unlink', { no })}
      submit={t('work:move.unlink')}
      {...panel}
      missing={reason.trim() === '' ? t('work:missing.why') : undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="wk-consequence">{t('work:unlinkConsequence')}</p>
      <Field label={t('work:why')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            value={reason}
            onChange={(event) => patch({ reason: event.target.value })}
          />
        )}
      </Field>
    </MovePanel>
  );
}
