import type { ReactNode } from 'react';
import type { MoveName } from '../openMove';
import { AnswerMove, AskExtensionMove, AskHoldMove, ResumeMove } from './askMoves';
import { AddPartMove, AssignMove } from './assignMoves';
import { CheckMove, CloseMove } from './checkMoves';
import { ForceCloseMove, ReopenMove, VoidMove } from './endMoves';
import { FollowMove } from './FollowMove';
import { MergeMove, UnmergeMove } from './mergeMoves';
import { AnswerSupervisionMove, SuperviseMove, UrgeMove } from './pressMoves';
import type { CaseMoveProps } from './props';
import { ReturnMove } from './ReturnMove';
import { DescribeMove, NoteMove } from './recordMoves';
import { AcceptMove, ConfirmMove, HandleMove } from './unitMoves';

const panels: Readonly<Partial<Record<MoveName, (props: CaseMoveProps) => ReactNode>>> = {
  'case.assign': AssignMove,
  'case.accept': AcceptMove,
  'case.return': ReturnMove,
  'case.handle': HandleMove,
  'case.confirm': ConfirmMove,
  'case.check': CheckMove,
  'case.close': CloseMove,
  'case.urge': UrgeMove,
  'case.askExtension': AskExtensionMove,
  'case.askHold': AskHoldMove,
  'case.answer': AnswerMove,
  'case.resume': ResumeMove,
  'case.answerSupervision': AnswerSupervisionMove,
  'case.reopen': ReopenMove,
  'case.note': NoteMove,
  'case.supervise': SuperviseMove,
  'case.addPart': AddPartMove,
  'case.describe': DescribeMove,
  'case.merge': MergeMove,
  'case.unmerge': UnmergeMove,
  'case.forceClose': ForceCloseMove,
  'case.void': VoidMove,
  'case.follow': FollowMove,
};

/** The panel of a move on a case. */
export function casePanel(move: MoveName, props: CaseMoveProps): ReactNode {
  const Panel = panels[move];
  return Panel ? <Panel key={`${props.page.item.id}/${move}/${props.about ?? ''}`} {...props} /> : null;
}
