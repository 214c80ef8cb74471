import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
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

/** Fold one acknowledgement: the first one counts. */
function evolve(state: NoticeState | null, fact: FactOf<typeof noticeEvents>): NoticeState {
  const { keys } = fact.data;
  const seen = new Map(Object.entries(state?.seen ?? {}));
  for (const key of keys) if (!seen.has(key)) seen.set(key, { at: fact.at, by: fact.actor });
  return { id: fact.stream, day: fact.stream.slice('notice:'.length), seen: Object.fromEntries(seen) };
}

/** Streams `notice:<day>`. */
export const noticeStream = streamType(['notice'], noticeEvents, evolve);
