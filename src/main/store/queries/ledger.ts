import { CodedError } from '@shared/contract/errors';
import type {
  LedgerEntryView,
  LedgerFigure,
  LedgerFilter,
  LedgerKind,
  LedgerPeriod,
  LedgerSheet,
  ledgerContract,
} from '@shared/contract/ledger';
import { ledgerOf } from '@shared/domain/ledger/decide';
import {
  isDisputed,
  type LedgerEntry,
  lastCorrections,
  ledgerStream,
  quantityOf,
} from '@shared/domain/ledger/evolve';
import type { LedgerKindRow } from '@shared/rules/ledgerKinds';
import { addDays, type Day, dayOf, daysBetween } from '@shared/rules/time';
import type { Answers } from './answers';
import type { QueryContext } from './context';

/** Some days more than a year: nobody looks at more at once. */
const MOST_DAYS = 400;

interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** @throws CodedError `invalid` where the period is none, or longer than a screen shows. */
function checked({ from, to }: Period): Period {
  if (from > to || daysBetween(from, to) > MOST_DAYS)
    throw new CodedError('invalid', { call: 'ledger.period', reason: `${from} – ${to}` });
  return { from, to };
}

/** The kinds of the table in their order, and behind them those that only entries name. */
function kindsOf(rows: readonly LedgerKindRow[], used: readonly string[]): LedgerKind[] {
  const known = new Set(rows.map(({ id }) => id));
  const strange = [...new Set(used)].filter((id) => !known.has(id)).sort();
  return [
    ...rows.map((row) => ({ ...row, known: true })),
    ...strange.map((id) => ({ id, name: id, unit: '', per: 'day' as const, known: false })),
  ];
}

interface Sum {
  readonly kind: string;
  readonly n: number;
  readonly entries: number;
  readonly late: number;
  readonly corrected: number;
  readonly disputed: number;
}

/** What was done in a period, by day, kind and unit. Errors: `invalid`. */
export function ledgerPeriod(input: Period, { db, rules, now }: QueryContext): LedgerPeriod {
  const { from, to } = checked(input);
  const length = daysBetween(from, to) + 1;
  const days = db.all<LedgerPeriod['days'][number]>(
    'SELECT day, kind, n FROM ledger WHERE day BETWEEN ? AND ? ORDER BY day, kind',
    [from, to],
  );
  const sums = db.all<Sum & Record<string, string | number>>(
    `SELECT kind, sum(n) AS n, count(*) AS entries, sum(late) AS late, sum(corrected) AS corrected, sum(disputed) AS disputed
     FROM ledger_entry WHERE day BETWEEN ? AND ? GROUP BY kind ORDER BY kind`,
    [from, to],
  );
  const before = new Map(
    db
      .all<{ kind: string; n: number }>(
        'SELECT kind, sum(n) AS n FROM ledger WHERE day BETWEEN ? AND ? GROUP BY kind',
        [addDays(from, -length), addDays(from, -1)],
      )
      .map(({ kind, n }) => [kind, n]),
  );
  const units = db.all<LedgerPeriod['units'][number]>(
    `SELECT ifnull(unit, '') AS unit, kind, sum(n) AS n FROM ledger_entry WHERE day BETWEEN ? AND ? GROUP BY 1, 2 ORDER BY 2, 3 DESC, 1`,
    [from, to],
  );
  return {
    from,
    to,
    today: dayOf(now),
    kinds: kindsOf(
      rules.ledgerKinds,
      sums.map(({ kind }) => kind),
    ),
    days,
    sums: sums.map((sum) => ({ ...sum, before: before.get(sum.kind) ?? 0 })),
    units,
  };
}

function viewOf(day: Day, entry: LedgerEntry): LedgerEntryView {
  const last = new Set(lastCorrections(entry).map(({ id }) => id));
  return {
    id: entry.id,
    day,
    kind: entry.kind,
    quantity: quantityOf(entry),
    recorded: entry.quantity,
    unit: entry.unit ?? null,
    community: entry.place?.communityCode ?? null,
    place: entry.place?.text ?? null,
    note: entry.note ?? null,
    photos: [...(entry.photos ?? [])],
    recordedAt: entry.recordedAt,
    by: entry.by,
    late: entry.late,
    lateReason: entry.lateReason ?? null,
    disputed: isDisputed(entry),
    corrections: entry.corrections.map(({ id, quantity, reason, at, by }) => ({
      id,
      quantity,
      reason,
      at,
      by,
      last: last.has(id),
    })),
  };
}

/** Entries behind a figure, the newest first: found in the table, read from their days' streams. Errors: `invalid`. */
export function ledgerEntries(
  filter: LedgerFilter,
  { db, get }: QueryContext,
): { total: number; rows: LedgerEntryView[] } {
  const { from, to } = checked(filter);
  const { kind, unit, only, offset, limit } = filter;
  const conditions = [
    'day BETWEEN ? AND ?',
    ...(kind === undefined ? [] : ['kind = ?']),
    ...(unit === undefined ? [] : ["ifnull(unit, '') = ?"]),
    ...(only === undefined ? [] : [`${only} = 1`]),
  ].join(' AND ');
  const params = [from, to, ...(kind === undefined ? [] : [kind]), ...(unit === undefined ? [] : [unit])];
  const total = db.number(`SELECT count(*) FROM ledger_entry WHERE ${conditions}`, params);
  const found = db.all<{ day: Day; id: string }>(
    `SELECT day, id FROM ledger_entry WHERE ${conditions} ORDER BY day DESC, at DESC, id LIMIT ? OFFSET ?`,
    [...params, limit, offset],
  );
  const rows = found.flatMap(({ day, id }) => {
    const stream = ledgerOf(day);
    const entry = get(ledgerStream, stream)?.entries.find((one) => one.id === id);
    return entry ? [viewOf(day, entry)] : [];
  });
  return { total, rows };
}

/** The figures of wall, counters and briefing: each kind's last day, or its year, up to now. */
export function ledgerFigures({ db, rules, now }: QueryContext): LedgerFigure[] {
  const today = dayOf(now);
  const year = `${today.slice(0, 4)}-01-01`;
  return rules.ledgerKinds.map((kind) => {
    const { id, name, nameEn = name, unit, unitEn = unit, per, target = null } = kind;
    const shown = { kind: id, name, nameEn, unit, unitEn, per, target };
    if (per === 'piece') {
      const sql = 'SELECT sum(n) FROM ledger WHERE kind=? AND day BETWEEN ? AND ?';
      return { ...shown, n: db.number(sql, [id, year, today]), day: null };
    }
    const last = db.get<{ day: string; n: number }>(
      'SELECT day, n FROM ledger WHERE kind=? AND day<=? ORDER BY day DESC LIMIT 1',
      [id, today],
    );
    return { ...shown, n: last?.n ?? 0, day: last?.day ?? null };
  });
}

interface Done {
  readonly unit: string;
  readonly kind: string;
  readonly n: number;
}

/** The kinds of a unit on a day: what it does by the table, and of what it has entries; entries without a unit are theirs who do it. */
function kindsOfUnit(
  unit: string,
  rows: readonly LedgerKindRow[],
  done: readonly Done[],
): LedgerSheet['units'][number]['kinds'] {
  return rows.flatMap((row) => {
    const own = done.filter(
      (one) => one.kind === row.id && (one.unit === unit || (one.unit === '' && row.by === unit)),
    );
    if (row.by !== unit && own.length === 0) return [];
    return [{ ...row, n: own.reduce((sum, { n }) => sum + n, 0) }];
  });
}

/** A unit's name; with its id where another unit has the same one, so that no file is written over another's. */
export function tellingName(unit: string, units: ReadonlyMap<string, { readonly name: string }>): string {
  const name = units.get(unit)?.name ?? unit;
  const shared = [...units].some(([id, other]) => id !== unit && other.name === name);
  return shared ? `${name}（${unit}）` : name;
}

/** What the day sheets of these units say (of all that do something), in the order of the directory. */
export function ledgerSheet(
  { day, units: wanted }: { readonly day: Day; readonly units?: readonly string[] | undefined },
  { db, rules, now }: QueryContext,
): LedgerSheet {
  const done = db.all<Done & Record<string, string | number>>(
    `SELECT ifnull(unit, '') AS unit, kind, sum(n) AS n FROM ledger_entry WHERE day = ? AND n > 0 GROUP BY 1, 2`,
    [day],
  );
  const busy = new Set([...rules.ledgerKinds.map(({ by = '' }) => by), ...done.map(({ unit }) => unit)]);
  // Units that the directory does not have (any more) stand behind those that it has.
  const ordered = [...new Set([...rules.units.keys(), ...[...busy].sort()])];
  return {
    day,
    now,
    contact: rules.policy.contact,
    units: ordered
      .filter((unit) => unit !== '' && busy.has(unit) && (!wanted || wanted.includes(unit)))
      .map((unit) => ({
        unit,
        name: tellingName(unit, rules.units),
        kinds: kindsOfUnit(unit, rules.ledgerKinds, done),
      }))
      .filter(({ kinds }) => kinds.length > 0),
  };
}

/** What was done of each kind in a period, in the order of the table; kinds without any are left out. */
export function ledgerSums(
  from: Day,
  to: Day,
  { db, rules }: QueryContext,
): { kind: LedgerKind; n: number }[] {
  const sums = db.all<{ kind: string; n: number }>(
    'SELECT kind, sum(n) AS n FROM ledger WHERE day BETWEEN ? AND ? GROUP BY kind',
    [from, to],
  );
  const by = new Map(sums.map(({ kind, n }) => [kind, n]));
  return kindsOf(rules.ledgerKinds, [...by.keys()]).flatMap((kind) => {
    const n = by.get(kind.id) ?? 0;
    return n > 0 ? [{ kind, n }] : [];
  });
}

export const answers: Answers<typeof ledgerContract> = {
  'ledger.period': ledgerPeriod,
  'ledger.entries': ledgerEntries,
  'ledger.sheet': ledgerSheet,
};
