import { RuleBook } from '@shared/rules/ruleBook';
import { useEffect, useMemo, useState } from 'react';
import { query } from '../../common/client';
import type { Row, TableId } from './columns';
import { useSettings } from './store';

const needed = ['units', 'classes', 'limits', 'responsibility', 'calendar', 'policy'] as const;
type Tables = Readonly<Partial<Record<TableId, readonly Row[]>>>;

function bookOf(tables: Tables): RuleBook {
  const set = (names: readonly TableId[]) => ({
    id: '',
    tables: Object.fromEntries(
      names.map((table) => [table, { table, version: '', rows: [...(tables[table] ?? [])] }]),
    ),
  });
  return new RuleBook(set(['units', 'classes']), set(['limits', 'responsibility', 'calendar', 'policy']));
}

/** The rules to try things out with, made from the tables: as they hold, and with the draft of the table in hand. */
export interface Books {
  readonly present: RuleBook | undefined;
  /** With the draft; undefined where there is none, or rows in it are wrong. */
  readonly drafted: RuleBook | undefined;
  /** A draft whose rows are wrong cannot be tried out. */
  readonly broken: boolean;
  readonly problem: unknown;
}

export function useBooks(table: TableId, draft: readonly Row[] | undefined, wrong: boolean): Books {
  const versions = useSettings((state) =>
    (state.tables ?? []).map((one) => `${one.table}@${one.version}`).join(' '),
  );
  const [tables, setTables] = useState<Tables>();
  const [problem, setProblem] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other versions are other rules
  useEffect(() => {
    let over = false;
    Promise.all(
      needed.map(async (name) => [name, (await query('rules.table', { table: name })).rows] as const),
    )
      .then((all) => !over && setTables(Object.fromEntries(all)))
      .catch((error) => !over && setProblem(error));
    return () => {
      over = true;
    };
  }, [versions]);
  const present = useMemo(() => tables && bookOf(tables), [tables]);
  const drafted = useMemo(() => {
    if (!tables || !draft || wrong) return undefined;
    try {
      return bookOf({ ...tables, [table]: draft });
    } catch {
      return undefined;
    }
  }, [tables, draft, wrong, table]);
  return { present, drafted, broken: draft !== undefined && !drafted, problem };
}
