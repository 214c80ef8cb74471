import { type Appliers, streamType } from '../aggregate';
import { keyOf } from '../envelope';
import { noticeEvents } from './events';

/** Who saw a notice first that day, and when. */
export interface Seen {
  readonly at: string;
  readonly by: string;
}

/** The notices that were acknowledged on one day, by key. */
export interface NoticeState {
  readonly id: string;
  readonly day: string;
  readonly seen: Readonly<Record<string, Seen>>;
}

const appliers: Appliers<NoticeState, typeof noticeEvents> = {
  // The first one counts.
  'notice.acknowledged': (state, { stream, at, actor, data: { keys } }) => {
    const seen = new Map(Object.entries(state?.seen ?? {}));
    for (const key of keys) if (!seen.has(key)) seen.set(key, { at, by: actor });
    return { id: stream, day: keyOf(stream), seen: Object.fromEntries(seen) };
  },
};

/** Streams `notice:<day>`. */
export const noticeStream = streamType(['notice'], noticeEvents, appliers);
