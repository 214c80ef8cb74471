/** Why bytes are no picture for us; part of the contract with whoever shows the error. `inconsistent`: several sizes are stated. */
export type BrokenReason =
  | 'empty'
  | 'type'
  | 'truncated'
  | 'pixels'
  | 'inconsistent'
  | 'decode'
  | 'resources';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Thrown by the readers of the formats; `lookAt` makes its answer of it. */
export class Broken extends Error {
  constructor(readonly reason: BrokenReason) {
    super(reason);
  }
}

export function broken(reason: BrokenReason): Broken {
  return new Broken(reason);
}

/** Do these signs stand at this place? */
export function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

/** Four signs that name a chunk. */
export function fourCC(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
}

/** Three bytes, the lowest first. */
export function threeBytes(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}

/** A part of a picture lies within the whole. */
export function within(whole: Size, part: Size, left: number, top: number): boolean {
  return (
    part.width > 0 && part.height > 0 && left + part.width <= whole.width && top + part.height <= whole.height
  );
}
