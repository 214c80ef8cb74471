import { bare } from '../lookup';
import { aggregates } from './aggregates';
import { aggregateOf, type StoredEvent } from './envelope';
import { type EventData, EventReader, type EventTypes, outlineOf, type Standing } from './eventType';

const prefixes: ReadonlySet<string> = new Set(aggregates.flatMap(({ stream }) => stream.prefixes));
const readers: Readonly<Record<string, EventReader | undefined>> = bare(
  Object.fromEntries(
    aggregates.flatMap(({ stream }) =>
      Object.entries(stream.events).map(([type, versions]) => [type, new EventReader(versions)]),
    ),
  ),
);

/**
 * All that makes an event known here, as text: aggregates, types, versions, values of lists. What is made of events stands for this too:
 * where another program goes on with it, events that were parked have to be folded.
 */
export const KNOWN_EVENTS: string = JSON.stringify(
  aggregates.map(({ stream: { prefixes, events } }) => [
    prefixes,
    Object.entries(events).map(([type, versions]) => [type, outlineOf(versions)]),
  ]),
);

type Named = Pick<StoredEvent, 'stream' | 'type' | 'v'>;

/** What reads this event, where its aggregate and its type are known here. */
function readerOf({ stream, type }: Pick<Named, 'stream' | 'type'>): EventReader | undefined {
  return prefixes.has(aggregateOf(stream)) ? readers[type] : undefined;
}

/**
 * Does this program know this event: its aggregate, its type, its version, and every value of a list in it? What it does not know is
 * kept, forwarded and counted as parked until the upgrade; its stream goes on.
 */
export function knowsEvent(event: Named & { readonly data: object }): boolean {
  return readerOf(event)?.knows(event.v, event.data) ?? false;
}

/**
 * How an event of another station stands: `known`, `newer` (nobody's to judge), or `malformed`: a fold must never meet what it
 * cannot read, so that it is looked at before it is written here.
 */
export function standingOf(event: Named & { readonly data: unknown }): Standing {
  return readerOf(event)?.standing(event.v, event.data) ?? 'newer';
}

/** Can this event be taken in? What is newer can. */
export function isWellFormed(event: Named & { readonly data: unknown }): boolean {
  return standingOf(event) !== 'malformed';
}

/** An event of a known version with its data as the latest version says them; others as they are. */
export function upcast<E extends Named & { readonly data: Record<string, unknown> }>(event: E): E {
  const reader = readerOf(event);
  return reader?.isEarlier(event.v) && reader.knows(event.v, event.data) ? latest(reader, event) : event;
}

function latest<E extends Named & { readonly data: object }>(reader: EventReader, event: E): E {
  const { v, data } = reader.upcast(event.v, event.data);
  return v === event.v ? event : { ...event, v, data };
}

type EventOf<E> = E extends EventTypes
  ? {
      [T in keyof E & string]: Omit<StoredEvent, 'type' | 'data'> & {
        readonly type: T;
        readonly data: EventData<E, T>;
      };
    }[keyof E & string]
  : never;

/** An event as this program reads it: its type and its data tell of each other. */
export type KnownEvent = EventOf<(typeof aggregates)[number]['stream']['events']>;

/** An event in its latest version; undefined where a newer program wrote it: of that nothing is read before the upgrade. */
export function readEvent(event: StoredEvent): KnownEvent | undefined {
  const reader = readerOf(event);
  if (!reader?.knows(event.v, event.data)) return undefined;
  // The reader of its type has proved what it says.
  return latest(reader, event) as KnownEvent;
}

/** The version in which an event is written: the oldest that can say it, so that older programs go on reading it. */
export function versionFor(type: string, data: object): number {
  const reader = readers[type];
  if (!reader) throw new Error(`No aggregate has the event ${type}`);
  return reader.versionFor(data);
}
