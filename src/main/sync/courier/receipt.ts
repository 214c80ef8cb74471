import { CodedError } from '@shared/contract/errors';
import type { TrustedDevice } from '@shared/sync/station';
import { z } from 'zod';
import { DeviceKeys } from '../identity/deviceKeys';
import { readSmall } from './archive';
import { RECEIPT_FORMAT, type Receipt, receiptSchema } from './format';
import { parseSigned } from './package';
import type { Signer } from './writer';

/** As it lies in a file: the receipt as the exact text that was signed, and the signature, base64. */
const envelopeSchema = z.object({ receipt: z.string(), signature: z.string() });

const LARGEST = 128_000_000;

/** A receipt as the text of its file. */
export function sealReceipt(receipt: Receipt, signer: Signer): string {
  const text = JSON.stringify(receipt);
  const signature = Buffer.from(signer.signText(text)).toString('base64');
  return `${JSON.stringify({ receipt: text, signature }, null, 1)}\n`;
}

/**
 * Read a receipt and prove it. Errors: `courier.broken`, `courier.newer`, `courier.notOurs`, `courier.unknownSender`,
 * `courier.revokedSender`, `courier.forged`.
 */
export async function readReceipt(
  path: string,
  street: string,
  devices: readonly TrustedDevice[],
): Promise<Receipt> {
  let value: unknown;
  try {
    value = JSON.parse(await readSmall(path, LARGEST));
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('courier.broken', {}, (error as Error).message);
  }
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) throw new CodedError('courier.notPackage');
  const receipt = parseSigned(envelope.data.receipt, receiptSchema, RECEIPT_FORMAT);
  if (receipt.street !== street) throw new CodedError('courier.notOurs', { street: receipt.street });
  const known = devices.find(({ device }) => device === receipt.device);
  if (!known) throw new CodedError('courier.unknownSender', { name: receipt.name, safety: '' });
  if (known.revoked) throw new CodedError('courier.revokedSender', { name: known.name });
  const signature = Buffer.from(envelope.data.signature, 'base64');
  if (!DeviceKeys.verifyText(known.signKey, envelope.data.receipt, signature))
    throw new CodedError('courier.forged', { name: known.name });
  return receipt;
}
