import { aggregates } from './aggregates';
import type { CommandType } from './commands';
import type { StoredEvent } from './envelope';

const begins: ReadonlyMap<string, readonly string[]> = new Map(
  aggregates.flatMap((aggregate) => Object.entries<readonly string[]>(aggregate.begins)),
);

/** Whether these events, as they stand in a commit, can be what a command of this type wrote. */
export function mayBegin(command: CommandType, events: readonly Pick<StoredEvent, 'type'>[]): boolean {
  return begins.get(command)?.includes(events[0]?.type ?? '') ?? false;
}
