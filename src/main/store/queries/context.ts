import type { Finding } from '@shared/contract/rules';
import type { Streams } from '@shared/domain/context';
import type { Commit, Fact } from '@shared/domain/envelope';
import type { RuleBook } from '@shared/rules/ruleBook';
import type { KeyState } from '../keys/dataKeys';
import type { Db } from '../projection/database';
import type { CallerIndex } from '../search/callers';
import type { DeskTable } from '../search/table';
import type { Knowledge } from '../service/knowledge';

/** What this process knows of jobs beside what is written: who is at work, and whose withdrawal has not come to its end. */
export interface JobsNow {
  readonly atWork: { has(job: string): boolean };
  withdrawing(job: string): boolean;
}

/** The jobs of this process, as far as questions look at them. */
export interface JobsContext {
  readonly imports: JobsNow;
  /** Beside the rules' own findings those of a reckoning that is open. */
  readonly rules: { findings(): Finding[] };
}

/** What a query may look at. It never changes anything. */
export interface QueryContext {
  readonly db: Db;
  readonly now: string;
  readonly nowMs: number;
  readonly position: number;
  /** Who asks: some moves are his alone. */
  readonly actor: string;
  readonly rules: RuleBook;
  readonly knowledge: Knowledge;
  /** The queue's rows in memory, for filters and searches. */
  readonly table: DeskTable;
  /** Who called about which reports, as far as it was read: held in memory only. */
  readonly callers: Pick<CallerIndex, 'othersOf'>;
  /** The reports that a search by number found, by the name of that search (`caller.find`). */
  foundBy(search: string): ReadonlySet<string> | undefined;
  /** The commit of a command id, with its position; undefined where nothing was written under it. */
  commitOf(id: string): { readonly commit: Commit; readonly position: number } | undefined;
  /** What became of the data key of this name in this folder. */
  keyState(name: string): KeyState;
  /** Absent where a store is asked without the server that runs its jobs. */
  readonly jobs?: JobsContext | undefined;
  /** What a stream folds to; null where there is none yet, or it is none of this type. */
  get: Streams['get'];
  /** The same of a stream whatever its type. */
  state(stream: string): unknown;
  facts(stream: string): Fact[];
}
