import type { ClassRef } from '@shared/domain/common';
import type { Limit } from '@shared/rules/limit';
import type { DraftReport } from './reports';

/** A round with a unit that sent the case back (退单). */
export interface Round {
  readonly unit: string;
  readonly assigned: number;
  readonly returned: number;
}

/** An assisting unit (协办) with its own task; `added` where it joined later (加派). */
export interface Helper {
  readonly unit: string;
  readonly task: string;
  /** What it says when it is done. */
  readonly words: string;
  readonly limit?: Limit | undefined;
  readonly added?: number | undefined;
  readonly done: number;
}

/** What a unit asked for, and the answer. */
export interface Asked {
  readonly asked: number;
  readonly answered: number;
  readonly granted: boolean;
  /** End of a hold; absent for an extension. */
  readonly until?: number | undefined;
}

/** A case taken up once more because the reporter was not content (重办). */
export interface Again {
  /** When he was called back. */
  readonly called: number;
  readonly reopened: number;
  readonly assigned: number;
  readonly handled: number;
  readonly checked: number;
}

/** A case as it will go: moments in ms; what lies after the end of the demo simply does not happen. */
export interface DraftCase {
  readonly id: string;
  readonly first: DraftReport;
  readonly reports: DraftReport[];
  readonly classRef: ClassRef;
  readonly urgent: boolean;
  /** Taken over from the hotline's records, before there was a centre. */
  readonly takenOver: boolean;
  filed: number;
  voided?: number | undefined;
  /** Merged into an earlier case of the same matter; `split` where that was a mistake. */
  merged?: { readonly into: string; readonly at: number; readonly split?: number | undefined } | undefined;
  /** The units that sent it back, before `unit` got it. */
  rounds: Round[];
  /** After the second return: a meeting (协调会) before it is assigned again. */
  meeting?: number | undefined;
  unit: string;
  assigned: number;
  /** Why the operator chose `unit` against the table. */
  against?: string | undefined;
  accepted?: number | undefined;
  helpers: Helper[];
  extension?: Asked | undefined;
  hold?: Asked | undefined;
  /** First to come of the inside limit and the outside deadlines. */
  deadline: number;
  outside: number;
  urged?: number | undefined;
  supervised?: { readonly at: number; readonly answered?: number | undefined } | undefined;
  /** When the worker said it was done; his unit confirms at `handled`. */
  reported?: number | undefined;
  handled: number;
  failed?: { readonly checked: number; readonly handled: number } | undefined;
  checked: number;
  closed: number;
  /** Closed by force (强制结案) at `handled`, without a result. */
  forced?: boolean;
  again?: Again | undefined;
  lastLink: number;
}

/** Whether something out of the ordinary happens to a case already: one such thing is enough. */
export function isPlain(draft: DraftCase): boolean {
  const { voided, merged, extension, hold, failed, again, helpers, rounds, forced, against } = draft;
  const turns = [voided, merged, extension, hold, failed, again, against];
  return !forced && helpers.length === 0 && rounds.length === 0 && turns.every((turn) => turn === undefined);
}
