import type { CasePage } from '@shared/contract/models';
import { slipText } from '@shared/domain/case/slip';
import { minutesBetween } from '@shared/rules/time';
import { Button } from 'antd';
import { useState } from 'react';
import { durationText, type Translate } from '../../parts/format';
import { useNow } from '../../parts/useNow';
import { copyText } from './calls';
import { type Names, useNames } from './directory';
import { NowCard } from './Moves';
import { AssignMove, CloseMove, ReturnMove, useSlipNames, VoidMove } from './moves/caseMoves';
import { CheckMove, HandleMove, NoteMove } from './moves/fieldMoves';
import type { MoveResult } from './moves/props';
import { closeMove, type MoveName, moveNames } from './openMove';
import { useSay } from './say';

/** The order in which moves lead a case on: the first allowed one is proposed. */
const leading: readonly MoveName[] = ['case.assign', 'case.handle', 'case.check', 'case.close'];

function proposalReason(page: CasePage, t: Translate): string {
  const { proposal } = page;
  if (!proposal) return t('work:reason.noRule');
  const rule = proposal.basis
    ? t('work:reason.ruleBasis', { rule: proposal.rule, basis: proposal.basis })
    : t('work:reason.rule', { rule: proposal.rule });
  if (proposal.similar === 0) return `${rule}；${t('work:reason.noPrecedent')}`;
  const counts = { similar: proposal.similar, done: proposal.doneByUnit, returned: proposal.returnedByUnit };
  return `${rule}；${t('work:reason.precedents', counts)}`;
}

function handleReason(page: CasePage, now: string, names: Names, t: Translate): string {
  const waiting = page.parts.filter((part) => !part.handledAt);
  const units = waiting.map((part) => names.unitShort(part.unit)).join('、');
  const since = page.assignedAt ? durationText(minutesBetween(page.assignedAt, now), t) : '';
  return waiting.length > 1
    ? t('work:reason.waitingSeveral', { units, count: waiting.length, since })
    : t('work:reason.waiting', { units, since });
}

function checkReason(page: CasePage, names: Names, t: Translate): string {
  const last = page.parts.findLast((part) => part.handledAt);
  if (!last) return t('work:reason.handled');
  const after = page.photos.filter((photo) => photo.kind === 'after').length;
  const said = last.note ? t('work:reason.said', { unit: names.unitShort(last.unit), note: last.note }) : '';
  return [said, after > 0 ? t('work:reason.photosAfter', { count: after }) : t('work:reason.noPhotosAfter')]
    .filter(Boolean)
    .join('；');
}

function proposed(page: CasePage, now: string, names: Names, t: Translate) {
  const move = leading.find((one) => page.moves.includes(one));
  if (move === 'case.assign') {
    const label = page.proposal
      ? t('work:assignTo', { unit: names.unit(page.proposal.unit) })
      : t('work:assignChoose');
    return { move, label, reason: proposalReason(page, t) };
  }
  if (move === 'case.handle')
    return { move, label: t('work:move.handle'), reason: handleReason(page, now, names, t) };
  if (move === 'case.check')
    return { move, label: t('work:checkSubmit.close'), reason: checkReason(page, names, t) };
  return move ? { move, label: t('work:move.close'), reason: t('work:reason.checked') } : null;
}

/** The slip again, for whoever asks twice. */
function SlipButton({ page }: { page: CasePage }) {
  const t = useSay();
  const names = useSlipNames();
  const [copied, setCopied] = useState<boolean>();
  if (page.parts.length === 0) return null;
  const copy = async () => setCopied(await copyText(slipText(page, names)));
  return (
    <Button size="small" type="text" onClick={copy}>
      {copied === undefined ? t('work:copySlip') : t(copied ? 'work:copied' : 'work:notCopied')}
    </Button>
  );
}

export function CaseNow(props: { page: CasePage; onDone: (result: MoveResult) => void }) {
  const { page, onDone } = props;
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const primary = proposed(page, now, names, t);
  const allowed = moveNames.filter((move) => page.moves.includes(move) && move !== primary?.move);
  const urging: MoveName[] = page.moves.includes('case.return') ? ['urge'] : [];
  const panelProps = { page, onDone, onClose: closeMove };
  const panel = (move: MoveName) => {
    const key = `${page.item.id}/${move}`;
    if (move === 'case.assign') return <AssignMove key={key} {...panelProps} />;
    if (move === 'case.return') return <ReturnMove key={key} {...panelProps} />;
    if (move === 'case.handle') return <HandleMove key={key} {...panelProps} />;
    if (move === 'case.check') return <CheckMove key={key} {...panelProps} />;
    if (move === 'case.close') return <CloseMove key={key} {...panelProps} />;
    if (move === 'case.void') return <VoidMove key={key} {...panelProps} />;
    return <NoteMove key={key} {...panelProps} initial={move === 'urge' ? 'urge' : 'note'} />;
  };
  return (
    <NowCard
      itemId={page.item.id}
      primary={primary}
      others={[...urging, ...allowed]}
      panel={panel}
      empty={t('work:nothingToDo')}
      extra={<SlipButton page={page} />}
    />
  );
}
