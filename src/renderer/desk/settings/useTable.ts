import type { RowError, TableRows, TableSummary } from '@shared/contract/rules';
import { checkRows, type KnownNames, type TableDiff, tableDiff } from '@shared/rules/tableCheck';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { query, useReconnect } from '../../common/client';
import type { Row, TableId } from './columns';
import type { Draft } from './draft';
import { useSettings } from './store';
import type { Words } from './words';

/** A table as it is edited: what holds, what is wanted, what is wrong with it, and how they differ. */
export interface TableState {
  readonly summary: TableSummary | undefined;
  /** What holds now; undefined until it is there. */
  readonly present: Present | undefined;
  readonly draft: Draft | undefined;
  readonly rows: readonly Row[];
  readonly errors: readonly RowError[];
  readonly diff: TableDiff | undefined;
  /** How many rows differ from what holds; the order counts as one. */
  readonly changes: number;
  readonly problem: unknown;
}

type Kept = TableRows['kept'];
type Present = { readonly version: string; readonly rows: readonly Row[]; readonly kept: Kept };

/** Rows of a table; asked again when its version changes, not with every change of a case. */
export function useRows(
  table: TableId,
  version: string | undefined,
): { present?: Present; problem?: unknown } {
  const [state, setState] = useState<{ table?: TableId; present?: Present; problem?: unknown }>({});
  const [again, setAgain] = useState(0);
  useReconnect(() => setAgain((n) => n + 1));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version or connection asks again
  useEffect(() => {
    let over = false;
    query('rules.table', { table })
      .then((present) => !over && setState({ table, present }))
      .catch((problem) => !over && setState({ table, problem }));
    return () => {
      over = true;
    };
  }, [table, version, again]);
  return state.table === table ? state : {};
}

/** What rows may name: what the directory has, and what of it only a newer program reads. */
function knownOf(words: Words, kept: Kept | undefined): KnownNames {
  const { units = [], classes = [], communities = [] } = words.names.directory ?? {};
  const { names } = kept ?? {};
  return {
    units: new Set([...units.map(({ id }) => id), ...(names?.units ?? [])]),
    classes: new Set([...classes.map(({ scheme, code }) => `${scheme}/${code}`), ...(names?.classes ?? [])]),
    communities: new Set([...communities.map(({ code }) => code), ...(names?.communities ?? [])]),
    kept: new Set(kept?.keys),
  };
}

const nothing: readonly Row[] = [];

export function useTable(table: TableId, words: Words): TableState {
  const summary = useSettings((state) => state.tables?.find((one) => one.table === table));
  const draft = useSettings((state) => state.drafts[table]);
  const { present, problem } = useRows(table, summary?.version);
  const rows = draft?.rows ?? present?.rows ?? nothing;
  const calm = useDeferredValue(rows);
  const loaded = words.names.directory !== undefined && present !== undefined;
  const kept = present?.kept;
  const known = useMemo(() => knownOf(words, kept), [words, kept]);
  const errors = useMemo(
    () => (loaded ? checkRows(table, calm, known).errors.map((one) => ({ ...one })) : []),
    [table, calm, known, loaded],
  );
  const diff = useMemo(
    () => (present && draft ? tableDiff(table, present.rows, calm) : undefined),
    [table, present, draft, calm],
  );
  const changes = diff
    ? diff.added.length + diff.removed.length + diff.changed.length + (diff.reordered ? 1 : 0)
    : 0;
  return { summary, present, draft, rows, errors, diff, changes, problem };
}
