import type { RuleBook } from '../rules/ruleBook';
import type { StreamType } from './aggregate';
import type { StreamId } from './envelope';

/** What a decision may look at besides the streams: the time, who acts, the rules, and sources of ids. All passed in. */
export interface DecideContext {
  readonly now: string;
  readonly actor: string;
  readonly rules: RuleBook;
  /** A fresh random stream id of this aggregate. */
  newId(aggregate: string): string;
  /** The next readable case number of the day of `at`: `20241231-A0042`, in a later incarnation `20241231-A2-0042`. */
  newCaseNo(at: string): string;
  /** Keyed hash of a caller's normalised number; undefined where there is no number. */
  callerHash(phone: string | undefined): string | undefined;
}

/** The folded streams that a command named. */
export interface Streams {
  /** What a stream folds to; null where there is none yet, or it is none of this type. */
  get<S>(type: StreamType<S>, id: StreamId): S | null;
  /** The reports that are linked to a case now. */
  reportsOf(caseId: StreamId): readonly StreamId[];
}

/** Ids computed from what comes from outside, so that two desks importing one sheet make one report. */
export interface DerivedIds {
  /** Stream id of the report with this number of this channel. */
  reportOf(channel: string, outsideNo: string): string;
  /** Stream id of the case that an import files for this report. */
  caseOf(reportId: string): string;
}
