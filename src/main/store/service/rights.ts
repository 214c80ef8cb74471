import type { CallKind } from '@shared/contract/caller';
import { type ActionName, type QueryName, queries, wallQueries } from '@shared/contract/contract';
import type { Deed } from '@shared/rules/whoMay';
import type { Role } from './sessions';
import { SharingPort } from './sharingPort';

/** Does this id or cause belong to a job of the store's own? */
export function isJobs(id: unknown): boolean {
  return typeof id === 'string' && /^(?:intake|reckon):/.test(id);
}

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
