import type { Deadline } from '../common';
import type { Conflict } from '../conflicts';
import type { Via } from '../envelope';
import type { CallerView, ReportBody, ReportEventData } from './events';

/** Where a report stands: waiting for intake, linked to a case, refused, or withdrawn with its import. */
export type ReportStatus = 'received' | 'linked' | 'refused' | 'withdrawn';

/** Somebody sent to see whether it is real (核实), and what he said. */
export interface Verification {
  readonly to: string;
  readonly how: 'photo' | 'onSite' | 'phone';
  readonly note?: string | undefined;
  readonly grant: Deadline;
  readonly sentAt: string;
  readonly doneAt?: string | undefined;
  readonly real?: boolean | undefined;
  readonly said?: string | undefined;
}

/** What can be taken back: the last action with the state before it. */
export interface ReportUndo {
  readonly commit: string;
  readonly types: readonly string[];
  readonly actor: string;
  readonly recordedAt: string;
  readonly before: ReportState;
}

/** A report (诉件) folded from its stream. */
export interface ReportState extends Omit<ReportBody, 'caller'> {
  readonly id: string;
  readonly status: ReportStatus;
  readonly recordedAt: string;
  readonly caller?: CallerView | undefined;
  readonly cause?: string | undefined;
  readonly caseId?: string | undefined;
  readonly linkedAt?: string | undefined;
  /** The merged cases that brought it to where it is, first first. */
  readonly mergedFrom: readonly string[];
  /** When the intake clock ran. */
  readonly intakeRan: readonly { readonly from: string; readonly to?: string | undefined }[];
  readonly verification?: Verification | undefined;
  readonly refusal?: ReportEventData<'report.refused'> | undefined;
  readonly reply?:
    | { readonly text: string; readonly at: string; readonly by: string; readonly way?: Via }
    | undefined;
  readonly callBacks: readonly (ReportEventData<'report.called-back'> & {
    readonly at: string;
    readonly by: string;
  })[];
  /** How often its case was taken up again after a reply. */
  readonly reopens: number;
  readonly reopenedAt?: string | undefined;
  readonly undo?: ReportUndo | undefined;
  /** What stations did at once and nobody has decided yet; the fold of the whole stream says it. */
  readonly conflicts?: readonly Conflict[] | undefined;
}

/** The case that a report belongs to now. */
export function linkedCase({ status, caseId }: ReportState): string | undefined {
  return status === 'linked' ? caseId : undefined;
}

/** Channels whose every report is answered to whoever sent it on. */
const answered: ReadonlySet<string> = new Set(['hotline12345', 'urban12319', 'delegate']);
/** Channels by which somebody told us himself: he is answered where we know how. */
const direct: ReadonlySet<string> = new Set(['phone', 'walkIn', 'snapshot']);

/**
 * Does somebody wait for a reply that he has not had? Own findings owe none, nor what the hotline closed itself, nor a
 * reporter who is anonymous or wants none. Asked once the case is closed or the report refused.
 */
export function owesReply(state: ReportState): boolean {
  if (state.reply || state.status === 'withdrawn') return false;
  if (state.sheet?.state === 'closed' && state.reopens === 0) return false;
  if (answered.has(state.channel)) return state.sheet?.state !== 'returned' && state.sheet?.state !== 'void';
  const { caller } = state;
  return direct.has(state.channel) && caller?.callable === true && !caller.wishes.includes('noReply');
}
