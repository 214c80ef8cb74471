import type { Store } from '../../src/main/store/service/store';
import { conflictsAt } from './commands';

/** What came about in a run: seeds in which nothing does prove nothing. */
export interface Tally {
  /** Commands that were acknowledged; of these, decisions of conflicts; and those that were lost with the only disk. */
  readonly commands: number;
  readonly decided: number;
  readonly forgiven: number;
  readonly crashes: number;
  readonly cut: number;
  /** Conflicts that are open at the end. */
  readonly conflicts: number;
  /** Commits that were written again in a new incarnation, and commands that were ended out twice, of which one counts. */
  readonly copies: number;
  readonly twins: number;
  readonly incarnations: number;
  readonly parked: number;
  readonly erased: number;
  readonly sealed: number;
}

type Seen = Omit<Tally, 'commands' | 'decided' | 'forgiven' | 'crashes' | 'cut'>;

export const seenNothing: Seen = {
  conflicts: 0,
  copies: 0,
  twins: 0,
  incarnations: 0,
  parked: 0,
  erased: 0,
  sealed: 0,
};

/** What a store shows of it. */
export function seenAt(store: Store): Seen {
  const count = (sql: string): number => store.projection.db.number(sql);
  return {
    conflicts: conflictsAt(store).length,
    copies: count('SELECT count(*) FROM commits WHERE copy IS NOT NULL'),
    twins: count("SELECT count(*) FROM commits WHERE instr(id, '#')>0"),
    incarnations: count('SELECT count(*) FROM chains WHERE incarnation>1'),
    parked: count('SELECT ifnull(sum(n), 0) FROM parked'),
    erased: count('SELECT count(*) FROM key_use WHERE erased=1'),
    sealed: count('SELECT count(*) FROM key_use'),
  };
}

/** All runs together. */
export class Sum {
  private readonly all: Record<string, number> = {};

  add(tally: Tally): void {
    for (const [name, n] of Object.entries(tally)) this.all[name] = (this.all[name] ?? 0) + n;
  }

  /** What never came about. */
  missing(): string[] {
    return Object.keys({ ...seenNothing, commands: 0, decided: 0, forgiven: 0, crashes: 0, cut: 0 }).filter(
      (name) => !this.all[name],
    );
  }

  get text(): string {
    return Object.entries(this.all)
      .map(([name, n]) => `${n} ${name}`)
      .join(', ');
  }
}
