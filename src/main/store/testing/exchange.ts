import { lastOf } from '@shared/sync/batch';
import { beyond } from '@shared/sync/vector';
import { digest } from '../projection/compare';
import type { Store } from '../service/store';

/** Hand over what `to` lacks of `from`, as the exchange does, in batches of `size`. Errors: what the other store refuses. */
export async function handOver(from: Store, to: Store, size = 50): Promise<void> {
  const { vector: has } = await from.sharing.state();
  const { vector: held } = await to.sharing.state();
  for (const { chain, from: first, to: last } of beyond(has, held)) {
    for (let after = first - 1; after < last; ) {
      const lines = await from.sharing.lines(chain, after, { commits: size, bytes: 1e9 });
      const batch = { chain, from: after + 1, lines, signature: new Uint8Array(64).fill(7) };
      const { refused } = await to.sharing.take(batch, 'test');
      if (refused) throw new Error(`${chain}: ${refused.why} at ${refused.seq}`);
      after = lastOf(batch);
    }
  }
  await to.sharing.takeKeys(await from.sharing.keysNamed(await to.sharing.wantedKeys()), []);
}

/** Two stores tell each other all that they know. */
export async function exchange(a: Store, b: Store): Promise<void> {
  await handOver(a, b);
  await handOver(b, a);
}

/** Rows that must be equal at every station; places in the journal are each one's own. */
export function shared(store: Store): Record<string, string> {
  const {
    head: _h,
    commits: _c,
    stream_commits: _s,
    twin_streams: _t,
    ...rest
  } = digest(store.projection.db);
  return rest;
}
