import { broken, type Size, within } from './bytes';

/** Bytes of a colour table by the flags before it. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Behind a run of sub-blocks, each with its length in front; an empty one ends it. */
function behindBlocks(view: DataView, from: number): number {
  let at = from;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length;
  return at + 1;
}

/** Block by block to the trailer (GIF89a 17–27): every frame lies within the screen, since a decoder makes room for the frame. */
export function gifSize(_bytes: Uint8Array, view: DataView): Size {
  const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let frames = 0;
  for (let at = 13 + tableBytes(view.getUint8(10)); ; ) {
    const block = view.getUint8(at);
    if (block === 0x3b) {
      if (frames === 0) throw broken('decode');
      return screen;
    }
    if (block === 0x21) at = behindBlocks(view, at + 2);
    else if (block === 0x2c) {
      const frame = { width: view.getUint16(at + 5, true), height: view.getUint16(at + 7, true) };
      if (!within(screen, frame, view.getUint16(at + 1, true), view.getUint16(at + 3, true)))
        throw broken('inconsistent');
      frames += 1;
      // Behind the descriptor and its colours stands a byte of the coder, then the data.
      at = behindBlocks(view, at + 10 + tableBytes(view.getUint8(at + 9)) + 1);
    } else throw broken('decode');
  }
}
