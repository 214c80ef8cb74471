import { CodedError } from '@shared/contract/errors';
import { type Deed, roleMay } from '@shared/rules/whoMay';
import type { Wish } from './control';

/** What a wish of the command line is, in the table "who may". */
export function deedsOf(wish: Wish): readonly Deed[] {
  switch (wish.kind) {
    case 'wall':
      return [];
    case 'import':
      return ['desk.work'];
    case 'briefing':
      return ['desk.write'];
    case 'courier':
      if (wish.call === 'courier.export') return ['courier.export'];
      return wish.input.trust === undefined ? ['courier.take'] : ['courier.take', 'courier.trust'];
  }
}

/** Go no further where the command line may not do it, be it in a running program or by itself. Errors: `session.role`. */
export function mustMay(wish: Wish): void {
  for (const deed of deedsOf(wish))
    if (!roleMay(deed, 'cli')) throw new CodedError('session.role', { operator: 'cli' });
}
