import type { RuleBook } from '../rules/ruleBook';
import type { CaseState } from './case/evolve';
import type { CentreState } from './centre/evolve';
import type { DevicesState } from './devices/evolve';
import type { IntakeState } from './intake/evolve';
import type { LedgerState } from './ledger/evolve';
import type { TablesState } from './registry/evolve';
import type { ReportState } from './report/evolve';

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

/** The folded streams that a command named. A stream that does not exist yet is null. */
export interface Streams {
  report(id: string): ReportState | null;
  case(id: string): CaseState | null;
  tables(id: string): TablesState | null;
  ledger(id: string): LedgerState | null;
  intake(id: string): IntakeState | null;
  devices(id: string): DevicesState | null;
  centre(id: string): CentreState | null;
  /** The reports that are linked to a case now. */
  reportsOf(caseId: string): readonly string[];
}

/** Ids computed from what comes from outside, so that two desks importing one sheet make one report. */
export interface DerivedIds {
  /** Stream id of the report with this number of this channel. */
  reportOf(channel: string, outsideNo: string): string;
  /** Stream id of the case that an import files for this report. */
  caseOf(reportId: string): string;
}
