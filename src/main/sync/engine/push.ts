import { CodedError } from '@shared/contract/errors';
import { BATCH_BYTES, BATCH_COMMITS, type Batch, type Line, MAX_COMMIT_BYTES } from '@shared/sync/batch';
import type { Hub } from '@shared/sync/hub';
import type { Station, StationState } from '@shared/sync/station';
import { type ChainId, chainParts, pickChains, type Vector } from '@shared/sync/vector';
import type { DeviceKeys } from '../identity/deviceKeys';
import { hashOf, keyNames } from './lines';

/** A chain that the hub holds otherwise than this station. */
export interface Fork {
  readonly chain: ChainId;
  /** The first number that it holds otherwise. */
  readonly seq: number;
}

/** Chains of this device that are in `vector`, oldest incarnation first. */
export function ownChains(device: string, vector: Vector): ChainId[] {
  return Object.keys(vector)
    .filter((chain) => chainParts(chain).device === device)
    .sort((a, b) => chainParts(a).incarnation - chainParts(b).incarnation);
}

/** How far this device's own chains are held. */
export function ownPart(device: string, vector: Vector): Vector {
  return pickChains(vector, (chain) => chainParts(chain).device === device);
}

/** A signed batch of these lines. */
export function signedBatch(
  keys: Pick<DeviceKeys, 'signBatch'>,
  street: string,
  chain: ChainId,
  from: number,
  lines: readonly Line[],
): Batch {
  const last = lines.at(-1);
  if (!last) throw new Error('a batch has at least one commit');
  const seq = from + lines.length - 1;
  return { chain, from, lines, signature: keys.signBatch(street, chain, seq, hashOf(last)) };
}

/** Gaps in a row that a hub may tell of without coming further than it ever was: more means that it contradicts itself. */
const MOST_GAPS = 3;

/** Sends what the hub lacks of this device's own chains, in order, never what it is known to hold. */
export class Pusher {
  /** Names of data keys that this hub was given since the link was made. */
  private readonly given = new Set<string>();
  batches = 0;

  constructor(
    private readonly hub: Hub,
    private readonly station: Station,
    private readonly keys: Pick<DeviceKeys, 'signBatch'>,
    private readonly street: string,
  ) {}

  /**
   * Push from what the hub acknowledged; resolves with how many commits were new to it, or with the fork that was met. A
   * lost answer ends it with `sync.unreachable`: the next round begins with the hub's vector.
   */
  async push(
    state: StationState,
    hub: Vector,
    proceeded: (chain: ChainId, held: number) => void,
    stopped: () => boolean = () => false,
  ): Promise<{ fresh: number; fork?: Fork }> {
    let fresh = 0;
    for (const chain of ownChains(state.device, state.vector)) {
      const stretch = { chain, held: hub[chain] ?? 0, end: state.vector[chain] ?? 0 };
      const sent = await this.pushChain(stretch, (held) => proceeded(chain, held), stopped);
      fresh += sent.fresh;
      if (sent.fork) return { fresh, fork: sent.fork };
    }
    return { fresh };
  }

  private async pushChain(
    { chain, held, end }: { readonly chain: ChainId; held: number; readonly end: number },
    proceeded: (held: number) => void,
    stopped: () => boolean,
  ): Promise<{ fresh: number; fork?: Fork }> {
    let [fresh, gaps, farthest] = [0, 0, held];
    while (held < end && !stopped()) {
      const lines = await this.station.lines(chain, held, { commits: BATCH_COMMITS, bytes: BATCH_BYTES });
      if (lines.length === 0) break;
      const answer = await this.send(chain, held + 1, lines);
      if (answer.ok) {
        // A hub that says yes and holds less than it was given would make this go round for ever.
        if (answer.held <= held) throw new CodedError('sync.hubContradicts', { chain, seq: held + 1 });
        if (answer.held > farthest) gaps = 0;
        farthest = Math.max(farthest, answer.held);
        fresh += answer.fresh;
        held = answer.held;
        proceeded(held);
      } else if (answer.why === 'differs') return { fresh, fork: { chain, seq: answer.seq } };
      else {
        gaps += 1;
        if (gaps > MOST_GAPS) throw new CodedError('sync.hubContradicts', { chain, seq: answer.expected });
        held = answer.expected - 1;
      }
    }
    return { fresh };
  }

  private async send(chain: ChainId, from: number, lines: readonly Line[]): ReturnType<Hub['push']> {
    const large = lines.findIndex((line) => line.length > MAX_COMMIT_BYTES);
    // Nothing that others could not fetch: the chain stands still here, and says why.
    if (large >= 0) throw new CodedError('sync.commitTooLarge', { chain, what: String(from + large) });
    const batch = signedBatch(this.keys, this.street, chain, from, lines);
    await this.giveKeys(lines);
    this.batches += 1;
    return this.hub.push(batch);
  }

  /** Keys before the commits that speak of them: whoever pulls these can open them. */
  private async giveKeys(lines: readonly Line[]): Promise<void> {
    const names = keyNames(lines).filter((name) => !this.given.has(name));
    if (names.length === 0) return;
    const keys = await this.station.keysNamed(names);
    if (keys.length > 0) await this.hub.putKeys(keys);
    for (const { name } of keys) this.given.add(name);
  }
}
