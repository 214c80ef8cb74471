import type { RuleFinding } from './finding';
import { readTable } from './keptRows';
import type { RawRow } from './readRows';
import { isEditable } from './tableSchemas';

/** A table as it lies in the journal. */
export interface NamedTable {
  readonly table: string;
  readonly rows: readonly RawRow[];
}

/** What of the tables a newer program wrote: it is kept, and does not hold here. */
export function newerFindings(tables: readonly NamedTable[]): RuleFinding[] {
  return tables.flatMap(({ table, rows }): RuleFinding[] => {
    if (table === 'map') return [];
    if (!isEditable(table)) return [{ level: 'info', code: 'newerTable', table, params: { table } }];
    const { keptKeys, withFields } = readTable(table, rows);
    const said = (level: RuleFinding['level'], code: string, n: number): RuleFinding[] =>
      n === 0 ? [] : [{ level, code, table, params: { table, n } }];
    return [...said('warning', 'newerRows', keptKeys.length), ...said('info', 'newerFields', withFields)];
  });
}
