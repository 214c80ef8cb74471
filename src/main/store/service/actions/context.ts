import type { AllHandlers, Capability, Handlers } from '@shared/contract/capability';
import type { Capabilities } from '@shared/contract/contract';
import type { Jobs } from '../jobs';
import type { NewFolder } from '../newFolder';
import type { Session, Sessions } from '../sessions';
import type { Store } from '../store';

/** What an action may use. `store` and `jobs` throw `store.notReady` where there is none. */
export interface ActionContext {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly newFolder: NewFolder;
  /** The session of the port that it came through. */
  readonly session: Session;
  /** Who does it, where its entry names a deed; else empty. */
  readonly actor: string;
}

/** A handler for each action of a capability. */
export type ActionHandlers<C extends Capability> = Handlers<C, 'actions', ActionContext>;

/** The handlers of all capabilities that have actions. */
export type AllActionHandlers = AllHandlers<Capabilities, 'actions', ActionContext>;
