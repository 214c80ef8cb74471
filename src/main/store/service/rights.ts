import type { CallKind } from '@shared/contract/caller';
import type { ActionEntry, Sender } from '@shared/contract/capability';
import { type ActionName, actions, queries, wallQueries } from '@shared/contract/contract';
import type { Role } from './sessions';
import { SharingPort } from './sharingPort';

/** Does this id or cause belong to a job of the store's own? */
export function isJobs(id: unknown): boolean {
  return typeof id === 'string' && /^(?:intake|reckon):/.test(id);
}

/** The action of this name; undefined where there is none. */
export function actionOf(name: string): ActionEntry | undefined {
  return Object.hasOwn(actions, name) ? actions[name as ActionName] : undefined;
}

const FROM_DESK: readonly Sender[] = ['desk'];

function sends(sender: Sender, name: string): boolean {
  const action = actionOf(name);
  return action !== undefined && (action.from ?? FROM_DESK).includes(sender);
}

/** May a port of this role carry it? What no descriptor names is told to be unknown to the desk, and refused to everybody else. */
export function allows(role: Role, kind: CallKind, name: string): boolean {
  const sync = SharingPort.knows(name);
  if (role === 'sync') return kind === 'action' && sync;
  if (sync && kind === 'action') return false;
  if (role === 'wall') return kind === 'query' && wallQueries.some((one) => one === name);
  if (role === 'desk') return kind !== 'action' || actionOf(name) === undefined || sends(role, name);
  if (kind === 'action') return sends(role, name);
  return kind === 'query' && Object.hasOwn(queries, name);
}
