import { dayOf } from '../../rules/time';
import { accept, type Decision } from '../envelope';
import type { SearchCaller } from './commands';

/** A search is a fact of its day. Never refused. */
export function decideAccess({ type: _, ...data }: SearchCaller, at: string): Decision {
  return accept([{ stream: `access:${dayOf(at)}`, type: 'access.caller-searched', at, data }]);
}
