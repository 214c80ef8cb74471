import { createHash } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import { DEVICES, deviceEvents } from '@shared/domain/devices/events';
import type { Batch } from '@shared/sync/batch';
import type { Station, TrustedDevice } from '@shared/sync/station';
import { chained } from '../engine/lines';
import { type Judgement, Trust } from '../engine/trust';
import type { BatchEntry } from './format';
import type { Package } from './package';
import { stopIf } from './plan';

/** What a batch of a package is worth; the batch itself where its signature holds. */
export type Judged = Judgement & { readonly batch?: Batch };

/** Who this station is, for whom the own key counts even before its enrolment is known. */
export interface Me {
  readonly device: string;
  readonly signKey: string;
}

/**
 * Whom to believe while a package is looked through: the station's devices, and those that proved batches of the package
 * itself let in or shut out. So a station knows the sender even when its enrolment travels in the same package.
 */
export class Proof {
  private devices: readonly TrustedDevice[];
  private trust: Trust;

  constructor(
    devices: readonly TrustedDevice[],
    private readonly street: string,
    private readonly me: Me,
  ) {
    this.devices = devices;
    this.trust = new Trust(devices, street, me);
  }

  /** By the station's own list, and by devices that somebody vouched for. */
  static async of(
    station: Station,
    street: string,
    me: Me,
    vouched: readonly TrustedDevice[] = [],
  ): Promise<Proof> {
    const known = await station.devices();
    const more = vouched.filter(
      ({ device }, i) =>
        !known.some((one) => one.device === device) &&
        vouched.findIndex((one) => one.device === device) === i,
    );
    return new Proof([...known, ...more], street, me);
  }

  device(device: string): TrustedDevice | undefined {
    return this.devices.find((one) => one.device === device);
  }

  /**
   * Judge a batch of a package. One of an unknown device is not even read, one whose signature does not hold is not taken apart: a
   * megabyte of newlines makes a million lines.
   */
  async judge(opened: Package, entry: BatchEntry): Promise<Judged> {
    const { chain, to } = entry;
    if (!this.trust.knows(chain)) return { take: 0, why: 'unknownDevice' };
    const signature = Buffer.from(entry.signature, 'base64');
    const batch = await opened.batch(entry, (last) => this.trust.holds(chain, to, last, signature));
    return batch ? { ...this.trust.judge(batch), batch } : { take: 0, why: 'signature' };
  }

  /**
   * Where the sender is not known, read the batches of known devices until one lets it in. The first one that does not hold ends that:
   * nothing in the package is proved yet.
   */
  async meetSender(opened: Package, signal?: AbortSignal | undefined): Promise<void> {
    const { commits, from } = opened.manifest;
    for (const entry of commits) {
      if (this.device(from.device) || from.device === this.me.device) return;
      stopIf(signal);
      const { batch, why } = await this.judge(opened, entry);
      if (batch && why === undefined) this.learn(batch);
      else if (why === 'signature') return;
    }
  }

  /** Read enrolments out of a batch that was judged to be good. Returns whether there were any. */
  learn(batch: Batch): boolean {
    const text = batch.lines.filter((line) => Buffer.from(line).includes(`"${DEVICES}"`));
    // Signed is the last line; the others count where each holds the hash of the one before.
    if (text.length === 0 || !chained(batch.lines)) return false;
    const found = text.flatMap(enrolled).filter(({ device }) => !this.device(device));
    if (found.length === 0) return false;
    this.devices = [...this.devices, ...found];
    this.trust = new Trust(this.devices, this.street, this.me);
    return true;
  }

  /**
   * The sender, proved by its signature over the package's table. Errors: `courier.unknownSender`, `courier.revokedSender`,
   * `courier.forged`.
   */
  sender(opened: Package): TrustedDevice {
    const { from } = opened.manifest;
    const known = this.device(from.device);
    if (!known && from.device !== this.me.device)
      throw new CodedError('courier.unknownSender', { name: from.name, safety: claimedSafety(opened) });
    if (known?.revoked) throw new CodedError('courier.revokedSender', { name: known.name });
    if (!opened.signedBy(known?.signKey ?? this.me.signKey))
      throw new CodedError('courier.forged', { name: from.name });
    return known ?? { ...from, signKey: this.me.signKey, boxKey: '' };
  }
}

/** Digits by which two people make sure on the telephone that a key is the same: 4 × 5. */
export function safetyOf(signKey: string): string {
  const hash = createHash('sha256').update(`xiuhua courier safety 1\n${signKey}`).digest();
  return [0, 4, 8, 12].map((at) => String(hash.readUInt32BE(at) % 100_000).padStart(5, '0')).join(' ');
}

/** The digits of the key that a package says is its sender's, and was signed with; empty where it was not. */
export function claimedSafety(opened: Package): string {
  const { devices, from } = opened.manifest;
  const claimed = devices.find(({ device }) => device === from.device);
  return claimed && opened.signedBy(claimed.signKey) ? safetyOf(claimed.signKey) : '';
}

function enrolled(line: Uint8Array): TrustedDevice[] {
  try {
    const commit = JSON.parse(Buffer.from(line).toString('utf8')) as {
      events?: { stream?: unknown; type?: unknown; data?: unknown }[];
    };
    return (commit.events ?? []).flatMap(({ stream, type, data }) => {
      if (stream !== DEVICES || type !== 'device.enrolled') return [];
      const parsed = deviceEvents['device.enrolled'].safeParse(data);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    // The store refuses what is no commit.
    return [];
  }
}
