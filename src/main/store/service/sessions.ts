import { CodedError } from '@shared/contract/errors';
import type { SessionView } from '@shared/contract/session';
import type { OperatorRow } from '@shared/rules/tables';
import { type Deed, isOwnActor, mayDo, mayWithoutRegistry } from '@shared/rules/whoMay';

/**
 * What a port may carry: the desk everything but main's actions, the wall questions and feeds only, main its actions and
 * questions, the command line's wishes questions and imports, sync what an exchange needs.
 */
export type Role = 'desk' | 'wall' | 'main' | 'cli' | 'sync';

/** Who acts through a port. Undefined: nobody has been chosen there. */
export interface Session {
  actor: string | undefined;
}

/** Refusals that have words of their own; the rest is `session.role`. */
export const REFUSED: Partial<Record<Deed, string>> = {
  'case.approve': 'case.needsApprover',
  'caller.erase': 'caller.role',
  'rules.set': 'rules.role',
  'devices.decide': 'device.role',
};

/**
 * Who sits at which port. There are no accounts: whoever sits down chooses himself, and what comes through this port is his.
 * No call names its actor; main asks for the session of a window where it does something for one.
 */
export class Sessions {
  private readonly windows = new Map<number, Session>();

  /** `operators`: the registry's, as it stands. */
  constructor(private readonly operators: () => readonly OperatorRow[]) {}

  /** A port's session; a desk begins without anybody, also after a reload. `window`: by which main knows the desk's window. */
  begin(role: Role, window?: number): Session {
    const session: Session = { actor: role === 'main' ? 'system' : role === 'cli' ? 'cli' : undefined };
    if (role === 'desk' && window !== undefined) this.windows.set(window, session);
    return session;
  }

  /** The port closed: nobody sits there any more. */
  end(session: Session): void {
    session.actor = undefined;
    for (const [window, one] of this.windows) if (one === session) this.windows.delete(window);
  }

  /** Somebody sits down; whoever is not in the registry leaves the chair empty. Errors: `session.unknown`. */
  choose(session: Session, operator: string): void {
    session.actor = undefined;
    if (isOwnActor(operator) || !this.operators().some(({ id }) => id === operator))
      throw new CodedError('session.unknown', { operator });
    session.actor = operator;
  }

  /** Who sits at this window of main's, where he may do this. Errors: `mustDo`'s. */
  view(window: number, deed: Deed): SessionView {
    const actor = this.mustDo(deed, this.windows.get(window) ?? { actor: undefined });
    const row = this.operators().find(({ id }) => id === actor);
    return row ? { actor, name: row.name, role: row.role } : { actor, name: '', role: 'system' };
  }

  /** The session of a window, for a command that main brings in its name. Errors: `session.none`. */
  atWindow(window: number): Session {
    const session = this.windows.get(window);
    if (!session) throw new CodedError('session.none');
    return session;
  }

  /** The actor, where he may do this. Errors: `session.none`; `session.role`, `case.needsApprover`, `caller.role`, `rules.role`, `device.role`. */
  mustDo(deed: Deed, { actor }: Session): string {
    const operators = this.operators();
    const row = operators.find(({ id }) => id === actor);
    const known = row !== undefined || isOwnActor(actor);
    if (!known && mayWithoutRegistry(deed, operators)) return 'system';
    if (actor === undefined || !known) throw new CodedError('session.none');
    if (!mayDo(deed, actor, operators))
      throw new CodedError(REFUSED[deed] ?? 'session.role', { operator: row?.name ?? actor });
    return actor;
  }
}
