import type { Deadline, Photo } from '../common';
import type { Conflict } from '../conflicts';
import type { AskKind, CaseEventData, Choice, ClockName, CloseKind, ReturnReason } from './events';

/**
 * The stage of a case: to assign (待派遣), in the field (处置中), on hold (挂账), returned (退回待重派), to check (待核查), to
 * close (待结案), and the ends: closed, void, merged into another.
 */
export type CaseStage =
  | 'toAssign'
  | 'handling'
  | 'onHold'
  | 'returned'
  | 'toCheck'
  | 'toClose'
  | 'closed'
  | 'void'
  | 'merged';

/** A clock as a list of intervals under one limit; it runs while the last interval is open. A hold's end lies ahead as an interval that has yet to begin. */
export interface CaseClock {
  readonly name: ClockName;
  /** Whose clock it is; only handling clocks have a unit. */
  readonly unit?: string | undefined;
  readonly grant: Deadline;
  readonly intervals: readonly { readonly from: string; readonly to?: string | undefined }[];
}

/** One unit's part in a case (主办/协办). */
export interface CasePart {
  readonly unit: string;
  readonly role: 'lead' | 'assist';
  readonly task?: string | undefined;
  readonly assignedAt: string;
  readonly returnBy?: string | undefined;
  readonly acceptedAt?: string | undefined;
  /** The worker said it is done; the unit has yet to confirm. */
  readonly reportedAt?: string | undefined;
  readonly handledAt?: string | undefined;
  readonly note?: string | undefined;
}

/** What a unit asked for and nobody has decided yet. */
export interface OpenAsk {
  readonly kind: AskKind;
  readonly unit: string;
  readonly reason: string;
  readonly at: string;
  readonly until?: string | undefined;
}

/** A supervision (督办) with the answer that it owes. */
export interface Supervision {
  readonly id: string;
  readonly unit: string;
  readonly text: string;
  readonly at: string;
  readonly by: string;
  readonly grant: Deadline;
  readonly answeredAt?: string | undefined;
  readonly answer?: string | undefined;
}

/** What can be taken back: the last action with the state before it. */
export interface UndoPoint {
  /** `device.incarnation.seq` of the commit. */
  readonly commit: string;
  readonly types: readonly string[];
  readonly actor: string;
  readonly recordedAt: string;
  readonly before: CaseState;
}

/** Where a case went over to, and what it was: a split brings it back. */
export interface Merger {
  readonly into: string;
  readonly intoNo: string;
  readonly stage: CaseStage;
  readonly ask?: OpenAsk | undefined;
  /** Other cases that a station merged it into without knowing: reports may have gone there too. */
  readonly also?: readonly string[] | undefined;
}

/** A case (案卷) folded from its stream. Its reports are not here: the link lives in the report's stream. */
export interface CaseState extends Omit<CaseEventData<'case.filed'>, 'assign'> {
  readonly id: string;
  readonly stage: CaseStage;
  readonly filedAt: string;
  readonly filedBy: string;
  readonly cause?: string | undefined;
  readonly parts: readonly CasePart[];
  readonly lead?: string | undefined;
  readonly assignedAt?: string | undefined;
  readonly handledAt?: string | undefined;
  readonly checkedAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly closeKind?: CloseKind | undefined;
  readonly closeNote?: string | undefined;
  /** By when reporters without an outside deadline are to hear of the end. */
  readonly reply?: Deadline | undefined;
  readonly voidReason?: string | undefined;
  readonly returns: readonly {
    readonly unit: string;
    readonly reason: ReturnReason;
    readonly at: string;
    readonly note?: string | undefined;
    readonly suggests?: string | undefined;
  }[];
  readonly choices: readonly (Choice & { readonly unit: string; readonly at: string })[];
  readonly reworks: number;
  readonly reopens: number;
  readonly urges: readonly { readonly unit: string; readonly at: string }[];
  readonly supervisions: readonly Supervision[];
  readonly ask?: OpenAsk | undefined;
  /** Units that were granted an extension, once per grant. */
  readonly extensions: readonly string[];
  readonly hold?: { readonly from: string; readonly until: string; readonly reason: string } | undefined;
  readonly holds: number;
  readonly merged?: Merger | undefined;
  readonly clocks: readonly CaseClock[];
  readonly photos: readonly (Photo & { readonly at: string })[];
  readonly undo?: UndoPoint | undefined;
  /** Numbers that other stations gave it when they filed it too (one sheet taken in twice). */
  readonly otherNos?: readonly string[] | undefined;
  /** What stations did at once and nobody has decided yet; the fold of the whole stream says it. */
  readonly conflicts?: readonly Conflict[] | undefined;
  readonly lastAt: string;
  /** The last event that moved it: nothing that moves it may be dated before. */
  readonly movedAt: string;
  readonly lastBy: string;
  /** The bulk job that wrote the last event, if any: a case only its import touched can be withdrawn with it. */
  readonly lastCause?: string | undefined;
}
