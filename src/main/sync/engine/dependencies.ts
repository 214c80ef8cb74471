import type { Link } from '@shared/contract/sync';
import type { Hub } from '@shared/sync/hub';
import type { Station, TrustedDevice } from '@shared/sync/station';
import type { DeviceKeys } from '../identity/deviceKeys';
import type { Program } from './claim';
import type { LastHubState } from './outbox';
import type { SyncReporter, World } from './world';

/** What an exchange over one link needs, and whom it tells. */
export interface ExchangeDependencies {
  readonly link: Link;
  readonly station: Station;
  /** A hub to talk to; asked again after a failure. */
  connect(link: Link): Promise<Hub> | Hub;
  readonly keys: Pick<DeviceKeys, 'signBatch' | 'signKey'>;
  /** Devices believed before any event told of them: those that let this desk in. */
  readonly anchors: readonly TrustedDevice[];
  readonly program: Program;
  readonly reporter: SyncReporter;
  readonly world: World;
  /** Something of the status changed. */
  changed(): void;
  /** The hub told of something new: commits, or somebody who asks to be let in. */
  news?(): void;
  /** What an earlier run of this program knew of the hub. */
  readonly remembered?: LastHubState | undefined;
  /** What is to be remembered has changed. */
  remember?(memory: LastHubState): void;
  /** The hub answers again after an outage. */
  back?(): void;
  /** Close the login of a device that an event shut out; resolves with whether it was open. */
  closeLogin?(device: string): Promise<boolean>;
}
