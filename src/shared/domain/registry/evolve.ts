import type { Fact } from '../envelope';
import type { TableName, TableSet } from './events';

/** The tables of a stream as they stand: last set wins, by the order of the stream. */
export interface TablesState {
  readonly id: string;
  readonly tables: Readonly<Partial<Record<TableName, TableSet>>>;
}

/** Fold a table event. */
export function evolveTables(state: TablesState | null, fact: Fact): TablesState | null {
  if (fact.type !== 'table.set') return state;
  const set = fact.data as unknown as TableSet;
  return { id: fact.stream, tables: { ...state?.tables, [set.table]: set } };
}
