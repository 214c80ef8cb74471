import type { SyncStatus } from '@shared/contract/sync';
import type { Say } from '../kit/say';
import { sayWords } from './say';

/** What of sharing is worth a line under the header: what is wrong until it was seen, and whoever waits at the door. */
export interface SharingNotice {
  readonly code: string;
  readonly kind: 'alarm' | 'request';
  readonly text: string;
}

/** Alarms and requests as lines; more than one alarm is one line with their number. */
export function sharingNotices(status: SyncStatus | undefined, t: Say): SharingNotice[] {
  if (!status) return [];
  const found: SharingNotice[] = [];
  const [alarm] = status.alarms;
  if (alarm) {
    const { what } = sayWords(t, 'alarm', alarm, status);
    const more = status.alarms.length - 1;
    found.push({
      code: `sharing:${status.alarms.map(({ key }) => key).join('|')}`,
      kind: 'alarm',
      text: more > 0 ? t('sharing:banner.alarms', { what, n: more }) : what,
    });
  }
  for (const { id, name } of status.requests) {
    found.push({
      code: `sharing:request:${id}`,
      kind: 'request',
      text: t('sharing:banner.request', { name }),
    });
  }
  return found;
}
