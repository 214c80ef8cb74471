import type { StreamType } from '@shared/domain/aggregate';
import type { StoredEvent } from '@shared/domain/envelope';
import type { KnownEvent } from '@shared/domain/knowledge';
import { stateAs } from '@shared/domain/streams';
import type { RowContext } from './rowContext';

/** How a table's rows are compared with those of a rebuild. */
export interface Compared {
  /** The columns that order them. */
  readonly order: string;
  /** All where nothing is said. */
  readonly columns?: string;
  /** With what it is joined, where it holds numbers of names: these are its own affair, what is compared are the names. */
  readonly from?: string;
}

/** A table of the projection: its `CREATE TABLE`, and what of it must equal a rebuild, or why nothing. */
export type TableDescriptor = { readonly create: string } & (
  | { readonly compared: Compared }
  | { readonly notCompared: string }
);

/** Writes the rows of streams of one type. */
export interface StateWriter<S> {
  /** Write the rows of a stream whole from its state. Null: its only commits were superseded, nothing is left of it. */
  write(stream: string, state: S | null): void;
  /** Forget what is remembered as written: of this stream, without one of all. */
  forget?(stream?: string): void;
}

/** A {@link StateWriter} that gets the states itself. */
export interface StreamWriter {
  write(stream: string): void;
  forget(stream?: string): void;
}

/** Rows made from the folded streams of the aggregate with this name. */
export interface StreamRows<N extends string> {
  readonly aggregate: N;
  readonly prefixes: readonly string[];
  open(context: RowContext, stateOf: (stream: string) => unknown): StreamWriter;
}

/** Notes down a row: its key, and the number that it holds. */
export type LeaveRow = (key: readonly string[], value: number) => void;

/** Rows that events leave one by one, whatever their stream folds to: a key and a number. */
export interface EventRows {
  /** Of which commits: of all, also those without effect (which of their twins came first must not show), or of the first of each command. */
  readonly of: 'allCommits' | 'firstOfCommand';
  /** What an event leaves. `known` is it in its latest version; undefined where a newer program wrote it. */
  read(event: StoredEvent, known: KnownEvent | undefined, leave: LeaveRow): void;
  /** What a key holds of which several events tell: the same in any order, and the same as `upsert` says in SQL. */
  merge(held: number, value: number): number;
  /** Takes the key's columns, then the number. */
  readonly upsert: string;
}

/** What a capability keeps in the projection. `N`: the aggregate whose streams its rows are made from, never where there is none. */
export interface ProjectionDescriptor<N extends string = string> {
  /** By name, in the order in which they are made. */
  readonly tables: Readonly<Record<string, TableDescriptor>>;
  /** `CREATE INDEX`es. They are made apart: filling empty tables is quicker without them. */
  readonly indexes?: readonly string[];
  readonly streamRows?: StreamRows<N>;
  readonly eventRows?: EventRows;
}

/** Describe what a capability keeps in the projection. */
export function defineProjection<N extends string = never>(
  descriptor: ProjectionDescriptor<N>,
): ProjectionDescriptor<N> {
  return descriptor;
}

/** Rows made from the folded streams of an aggregate; `writer` is opened once per projection. */
export function rowsOf<N extends string, S>(
  { name, stream }: { readonly name: N; readonly stream: StreamType<S> },
  writer: (context: RowContext) => StateWriter<S>,
): StreamRows<N> {
  return {
    aggregate: name,
    prefixes: stream.prefixes,
    open: (context, stateOf) => {
      const to = writer(context);
      return {
        write: (id) => to.write(id, stateAs(stream, id, stateOf(id))),
        forget: (id) => to.forget?.(id),
      };
    },
  };
}
