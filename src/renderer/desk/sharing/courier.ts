import { RemoteError } from '@shared/contract/errors';
import type { PackagePreview, SyncStatus } from '@shared/contract/sync';

/** How large a part of a package may be, in bytes: what the media it travels on can hold. */
export const splits = {
  whole: 1_000_000_000_000,
  /** FAT32 keeps no file of 4 GiB or more. */
  fat32: 4_000_000_000,
  cd: 700_000_000,
} as const;
export type Split = keyof typeof splits | 'own';
export const splitNames: readonly Split[] = ['fat32', 'whole', 'cd', 'own'];

/** Bytes of a part; `ownMb` counts where the size is one's own. At least 1 MB, as the contract wants. */
export function partBytes(split: Split, ownMb: number): number {
  return split === 'own' ? Math.max(1, Math.round(ownMb)) * 1_000_000 : splits[split];
}

export type PasswordFault = 'short' | 'differ';

/** What is wrong with a password typed twice; an empty one means no encryption. */
export function passwordFault(password: string, again: string): PasswordFault | undefined {
  if (password === '' && again === '') return undefined;
  if (password.length < 8) return 'short';
  return password === again ? undefined : 'differ';
}

/** A package of the courier (`.xhc.zip`, under a password `.xhc`) or the receipt for one (`.xhc.json`), by its name. */
export function isCourierFile(name: string): boolean {
  return /\.xhc(\.zip|\.json)?$/i.test(name);
}

/** Where a file wants a password: main's token for it and its name, as far as the error tells. Undefined for any other error. */
export function wantsPassword(
  error: unknown,
): { source: string | undefined; name: string | undefined } | undefined {
  if (!(error instanceof RemoteError) || error.code !== 'courier.password') return undefined;
  const { source, file } = error.params;
  return {
    source: typeof source === 'string' ? source : undefined,
    name: typeof file === 'string' ? file : undefined,
  };
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

/** The code with which a call of the courier ends that somebody stopped. */
export const STOPPED = 'courier.cancelled';

/** How far an courierJob is, in whole per cent; 100 only when it is done. */
export function jobShare({ done, total }: NonNullable<SyncStatus['courierJob']>): number {
  if (total <= 0) return 0;
  return Math.max(0, Math.min(100, Math.floor((done / total) * 100)));
}

/** Whether a package comes from a sender whose key has to be compared first. */
export function wantsDigits({ blocked }: PackagePreview): boolean {
  return blocked?.code === 'courier.unknownSender' && blocked.params.safety !== undefined;
}

/** How many digits stand for a key. */
export const KEY_DIGITS = 20;

/** What was typed as the digits of a key, in groups of five as they are read out; whatever is no digit is left out. */
export function keyDigits(typed: string): string {
  // Chinese input methods type digits at full width.
  const digits = typed.normalize('NFKC').replaceAll(/\D/g, '').slice(0, KEY_DIGITS);
  return digits.replaceAll(/\d{5}(?=\d)/g, '$& ');
}
