import type { SyncStatus } from '@shared/contract/sync';
import type { TrustedDevice } from '@shared/sync/station';
import { chainsOf, joinVectors, type Vector } from '@shared/sync/vector';
import type { StationPort } from '../stationPort';
import { ModelStation } from './modelStation';

/** The model of a store as the sync process sees it: a station, and what it is told beside. */
export class ServedStation extends ModelStation implements Omit<StationPort, 'use'> {
  reported: SyncStatus | undefined;
  currentStreet = '';

  override async state(): ReturnType<ModelStation['state']> {
    return { ...(await super.state()), street: this.currentStreet };
  }

  async report(status: SyncStatus): Promise<void> {
    this.reported = status;
  }

  async setStreet(street: string): Promise<void> {
    this.currentStreet = street;
  }

  override async enrol(device: TrustedDevice, actor = 'desk'): Promise<void> {
    this.commit([{ stream: 'devices:main', type: 'device.enrolled', data: { ...device, actor } }]);
  }

  async mayDecide(_actor: string): Promise<void> {}

  async revokeDevice(device: string, _actor = 'desk', _reason = 'test', vector: Vector = {}): Promise<void> {
    this.revoke(device, chainsOf(device, joinVectors(this.vector, vector)));
  }

  async quarantinedCount(): Promise<number> {
    return this.quarantined.length;
  }

  async parked(): Promise<readonly { readonly type: string; readonly n: number }[]> {
    return [];
  }
}
