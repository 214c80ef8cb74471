import type { StoredEvent } from '@shared/domain/envelope';
import { type KnownEvent, readEvent } from '@shared/domain/knowledge';
import { defineProjection } from './descriptor';

/** A picture, or a thumbnail, that something names: its SHA-256. */
export interface NamedBlob {
  readonly sha256: string;
  readonly thumb: boolean;
}

function blobsIn({ data }: KnownEvent): NamedBlob[] {
  const photos = ('photos' in data && data.photos) || [];
  return photos.flatMap(({ sha256, thumb }) => [
    { sha256, thumb: false },
    ...(thumb ? [{ sha256: thumb, thumb: true }] : []),
  ]);
}

/** Pictures that an event names: their own hashes and their thumbnails'. Of what a newer program wrote nothing is read before the upgrade. */
export function photosOf(event: StoredEvent): NamedBlob[] {
  const known = readEvent(event);
  return known ? blobsIn(known) : [];
}

/** Which stream uses which picture: every event that has `photos` tells. */
export const pictures = defineProjection({
  tables: {
    blob_use: {
      create:
        'CREATE TABLE blob_use (sha256 TEXT NOT NULL, stream TEXT NOT NULL, thumb INTEGER NOT NULL, PRIMARY KEY (sha256, stream)) WITHOUT ROWID',
      compared: { order: 'sha256, stream' },
    },
  },
  eventRows: {
    of: 'allCommits',
    read: ({ stream }, known, leave) => {
      if (!known) return;
      for (const { sha256, thumb } of blobsIn(known)) leave([sha256, stream], thumb ? 1 : 0);
    },
    merge: Math.max,
    upsert:
      'INSERT INTO blob_use VALUES (?,?,?) ON CONFLICT(sha256, stream) DO UPDATE SET thumb=max(thumb, excluded.thumb)',
  },
});
