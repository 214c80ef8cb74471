import { randomUUID } from 'node:crypto';
import type { FeedMessage } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { Finding, MovedClock, Reckoning, RuleCheck, RuleSet } from '@shared/contract/rules';
import type { CommandInput } from '@shared/domain/commands';
import type { TableName } from '@shared/domain/registry/events';
import { keepUnknown, readTable } from '@shared/rules/keptRows';
import { RuleBook } from '@shared/rules/ruleBook';
import { type CheckedRows, checkRows, type KnownNames, tableDiff } from '@shared/rules/tableCheck';
import { type EditableTable, isEditable, type TableRow, tableKinds } from '@shared/rules/tableSchemas';
import { dayOf } from '@shared/rules/time';
import { readYearCells, readYearJson } from '@shared/rules/yearFile';
import { parseCsv } from 'hucre/csv';
import type { QueryContext } from '../queries/context';
import { findingsOf, rawRows, ruleTable, ruleTables, tablesWith } from '../queries/rules';
import type { Store } from '../service/store';
import { breathe, clockItems, type Item, movedBy, reckonCommand, TOGETHER } from './reckon';
import { dropReckoning, type OpenReckoning, readReckoning, saveReckoning } from './reckonFile';

type Progress = (message: FeedMessage<'job'>) => void;

/** The tables that running clocks hang on. A case keeps the classes that it was opened under. */
const BECAUSE: Readonly<Partial<Record<EditableTable, OpenReckoning['because']>>> = {
  calendar: 'calendar',
  limits: 'limits',
  policy: 'policy',
};

const EXAMPLES = 20;

/** The tables of rules and registry: tried out, set, and running clocks reckoned anew behind them. */
export class Rules {
  private running: { readonly job: string; cancelled: boolean } | undefined;
  private setting = false;

  constructor(
    private readonly store: Store,
    private readonly progress: Progress,
  ) {}

  /** What setting these rows would do; nothing is written. Errors: `rules.notEditable`. */
  async check(table: TableName, rows: readonly TableRow[]): Promise<RuleCheck> {
    const context = this.store.context();
    const known = editable(table);
    const present = rawRows(known, context);
    const checked = checkRows(known, rows, namesOf(known, context));
    const diff = tableDiff(known, readTable(known, present).rows, checked.rows);
    const errors = checked.errors.map((one) => ({ ...one, params: { ...one.params } }));
    if (errors.length > 0)
      return { ok: false, errors, diff, findings: [], affected: { clocks: 0, examples: [] } };
    const tables = tablesWith(known, keepUnknown(known, present, checked.rows), context);
    const findings = findingsOf(context, tables);
    const because = BECAUSE[known];
    const affected = because
      ? await this.affected(new RuleBook(tables.registry, tables.rules), because)
      : { clocks: 0, examples: [] };
    return { ok: true, errors: [], diff, findings, affected };
  }

  /** Set a table and reckon running clocks anew. Errors: `rules.invalid`, `rules.notEditable`, `rules.busy`, the journal's. */
  async set(
    input: {
      table: TableName;
      rows: readonly TableRow[];
      source?: string | undefined;
      note?: string | undefined;
    },
    actor: string,
  ): Promise<RuleSet> {
    if (this.running || this.setting) throw new CodedError('rules.busy');
    const context = this.store.context();
    const table = editable(input.table);
    const checked = checkRows(table, input.rows, namesOf(table, context));
    refuseInvalid(table, checked);
    const rows = keepUnknown(table, rawRows(table, context), checked.rows);
    const version = freshVersion(table, context);
    const because = BECAUSE[table];
    const before = readReckoning(this.store.options.dataDir);
    const open = because && this.plan(table, version, because, actor);
    this.setting = true;
    try {
      await this.store.execute(
        { id: randomUUID(), command: tableCommand({ ...input, table }, version, rows) },
        actor,
      );
    } catch (error) {
      if (open) this.unplan(before);
      throw error;
    } finally {
      this.setting = false;
    }
    return { version, reckoned: open ? await this.run(open) : null };
  }

  /** Go on with a reckoning that was cancelled or cut off; null where none is open. Errors: `rules.busy`. */
  async reckon(actor: string): Promise<Reckoning | null> {
    if (this.running || this.setting) throw new CodedError('rules.busy');
    const open = this.open();
    return open ? this.run({ ...open, actor, cancelled: false }) : null;
  }

  /** After a start: finish what a kill cut off. What somebody cancelled waits for somebody. */
  async resume(): Promise<Reckoning | null> {
    const open = this.store.options.write ? this.open() : undefined;
    return open && !open.cancelled && !this.running ? this.run(open) : null;
  }

  /** Stop after the commands in flight. */
  cancel(): void {
    if (this.running) this.running.cancelled = true;
  }

  /** What of the rules somebody should look at, and a reckoning that is not finished. */
  findings(): Finding[] {
    const open = this.running ? undefined : this.open();
    const waits: Finding[] = open
      ? [
          {
            level: 'warning',
            code: 'reckonOpen',
            table: open.table,
            params: { table: open.table, version: open.version },
          },
        ]
      : [];
    return [...waits, ...findingsOf(this.store.context())];
  }

  /** A year's holidays from a file's text, as a row of the table `calendar`. */
  readYear(name: string, text: string): { row: TableRow | null; errors: RuleCheck['errors'] } {
    const json = /^\s*[[{]/.test(text.replace(/^\uFEFF/, ''));
    const { table, errors } = json
      ? readYearJson(text.replace(/^\uFEFF/, ''), name)
      : readYearCells(cellsOf(text), name);
    const row = table && { kind: 'year', id: `year-${table.year}`, table };
    return { row, errors: errors.map((one) => ({ ...one, params: { ...one.params } })) };
  }

  /** Written before the table is set: a kill in between leaves a plan for a version that is not there, and it is dropped. */
  private plan(
    table: TableName,
    version: string,
    because: OpenReckoning['because'],
    actor: string,
  ): OpenReckoning {
    const open = { job: `reckon:${version}`, table, version, because, actor, cancelled: false };
    saveReckoning(this.store.options.dataDir, open);
    return open;
  }

  /** The table was not set: what was open before is open again. */
  private unplan(before: OpenReckoning | undefined): void {
    const { dataDir } = this.store.options;
    if (before) saveReckoning(dataDir, before);
    else dropReckoning(dataDir);
  }

  /** The reckoning that is open: one whose table was never set is not. */
  private open(): OpenReckoning | undefined {
    const { dataDir, write } = this.store.options;
    const open = readReckoning(dataDir);
    if (!open) return undefined;
    if (ruleTable(open.table, this.store.context()).version === open.version) return open;
    if (write && !this.setting) dropReckoning(dataDir);
    return undefined;
  }

  private async affected(book: RuleBook, because: OpenReckoning['because']): Promise<RuleCheck['affected']> {
    const context = this.store.context();
    const examples: MovedClock[] = [];
    let clocks = 0;
    for (const [at, item] of clockItems(context.db).entries()) {
      if (at % TOGETHER === TOGETHER - 1) await breathe();
      for (const moved of movedBy(item, because, book, context)) {
        clocks += 1;
        if (examples.length < EXAMPLES) examples.push(moved);
      }
    }
    return { clocks, examples };
  }

  private async run(open: OpenReckoning): Promise<Reckoning> {
    const { dataDir } = this.store.options;
    const running = { job: open.job, cancelled: false };
    const items = clockItems(this.store.context().db);
    const summary = {
      job: open.job,
      total: items.length,
      done: 0,
      changed: 0,
      failed: [] as Reckoning['failed'],
    };
    this.running = running;
    try {
      for (let at = 0; at < items.length && !running.cancelled; at += TOGETHER) {
        this.tell(summary, false);
        const round = items.slice(at, at + TOGETHER).map((item) => this.one(item, open, summary));
        await Promise.all(round);
      }
      if (running.cancelled) saveReckoning(dataDir, { ...open, cancelled: true });
      else if (summary.failed.length === 0) dropReckoning(dataDir);
    } finally {
      this.running = undefined;
      this.tell(summary, true);
    }
    return { ...summary, cancelled: running.cancelled };
  }

  /** One item's clocks. What ended meanwhile has none any more, and that is no failure. */
  private async one(
    item: Item,
    open: OpenReckoning,
    summary: { done: number; changed: number; failed: Reckoning['failed'] },
  ): Promise<void> {
    try {
      const ack = await this.store.execute(
        { id: `${open.job}/${item.id}`, command: reckonCommand(item.id, open.because), cause: open.job },
        open.actor,
      );
      if (ack.events > 0) summary.changed += 1;
    } catch (error) {
      const code = error instanceof CodedError ? error.code : 'internal';
      if (code !== 'case.notNow') summary.failed.push({ id: item.id, code });
    }
    summary.done += 1;
  }

  private tell({ job, done, total }: { job: string; done: number; total: number }, ended: boolean): void {
    this.progress({ job, kind: 'reckon', phase: 'clocks', done, total, ended });
  }
}

function editable(table: TableName): EditableTable {
  if (!isEditable(table)) throw new CodedError('rules.notEditable', { table });
  return table;
}

function refuseInvalid(table: TableName, { errors }: CheckedRows): void {
  const [first] = errors;
  if (!first) return;
  const { row, field, code } = first;
  throw new CodedError('rules.invalid', { table, row: row + 1, field, code, n: errors.length });
}

/** What rows may name, as the registry stands: rows of a newer program are there too, though not for this one. */
function namesOf(table: EditableTable, context: QueryContext): KnownNames {
  const keys = (other: 'units' | 'classes' | 'communities'): Set<string> =>
    new Set(rawRows(other, context).map((row) => tableKinds[other].key(row)));
  return {
    units: keys('units'),
    classes: keys('classes'),
    communities: keys('communities'),
    kept: new Set(readTable(table, rawRows(table, context)).keptKeys),
  };
}

/** `<table>-<yyyyMMdd>-<n>`: the next of its day. */
function freshVersion(table: TableName, context: QueryContext): string {
  const prefix = `${table}-${dayOf(context.now).replaceAll('-', '')}-`;
  const history = ruleTables(context).find((one) => one.table === table)?.history ?? [];
  const last = history
    .filter(({ version }) => version.startsWith(prefix))
    .map(({ version }) => Number(version.slice(prefix.length)))
    .filter(Number.isInteger);
  return `${prefix}${Math.max(0, ...last) + 1}`;
}

function tableCommand(
  input: { table: EditableTable; source?: string | undefined; note?: string | undefined },
  version: string,
  rows: readonly TableRow[],
): CommandInput {
  const { table, source, note } = input;
  const why = [source, note].filter(Boolean).join(' · ');
  const set = { table, version, ...(why ? { source: why } : {}), rows: [...rows] };
  return { type: 'table.set', stream: tableKinds[table].stream, set };
}

function cellsOf(text: string): string[][] {
  const rows = parseCsv(text, { skipBom: true, typeInference: false });
  return rows.map((row) => row.map((cell) => String(cell ?? '')));
}
