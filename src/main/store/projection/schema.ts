import { createHash } from 'node:crypto';
import { KNOWN_EVENTS } from '@shared/domain/knowledge';
import type { Compared, ProjectionDescriptor, TableDescriptor } from './descriptor';
import { projections } from './projections';

const all: readonly ProjectionDescriptor[] = projections;
const tables = all.flatMap((one) => Object.entries<TableDescriptor>(one.tables));

function script(statements: readonly string[]): string {
  return `\n${statements.map((one) => `${one};`).join('\n')}\n`;
}

/**
 * The tables made from events. Times are epoch milliseconds. No event payloads, no words of callers: what a screen needs
 * beyond these columns is read from the stream in the journal.
 */
const TABLES = script(tables.map(([, { create }]) => create));

/** Indexes are made apart: filling empty tables is quicker without them. */
export const INDEXES = script(all.flatMap(({ indexes }) => indexes ?? []));

/** Takes the indexes away again before a filling. */
export const DROP_INDEXES = [...INDEXES.matchAll(/CREATE (?:UNIQUE )?INDEX (\w+)/g)]
  .map(([, name]) => `DROP INDEX ${name};`)
  .join('\n');

export const SCHEMA = TABLES + INDEXES;

/** The projection's logic is part of what its file stands for: raise this when rows come out differently from the same events. */
const LOGIC_VERSION = 9;

/**
 * Names the projection's file: another schema or logic opens another file, which is built from the journal. So does a program that knows
 * more: what an older one parked is folded then.
 */
export const SCHEMA_HASH = createHash('sha256')
  .update(SCHEMA)
  .update(String(LOGIC_VERSION))
  .update(KNOWN_EVENTS)
  .digest('hex')
  .slice(0, 12);

/** Tables whose content must equal a rebuild, with the columns that order them. */
export const COMPARED: readonly (Required<Compared> & { readonly table: string })[] = tables.flatMap(
  ([table, descriptor]) =>
    'compared' in descriptor ? [{ table, columns: '*', from: table, ...descriptor.compared }] : [],
);
