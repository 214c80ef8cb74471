import type { Link } from '@shared/contract/sync';
import type { TrustedDevice } from '@shared/sync/station';
import type { World } from '../engine/world';
import type { DeviceKeys } from '../identity/deviceKeys';
import type { StationPort } from '../stationPort';
import type { Doors } from './doors';
import type { Kept } from './joining';

/** What sharing needs, and whom it tells. */
export interface ServiceDependencies {
  readonly links: readonly Link[];
  readonly anchors: readonly TrustedDevice[];
  readonly keys: DeviceKeys;
  readonly protection: 'os' | 'file';
  readonly host: string;
  readonly program: string;
  /** Path of the log; undefined where none is kept. */
  readonly log: string | undefined;
  /** Path of what is remembered of hubs; undefined where nothing is. */
  readonly memory: string | undefined;
  readonly station: Omit<StationPort, 'use'>;
  readonly doors: Doors;
  readonly world: World;
  /** Links or those to be believed from the start have changed: main writes them down. */
  keep(links: readonly Link[], anchors: readonly TrustedDevice[]): void;
  /** A desk was let in; main keeps what it was given and then calls `joinKept`. */
  welcomed(welcome: Kept): void;
}
