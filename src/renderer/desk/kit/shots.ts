import type { Photo } from '@shared/domain/common';
import { timeText } from '../../common/format';

/** A picture with when it came, where it does not say itself when it was taken. */
export interface Shot extends Photo {
  readonly at?: string;
}

function unique(photos: readonly Shot[]): Shot[] {
  return [...new Map(photos.map((photo) => [photo.sha256, photo])).values()];
}

/** Before: what was reported and found; after: what the unit and the check sent. The newest after stands first. */
export function splitShots(photos: readonly Shot[]): { before: Shot[]; after: Shot[] } {
  const all = unique(photos);
  return {
    before: all.filter((photo) => photo.kind !== 'after'),
    after: all.filter((photo) => photo.kind === 'after').reverse(),
  };
}

export function caption(photo: Shot, now: string): string {
  const at = photo.takenAt ?? photo.at;
  return [at ? timeText(at, now) : '', photo.name ?? ''].filter(Boolean).join(' ');
}

/** Which picture of before stands best beside one of after: taken from afar or near, then what the unit sent as “before”. */
export function pairOf(before: readonly Shot[]): Shot | undefined {
  const order: readonly Shot['kind'][] = ['before', 'far', 'near', 'reference', 'other'];
  for (const kind of order) {
    const found = before.find((shot) => shot.kind === kind);
    if (found) return found;
  }
  return before[0];
}
