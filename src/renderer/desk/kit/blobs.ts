import type { Photo } from '@shared/domain/common';

/** The address of a kept picture; served by the main process to desk and wall. */
export function blobUrl(sha256: string): string {
  return `att://blob/${sha256}`;
}

/** The small picture where there is one. */
export function thumbUrl(photo: Photo): string {
  return blobUrl(photo.thumb ?? photo.sha256);
}
