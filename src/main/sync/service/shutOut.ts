import { CodedError } from '@shared/contract/errors';
import { joinVectors, type Vector } from '@shared/sync/vector';

/** A hub as whoever shuts a device out sees it. */
export interface Gate {
  /** The hub's name on screen. */
  readonly name: string;
  /** Close the device's login; what it was sending ends. Where it has none, nothing is to be done. */
  close(device: string): Promise<unknown>;
  /** How far the hub holds each chain. */
  vector(): Promise<Vector>;
}

/**
 * Close a device's login at every hub, and only then ask how far they hold what it wrote: nothing more comes after that, and
 * everybody can have all of it. An event that names less would part those who pulled more from those who never will.
 * Resolves with the farther of all hubs. Error: `sync.revokeNeedsHub` where one does not answer; it can be done again.
 * `settled`: wait until what a hub was taking in when the login was closed is either there or gone.
 */
export async function shutOut(
  gates: readonly Gate[],
  device: string,
  settled: () => Promise<void> = async () => {},
): Promise<Vector> {
  await ofAll(gates, (gate) => gate.close(device));
  if (gates.length > 0) await settled();
  const vectors = await ofAll(gates, (gate) => gate.vector());
  return vectors.reduce(joinVectors, {});
}

/** One hub that does not answer keeps no other from closing the login. */
async function ofAll<T>(gates: readonly Gate[], ask: (gate: Gate) => Promise<T>): Promise<T[]> {
  const answers = await Promise.allSettled(gates.map(ask));
  return answers.map((answer, i) => {
    if (answer.status === 'fulfilled') return answer.value;
    const { reason } = answer;
    const why = reason instanceof CodedError ? `${reason.code} ${reason.detail ?? ''}` : String(reason);
    throw new CodedError('sync.revokeNeedsHub', { name: gates[i]?.name ?? '' }, why.trim());
  });
}
