import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WrappedKey } from '@shared/sync/hub';
import type { Quarantined, TrustedDevice } from '@shared/sync/station';
import { DeviceKeys } from '../../identity/deviceKeys';
import { ModelStation } from '../../testing/modelStation';
import { Courier, type Opened, type TakenPackage } from '../courier';
import type { ExportRequest } from '../export';

export const STREET = '440106014';

/** A station with its keys and its courier. */
export interface Stop {
  readonly device: string;
  readonly keys: DeviceKeys;
  readonly station: ModelStation;
  readonly courier: Courier;
  /** What its station put into quarantine. */
  readonly aside: Quarantined[];
  /** Where its packages go. */
  readonly out: string;
}

/** Stations of a street that meet by packages only, below one temporary folder. For tests. */
export class Town {
  readonly base = mkdtempSync(join(tmpdir(), 'xiuhua-courier-'));
  private count = 0;

  /** A station that nobody knows yet. */
  stop(device: string, street = STREET): Stop {
    this.count += 1;
    const keys = DeviceKeys.fromSeed(Buffer.alloc(32, this.count));
    const station = new ModelStation(street, device);
    station.nowMs = Date.UTC(2024, 11, 31, 8);
    const aside: Quarantined[] = [];
    station.quarantine = async (item) => {
      aside.push(item);
    };
    const folder = join(this.base, `${device}-${this.count}`);
    const courier = new Courier(station, keys, join(folder, 'courier'));
    return { device, keys, station, courier, aside, out: join(folder, 'out') };
  }

  /** The first desk of a centre lets itself and the others in; nothing has travelled yet. */
  centre(...devices: string[]): Stop[] {
    const stops = devices.map((device) => this.stop(device));
    for (const stop of stops) stops[0]?.station.enrol(cardOf(stop));
    return stops;
  }

  /** Two desks of one centre; the second knows whom to believe and nothing else. */
  async pair(): Promise<[Stop, Stop]> {
    const [a, b] = this.centre('desk-a', 'desk-b') as [Stop, Stop];
    await acquaint(a, b);
    return [a, b];
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** What an enrolment says of a station. */
export function cardOf({ device, keys }: Pick<Stop, 'device' | 'keys'>): TrustedDevice {
  return { device, name: device, letter: 'A', signKey: keys.signKey, boxKey: keys.boxKey };
}

/** As if the street's first commits had come with the folder: what a station needs to know whom to believe. */
export async function acquaint(from: Stop, to: Stop): Promise<void> {
  for (const chain of Object.keys(from.station.vector))
    for (const batch of await from.station.signed(chain, 0, 1e9)) {
      const last = batch.lines.at(-1);
      if (!last) continue;
      const hash = await from.station.hashAt(chain, batch.lines.length);
      await to.station.take({
        ...batch,
        signature: from.keys.signBatch(STREET, chain, batch.lines.length, hash ?? ''),
      });
    }
}

export async function preview(
  stop: Stop,
  path: string,
  password?: string,
): Promise<Extract<Opened, { kind: 'package' }>['preview']> {
  const opened = await stop.courier.open({ path, password });
  if (opened.kind !== 'package') throw new Error('no package');
  return opened.preview;
}

/** Export for another stop; where the packages lie. */
export async function exported(
  from: Stop,
  to: Stop,
  options: Partial<ExportRequest> = {},
): Promise<string[]> {
  return (await from.courier.exportFor({ peer: to.device, folder: from.out, ...options })).files;
}

/** Do both hold this attachment, and the same? */
export function sameBlob(a: Stop, b: Stop, sha256: string): boolean {
  const [mine, theirs] = [a, b].map(({ station }) => station.blobFiles.get(sha256));
  return mine !== undefined && theirs !== undefined && Buffer.compare(mine, theirs) === 0;
}

/** Open and take a package. */
export async function bring(stop: Stop, path: string, password?: string): Promise<TakenPackage> {
  return stop.courier.take({ token: (await preview(stop, path, password)).token });
}

/** Export everything for a peer and take it in there; receipts are read by the sender. */
export async function carry(
  from: Stop,
  to: Stop,
  options: { partBytes?: number; password?: string } = {},
): Promise<TakenPackage[]> {
  const { files } = await from.courier.exportFor({ peer: to.device, folder: from.out, ...options });
  const taken: TakenPackage[] = [];
  for (const path of files) taken.push(await bring(to, path, options.password));
  return taken;
}

/** A data key as it travels. */
export function keyNamed(name: string): WrappedKey {
  return { name, id: name, box: 'A'.repeat(80) };
}

/** Bytes that do not pack. */
export function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let x = seed * 2654435761 + 1;
  for (let i = 0; i < size; i += 1) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}
