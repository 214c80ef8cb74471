import { type Appliers, streamType } from '../aggregate';
import { type TableSet, tableEvents } from './events';

/** The tables of a stream as they stand, by name: last set wins, by the order of the stream. Those of a newer program are among them. */
export interface TablesState {
  readonly id: string;
  readonly tables: Readonly<Partial<Record<string, TableSet>>>;
}

const appliers: Appliers<TablesState, typeof tableEvents> = {
  'table.set': (state, { stream, data }) => ({
    id: stream,
    tables: { ...state?.tables, [data.table]: data },
  }),
};

/** The streams `registry:main` and `rules:main`. */
export const tablesStream = streamType(['registry', 'rules'], tableEvents, appliers);
