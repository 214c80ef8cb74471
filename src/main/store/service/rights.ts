import type { CallKind } from '@shared/contract/caller';
import { type ActionName, type QueryName, queries, wallQueries } from '@shared/contract/contract';
import type { CommandType } from '@shared/domain/commands';
import type { Deed } from '@shared/rules/whoMay';
import type { Role } from './sessions';
import { SharingPort } from './sharingPort';

/**
 * Commands that no page sends: tables are set by `rules.set` and `catalogue.take`, which check the rows first and count running
 * deadlines again; who belongs to the centre is told by the exchange, which proves it first; a search for a caller is recorded
 * by `caller.find` with what it found; imports and recounts are jobs, and the store names its own key.
 */
export const notPressed: ReadonlySet<string> = new Set<CommandType>([
  'table.set',
  'device.enrol',
  'device.revoke',
  'caller.search',
  'centre-key.name',
  'report.import',
  'report.withdraw',
  'report.reckon',
  'case.reckon',
  'ledger.record',
  'intake.start',
  'intake.setAside',
  'intake.view',
  'intake.settle',
  'intake.finish',
  'intake.withdraw',
]);

/** Does this id or cause belong to a job of the store's own? */
export function isJobs(id: unknown): boolean {
  return typeof id === 'string' && /^(?:intake|reckon):/.test(id);
}

/** Commands that main asks about in a dialog of its own before it brings them: what they do cannot be taken back. */
export const confirmed: ReadonlySet<string> = new Set<CommandType>(['caller.erase']);

/** What an action needs; those without a deed touch nothing that is somebody's: nobody need sit there for them. */
export const actionDeeds: Readonly<Record<ActionName, Deed | undefined>> = {
  'session.set': undefined,
  'session.may': undefined,
  'command.confirmed': undefined,
  'data.build': undefined,
  'data.join': undefined,
  'rules.check': undefined,
  'rules.readYear': undefined,
  'picture.put': 'desk.work',
  'caller.find': 'desk.work',
  'clock.confirm': 'desk.work',
  'import.start': 'desk.work',
  'import.finish': 'desk.work',
  'import.withdraw': 'desk.work',
  'import.cancel': 'desk.work',
  'import.asideRow': 'desk.work',
  'import.settleRow': 'desk.work',
  'rules.set': 'rules.set',
  'rules.reckon': 'desk.work',
  'rules.cancel': 'desk.work',
  'catalogue.take': 'rules.set',
};

const mainActions: readonly string[] = ['session.may', 'command.confirmed', 'data.join'];
const cliActions: readonly string[] = ['import.start', 'import.cancel'];

/** May a port of this role carry it? */
export function allows(role: Role, kind: CallKind, name: string): boolean {
  const sync = SharingPort.knows(name);
  if (role === 'sync') return kind === 'action' && sync;
  if (sync && kind === 'action') return false;
  if (role === 'desk') return !mainActions.includes(name);
  if (role === 'wall') return kind === 'query' && wallQueries.includes(name as QueryName);
  if (kind === 'action') return (role === 'main' ? mainActions : cliActions).includes(name);
  return kind === 'query' && Object.hasOwn(queries, name);
}
