import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { type TableName, type TableSet, tableEvents } from './events';

/** The tables of a stream as they stand: last set wins, by the order of the stream. */
export interface TablesState {
  readonly id: string;
  readonly tables: Readonly<Partial<Record<TableName, TableSet>>>;
}

/** Fold a table event. */
function evolve(state: TablesState | null, fact: FactOf<typeof tableEvents>): TablesState {
  const set = fact.data;
  return { id: fact.stream, tables: { ...state?.tables, [set.table]: set } };
}

/** The streams `registry:main` and `rules:main`. */
export const tablesStream = streamType(['registry', 'rules'], tableEvents, evolve);
