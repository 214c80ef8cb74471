import type { Fact } from '../envelope';
import type { NoticeAcknowledged } from './events';

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
export function evolveNotice(state: NoticeState | null, fact: Fact): NoticeState | null {
  if (fact.type !== 'notice.acknowledged') return state;
  const { keys } = fact.data as unknown as NoticeAcknowledged;
  const seen = new Map(Object.entries(state?.seen ?? {}));
  for (const key of keys) if (!seen.has(key)) seen.set(key, { at: fact.at, by: fact.actor });
  return { id: fact.stream, day: fact.stream.slice('notice:'.length), seen: Object.fromEntries(seen) };
}
