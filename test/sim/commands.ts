import type { CaseState } from '@shared/domain/case/evolve';
import type { CommandInput } from '@shared/domain/commands';
import type { Conflict } from '@shared/domain/conflicts';
import { commitOf } from '@shared/domain/envelope';
import type { Random } from '../../src/main/store/demo/random';
import type { Store } from '../../src/main/store/service/store';
import { commandOf } from '../../src/main/store/testing/histories';
import { received } from '../../src/main/store/testing/wishes';

/** Cases that all desks work on, so that they get into each other's way. */
const HOT = 3;

function idsOf(store: Store, sql: string): string[] {
  return store.projection.db.all<{ id: string }>(sql).map(({ id }) => id);
}

function pick(ids: readonly string[], random: Random): string[] {
  if (ids.length === 0) return [];
  return [random.chance(0.7) ? random.pick(ids.slice(0, HOT)) : random.pick(ids)];
}

/** A command that might be given at this station now; what is not allowed just then is refused. */
export function randomCommand(store: Store, random: Random, fresh: () => string): CommandInput {
  const cases = idsOf(store, "SELECT id FROM item WHERE kind='case' ORDER BY filed_at, no, id");
  const reports = idsOf(store, 'SELECT id FROM report ORDER BY received_at, id');
  const waiting = idsOf(store, "SELECT id FROM report WHERE status='received' ORDER BY received_at, id");
  const reportId = pick(random.chance(0.6) && waiting.length > 0 ? waiting : reports, random);
  const first = pick(cases, random);
  const others = cases.filter((id) => id !== first[0]);
  const now = store.clock.now();
  const command = commandOf([random.int(9999), random.int(9999)], {
    reports: reportId,
    // The case that it is about comes first or second, as the step has it: both are the one that was picked.
    cases: first.length > 0 ? [...first, ...(random.chance(0.2) ? others.slice(0, 1) : first)] : [],
    now,
    undoOf: (id) => lastCommit(store, id),
  });
  if (command.type === 'report.receive')
    return {
      ...command,
      receivedAt: now,
      ...(command.outsideNo === undefined ? { reportId: `report:${fresh()}` } : {}),
    };
  if (command.type === 'report.import') return randomRow(store, random);
  if (command.type === 'case.file' && random.chance(0.5)) return { ...command, caseId: `case:${fresh()}` };
  return command;
}

/** A row of a sheet, of which there are few: other desks import the same. */
export function randomRow(store: Store, random: Random): CommandInput {
  const now = store.clock.now();
  const caller = { name: '陈先生', phone: `1380013${String(random.int(9999)).padStart(4, '0')}`, wishes: [] };
  const state = random.pick(['toSign', 'handling', 'closed', 'returned'] as const);
  return {
    ...received({ receivedAt: now }),
    type: 'report.import',
    channel: 'hotline12345',
    outsideNo: `NO-${random.int(5)}`,
    asOf: now,
    sheet: { state, unit: 'hwz', asOf: now, row: random.int(9) },
    ...(random.chance(0.7) ? { caller } : {}),
  };
}

function lastCommit(store: Store, stream: string): string | undefined {
  const { last } = store.reader.load(stream);
  return last ? commitOf(last.ref) : undefined;
}

/** Every stream of a station that is folded into something. */
export function streamsOf(store: Store): string[] {
  return idsOf(store, 'SELECT DISTINCT s.id FROM streams s JOIN stream_commits USING (sid) ORDER BY s.id');
}

/** The open conflicts of a station, by their streams. */
export function conflictsAt(store: Store): { stream: string; conflict: Conflict }[] {
  return streamsOf(store).flatMap((stream) => {
    const state = store.reader.load(stream).state as Pick<CaseState, 'conflicts'> | null;
    return (state?.conflicts ?? []).map((conflict) => ({ stream, conflict }));
  });
}

/** A decision of one of the open conflicts. */
export function randomDecision(store: Store, random: Random): CommandInput | undefined {
  const open = conflictsAt(store);
  if (open.length === 0) return undefined;
  const { stream, conflict } = random.pick(open);
  const { key } = conflict;
  const side = random.pick(conflict.sides).id;
  return stream.startsWith('case:')
    ? { type: 'case.settle', caseId: stream, key, side }
    : { type: 'report.settle', reportId: stream, key, side };
}

/** Somebody wants his name taken out. */
export function randomErasure(store: Store, random: Random): CommandInput | undefined {
  const sealed = idsOf(store, 'SELECT name AS id FROM key_use WHERE erased=0 ORDER BY name');
  return sealed.length === 0
    ? undefined
    : { type: 'caller.erase', reportId: random.pick(sealed), reason: '本人要求' };
}
