import { type Batch, type Line, lastOf } from '@shared/sync/batch';
import type { Quarantined, TrustedDevice } from '@shared/sync/station';
import { type ChainId, chainParts, type Vector } from '@shared/sync/vector';
import { DeviceKeys } from '../identity/deviceKeys';
import { chained, hashOf } from './lines';

/** What a batch is worth: to be taken (all of it, or its first `take` commits), and why not the rest. */
export interface Judgement {
  readonly take: number;
  readonly why?: Extract<Quarantined['why'], 'signature' | 'unknownDevice' | 'revoked'> | undefined;
}

/**
 * The devices whose word counts here. The own one and those that let this desk in (`anchors`) count always: their enrolment may
 * lie in the very commits that come. What events say of a device goes before that.
 */
export class Trust {
  private readonly devices: ReadonlyMap<string, TrustedDevice>;
  /** Changes whenever the list of devices does. */
  readonly mark: string;

  constructor(
    devices: readonly TrustedDevice[],
    private readonly street: string,
    private readonly me: { readonly device: string; readonly signKey: string },
    anchors: readonly TrustedDevice[] = [],
  ) {
    this.devices = new Map([...anchors, ...devices].map((device) => [device.device, device]));
    this.mark = JSON.stringify([...devices].sort((a, b) => (a.device < b.device ? -1 : 1)));
  }

  /** How far this chain counts at most. */
  most(chain: ChainId): number {
    const revoked = this.devices.get(chainParts(chain).device)?.revoked;
    return revoked ? (revoked.upTo[chain] ?? 0) : Number.POSITIVE_INFINITY;
  }

  /** What of a hub's vector can ever be taken: a revoked device's chains end where they were cut. */
  counted(vector: Vector): Vector {
    return Object.fromEntries(
      Object.entries(vector).map(([chain, seq]) => [chain, Math.min(seq, this.most(chain))]),
    );
  }

  /** Is there a key by which this chain can be proved at all? */
  knows(chain: ChainId): boolean {
    return this.keyOf(chain) !== undefined;
  }

  /** Does the author's signature hold over the last line of a batch, the commit of this number? */
  holds(chain: ChainId, seq: number, last: Line, signature: Uint8Array): boolean {
    const signKey = this.keyOf(chain);
    return (
      signKey !== undefined &&
      DeviceKeys.verifyBatch(signKey, this.street, chain, seq, hashOf(last), signature)
    );
  }

  private keyOf(chain: ChainId): string | undefined {
    const { device } = chainParts(chain);
    return this.devices.get(device)?.signKey ?? (device === this.me.device ? this.me.signKey : undefined);
  }

  /** Does the author's signature hold, and did its device still count when this was written? */
  judge(batch: Batch): Judgement {
    const known = this.devices.get(chainParts(batch.chain).device);
    if (!this.knows(batch.chain)) return { take: 0, why: 'unknownDevice' };
    const last = batch.lines.at(-1);
    if (!last) return { take: 0 };
    if (!this.holds(batch.chain, lastOf(batch), last, batch.signature)) return { take: 0, why: 'signature' };
    if (!known?.revoked) return { take: batch.lines.length };
    const most = Math.max(0, this.most(batch.chain) - batch.from + 1);
    if (most >= batch.lines.length) return { take: batch.lines.length };
    // Signed is the last line; what stands before it counts only where each line holds the hash of the one before.
    if (!chained(batch.lines)) return { take: 0, why: 'signature' };
    return { take: most, why: 'revoked' };
  }
}
