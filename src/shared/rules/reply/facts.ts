import type { CloseKind } from '../../domain/case/events';
import type { AppealKind, Channel } from '../../domain/common';
import type { Day, Instant } from '../time';

/** What one unit said of a case, as it goes into a reply. */
export interface ReplyUnit {
  readonly name: string;
  /** What it said when it had handled its part (`case.handled`). */
  readonly note?: string | undefined;
  readonly handledAt?: Instant | undefined;
}

/** The report (诉件) that is answered: its own numbers, words and times; numbers inside the words masked. */
export interface ReplyReport {
  /** The number by which the citizen knows it (工单编号), else our own. */
  readonly no?: string | undefined;
  readonly upperNo?: string | undefined;
  readonly channel: Channel;
  readonly appealKind?: AppealKind | undefined;
  readonly title: string;
  readonly content: string;
  readonly className?: string | undefined;
  readonly place?: string | undefined;
  readonly receivedAt: Instant;
  /** Until when the outside asks for the reply. */
  readonly outsideDue?: Instant | undefined;
  readonly caller?:
    | { readonly mask: string; readonly anonymous: boolean; readonly wishes: readonly string[] }
    | undefined;
}

/** What happened in the case (案卷) that the report led to. */
export interface ReplyCase {
  readonly no: string;
  readonly place?: string | undefined;
  readonly className?: string | undefined;
  readonly units: readonly ReplyUnit[];
  readonly check?:
    | {
        readonly how: 'photo' | 'onSite' | 'phone' | 'sheet';
        readonly passed: boolean;
        readonly at?: Instant | undefined;
      }
    | undefined;
  /** Laws and rules that the handling rests on, as they are quoted. */
  readonly legalBasis?: string | undefined;
  /** Decision and result in the operator's words; without it they follow from the closing and the check. */
  readonly result?: string | undefined;
  readonly closeKind?: CloseKind | undefined;
}

/** Who answers: the centre's own office and telephone of the settings, never a caller's. */
export interface ReplyContact {
  readonly office: string;
  readonly phone?: string | undefined;
}

/** Everything a reply (答复) is made of. What is missing is left as a mark `〔…〕` to fill in. */
export interface ReplyFacts {
  readonly report: ReplyReport;
  readonly case?: ReplyCase | undefined;
  /** What is done from here on, so that it stays so. */
  readonly followUp?: string | undefined;
  readonly contact?: ReplyContact | undefined;
  readonly signature: string;
  /** The day under the signature. */
  readonly date: Day;
}

/** A report that was not taken up: 不予受理, 不予立案, 作废, with the reason and where to turn instead. */
export interface RefusalFacts extends Omit<ReplyFacts, 'case'> {
  readonly refusal: {
    readonly kind: 'notAccepted' | 'notFiled' | 'void';
    readonly reason: string;
    /** Whom the citizen may turn to instead. */
    readonly turnTo?: string | undefined;
  };
}

/** A report merged into a case that an earlier report opened; the earlier report's number is not the citizen's business. */
export interface MergedFacts extends ReplyFacts {
  readonly merged: { readonly caseNo: string; readonly filedAt?: Instant | undefined };
}
