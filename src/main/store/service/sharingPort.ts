import { randomUUID } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import { type StationAction, stationActions } from '@shared/contract/station';
import { ALONE, type SyncStatus } from '@shared/contract/sync';
import type { DeviceCommand } from '@shared/domain/devices/commands';
import { mayDo } from '@shared/rules/whoMay';
import { chainsOf, joinVectors } from '@shared/sync/vector';
import type { z } from 'zod';
import type { Store } from './store';

type Input<N extends StationAction> = z.output<(typeof stationActions)[N]>;
type StationHandlers = { readonly [N in StationAction]: (input: Input<N>) => unknown };

/** Serves the sync process: the store as a station, enrolments as commands, and the status that screens show. */
export class SharingPort {
  /** Nothing is shared until the sync process says so. */
  status: SyncStatus = ALONE;

  constructor(
    private readonly theStore: () => Store,
    private readonly published: (status: SyncStatus) => void,
  ) {}

  /** Is this an action of the sync process? */
  static knows(name: string): name is StationAction {
    return Object.hasOwn(stationActions, name);
  }

  call(name: StationAction, input: unknown): unknown {
    const handler: (input: never) => unknown = this.handlers[name];
    return handler(stationActions[name].parse(input) as never);
  }

  private get station(): Store['sharing'] {
    return this.theStore().sharing;
  }

  private readonly handlers: StationHandlers = {
    'sync.state': () => this.station.state(),
    'sync.lines': ({ chain, after, limit }) => this.station.lines(chain, after, limit),
    'sync.hashAt': ({ chain, seq }) => this.station.hashAt(chain, seq),
    'sync.take': ({ batch, source }) => this.station.take(batch, source),
    'sync.signed': ({ chain, after, bytes }) => this.station.signed(chain, after, bytes),
    'sync.quarantine': ({ item }) => this.station.quarantine(item),
    'sync.quarantined': () => this.station.quarantined(),
    'sync.devices': () => this.station.devices(),
    'sync.reissue': ({ after, incarnation, chain }) => this.station.reissue(after, incarnation, chain),
    'sync.keysNamed': ({ names }) => this.station.keysNamed(names),
    'sync.wantedKeys': () => this.station.wantedKeys(),
    'sync.takeKeys': ({ keys, erased }) => this.station.takeKeys(keys, erased),
    'sync.erasedKeys': () => this.station.erasedKeys(),
    'sync.blobs': ({ what, after, limit }) => this.station.blobs(what, after, limit),
    'sync.readBlob': ({ sha256, offset, length }) => this.station.readBlob(sha256, offset, length),
    'sync.blobHeld': ({ sha256 }) => this.station.blobHeld(sha256),
    'sync.writeBlob': ({ sha256, offset, bytes }) => this.station.writeBlob(sha256, offset, bytes),
    'sync.finishBlob': ({ sha256 }) => this.station.finishBlob(sha256),
    'sync.report': ({ status }) => {
      this.status = status;
      this.published(status);
    },
    'sync.setStreet': ({ street }) => this.theStore().setStreet(street),
    'sync.enrol': ({ device, actor }) => this.command({ type: 'device.enrol', device }, actor),
    'sync.mayDecide': ({ actor }) => this.checkActor(actor),
    'sync.revokeDevice': async ({ device, actor, reason, vector: atHubs }) => {
      const { vector } = await this.station.state();
      const upTo = chainsOf(device, joinVectors(vector, atHubs));
      return this.command({ type: 'device.revoke', device, upTo, reason }, actor);
    },
    'sync.parked': () => this.theStore().projection.db.all('SELECT type, n FROM parked ORDER BY type'),
  };

  private command(command: DeviceCommand, actor: string): Promise<unknown> {
    const { rules } = this.theStore().knowledge;
    // Who belongs to the centre is decided by somebody of it; before its tables have come there is nobody to ask.
    const known = rules.operators.length === 0 || rules.operators.some(({ id }) => id === actor);
    if (!known) throw new CodedError('session.unknown', { operator: actor });
    return this.theStore().execute({ id: randomUUID(), command }, actor);
  }

  /** The same rule as the command's, before anything is done at a hub in its name. */
  private checkActor(actor: string): void {
    const { operators } = this.theStore().knowledge.rules;
    if (!mayDo('devices.decide', actor, operators)) throw new CodedError('device.role');
  }
}
