import type { ReactNode } from 'react';
import type { ReportMoveName } from '../openMove';
import { CallBackMove } from './CallBackMove';
import { CorrectReportMove, RefuseMove, SendVerifyMove, VerifyMove } from './intakeMoves';
import { UnlinkMove } from './mergeMoves';
import type { OneReportProps } from './props';
import { ReplyMove } from './ReplyMove';

/** The panel of a move on one report, wherever that stands; null for those that need its page (filing, linking). */
export function reportPanel(move: ReportMoveName, props: OneReportProps): ReactNode {
  const key = `${props.report.id}/${move}`;
  switch (move) {
    case 'report.sendVerify':
      return <SendVerifyMove key={key} {...props} />;
    case 'report.verify':
      return <VerifyMove key={key} {...props} />;
    case 'report.refuse':
      return <RefuseMove key={key} {...props} />;
    case 'report.describe':
      return <CorrectReportMove key={key} {...props} />;
    case 'report.unlink':
      return <UnlinkMove key={key} {...props} />;
    case 'report.reply':
      return <ReplyMove key={key} {...props} />;
    case 'report.callBack':
      return <CallBackMove key={key} {...props} />;
    default:
      return null;
  }
}
