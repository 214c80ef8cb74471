import type { DeskApi } from '../../../preload/api';

/** The part of the preload that only the desk has. */
export function deskApi(): DeskApi {
  return (window as unknown as { xiuhua: DeskApi }).xiuhua;
}
