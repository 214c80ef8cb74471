import { createHash } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import { type Batch, type Line, lastOf } from '@shared/sync/batch';
import { type Hub, type Introduction, PROTOCOL } from '@shared/sync/hub';
import { type ChainId, chainParts, type Vector } from '@shared/sync/vector';
import { expect } from 'vitest';

/** Bytes that are no text, so that nothing can depend on their being one. */
export function lineOf(chain: ChainId, seq: number, size = 40): Line {
  const seed = createHash('sha512').update(`${chain} ${seq}`).digest();
  return Buffer.concat([seed, Buffer.alloc(Math.max(0, size - seed.length), seq % 256)]).subarray(0, size);
}

/** A batch of such lines. Its signature is only told apart from others, not a true one: hubs do not prove signatures. */
export function batchOf(chain: ChainId, from: number, count: number, size = 40): Batch {
  const lines = Array.from({ length: count }, (_, index) => lineOf(chain, from + index, size));
  return { chain, from, lines, signature: signatureOf(chain, from + count - 1) };
}

/** A batch of one commit that erases the callers of these reports. */
export function erasingBatch(chain: ChainId, from: number, names: readonly string[]): Batch {
  const { device, incarnation } = chainParts(chain);
  const events = names.map((key) => ({
    stream: `erasure:${key}`,
    type: 'caller.erased',
    v: 1,
    data: { key },
  }));
  const line = Buffer.from(JSON.stringify({ device, incarnation, seq: from, events }));
  return { chain, from, lines: [line], signature: signatureOf(chain, from) };
}

export function signatureOf(chain: ChainId, seq: number): Uint8Array {
  return createHash('sha512').update(`signature ${chain} ${seq}`).digest();
}

export function introduction(device: string, more: Partial<Introduction> = {}): Introduction {
  return { device, incarnation: 1, host: 'host-a', program: 'test', protocol: PROTOCOL, ...more };
}

/** Pull until nothing is left; every batch with the vector that it was asked with. */
export async function pullAll(hub: Hub, since: Vector = {}, bytes = 1_000_000): Promise<Batch[]> {
  const held: Record<ChainId, number> = { ...since };
  const all: Batch[] = [];
  for (;;) {
    const { batches, more } = await hub.pull(held, { bytes });
    for (const batch of batches) {
      expect(batch.from).toBe((held[batch.chain] ?? 0) + 1);
      held[batch.chain] = lastOf(batch);
    }
    all.push(...batches);
    if (!more) return all;
    expect(batches.length).toBeGreaterThan(0);
  }
}

/** A batch as values that compare. */
export function plain(batch: Batch): unknown {
  return {
    chain: batch.chain,
    from: batch.from,
    lines: batch.lines.map((line) => Buffer.from(line).toString('hex')),
    signature: Buffer.from(batch.signature).toString('hex'),
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The code of the error that a call ends with. */
export async function codeOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof CodedError ? error.code : String(error);
}
