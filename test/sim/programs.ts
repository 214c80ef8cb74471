import * as errors from '@shared/contract/errors';
import type { CommandInput, CommandType } from '@shared/domain/commands';
import type { TableRow } from '@shared/rules/tableSchemas';
import { vi } from 'vitest';
import { z } from 'zod';
import * as rulesJob from '../../src/main/store/jobs/rules';
import * as ruleQueries from '../../src/main/store/queries/rules';
import * as storeModule from '../../src/main/store/service/store';

type Store = storeModule.Store;

/** A program as it is installed at a station. */
export interface Program {
  readonly name: string;
  open(options: storeModule.StoreOptions): Promise<Store>;
  /** Has it this command, with these values? */
  knows(command: CommandInput): boolean;
  /** The rows of a table that can be edited there. */
  rows(store: Store, table: string): readonly TableRow[];
  /** Set a table as its settings do. */
  set(store: Store, table: string, rows: readonly TableRow[], actor: string): Promise<unknown>;
}

interface Parts {
  readonly store: typeof storeModule;
  readonly rules: typeof rulesJob;
  readonly queries: typeof ruleQueries;
}

function programOf(name: string, { store, rules, queries }: Parts, knows: Program['knows']): Program {
  return {
    name,
    open: (options) => store.Store.open(options),
    knows,
    rows: (at, table) => queries.ruleTable(table, at.context()).rows,
    set: (at, table, rows, actor) => new rules.Rules(at, () => {}).set({ table, rows }, actor),
  };
}

/** The program as it is. */
export const thisProgram: Program = programOf(
  'this',
  { store: storeModule, rules: rulesJob, queries: ruleQueries },
  () => true,
);

/** Commands of which an older program does not know what they write. */
const newerCommands: ReadonlySet<CommandType> = new Set<CommandType>([
  'case.supervise',
  'case.answerSupervision',
  'case.askHold',
  'ledger.correct',
]);
/** Kinds of work that version 1 of `ledger.recorded` has. */
const OLD_KINDS: readonly string[] = ['roadRepair', 'bollard', 'bikesCollected'];

function olderKnows(command: CommandInput): boolean {
  if (command.type === 'ledger.record') return command.entries.every(({ kind }) => OLD_KINDS.includes(kind));
  return !newerCommands.has(command.type);
}

const except = <T extends string>(schema: z.ZodType<T> & { options: readonly T[] }, value: T) =>
  z.enum(schema.options.filter((one) => one !== value));

/** Leave out of the lists what the older program does not know: event types, a version, a value in an event, a table, values of rows. */
function leaveOut(tableVersions: 1 | 2): string[] {
  const mocked: string[] = [];
  const mock = <M extends object>(path: string, change: (real: M) => object): void => {
    mocked.push(path);
    vi.doMock(path, async (original) => {
      const real = await original<M>();
      return { ...real, ...change(real) };
    });
  };
  mock<typeof import('@shared/domain/case/events')>('@shared/domain/case/events', ({ caseEvents }) => {
    const { 'case.supervised': _s, 'case.supervision-answered': _a, ...known } = caseEvents;
    const kind = z.enum(['extension']);
    return {
      caseEvents: {
        ...known,
        'case.asked': known['case.asked'].extend({ kind }),
        'case.answered': known['case.answered'].extend({ kind }),
      },
    };
  });
  mock<typeof import('@shared/domain/ledger/events')>('@shared/domain/ledger/events', ({ ledgerEvents }) => ({
    ledgerEvents: { 'ledger.recorded': ledgerEvents['ledger.recorded'].versions[0]?.schema },
  }));
  mock<typeof import('@shared/domain/registry/events')>(
    '@shared/domain/registry/events',
    ({ knownTables, tableEvents }) => ({
      knownTables: knownTables.filter((table) => table !== 'ledgerKinds'),
      tableEvents:
        tableVersions === 2 ? tableEvents : { 'table.set': tableEvents['table.set'].versions[0]?.schema },
    }),
  );
  mock<typeof import('@shared/rules/tables')>('@shared/rules/tables', (real) => ({
    operatorRowSchema: real.operatorRowSchema.extend({
      role: except(real.operatorRowSchema.shape.role, 'patrol'),
    }),
    textRowSchema: real.textRowSchema.extend({ use: except(real.textRowSchema.shape.use, 'reply') }),
    unitRowSchema: real.unitRowSchema.extend({ kind: except(real.unitRowSchema.shape.kind, 'social') }),
    limitRowSchema: real.limitRowSchema.extend({ item: except(real.limitRowSchema.shape.item, 'supervise') }),
  }));
  mock<typeof import('@shared/rules/tableSchemas')>('@shared/rules/tableSchemas', ({ tableKinds }) => {
    const { ledgerKinds: _k, ...known } = tableKinds;
    return { tableKinds: known, isEditable: (table: string) => Object.hasOwn(known, table) };
  });
  return mocked;
}

/**
 * The program of before, made of this one: its modules once more, with lists from which something is left out. `tableVersions`: how
 * many versions of `table.set` it has.
 */
export async function olderProgram(tableVersions: 1 | 2): Promise<Program> {
  vi.resetModules();
  // What crosses from one program to the other in this process is the same class in both.
  vi.doMock('@shared/contract/errors', () => errors);
  const mocked = leaveOut(tableVersions);
  const [store, rules, queries] = await Promise.all([
    import('../../src/main/store/service/store'),
    import('../../src/main/store/jobs/rules'),
    import('../../src/main/store/queries/rules'),
  ]);
  for (const path of [...mocked, '@shared/contract/errors']) vi.doUnmock(path);
  vi.resetModules();
  return programOf(`older, table.set in ${tableVersions}`, { store, rules, queries }, olderKnows);
}
