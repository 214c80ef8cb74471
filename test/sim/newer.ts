import { toMs } from '@shared/rules/time';
import type { Random } from '../../src/main/store/demo/random';
import type { HybridClock } from '../../src/main/store/journal/hlc';
import { encodeLine, hashLine } from '../../src/main/store/journal/line';
import { Author } from '../../src/main/store/service/author';
import { BatchStreams } from '../../src/main/store/service/streams';
import { streamsOf } from './commands';
import type { Site } from './site';

/** What a newer program might write: an event of another type on a known stream, a known one in a new shape, another aggregate. */
export function plantNewer({ store, mine }: Site, random: Random, id: string): string {
  const cases = streamsOf(store).filter((stream) => stream.startsWith('case:'));
  const stream = cases.length > 0 && random.chance(0.7) ? random.pick(cases) : `gadget:${random.int(3)}`;
  const known = stream.startsWith('case:') && random.chance(0.3);
  const type = known ? 'case.noted' : `${stream.slice(0, stream.indexOf(':'))}.newer-thing`;
  const now = store.clock.now();
  // The clock that the program would take: nobody else may have it.
  const { hlc } = store as unknown as { hlc: HybridClock };
  const author = new Author(store.identity, hlc, store.keys);
  const event = { v: known ? 2 : 1, type, data: { shade: 'of a colour' } };
  // Made as this program would make one of its own, then said as only a newer one says it.
  const made = author.commit(
    { id, command: { type: 'case.urge', caseId: stream } },
    'op-1',
    [{ stream, type: 'case.urged', data: {} }],
    now,
    store.chainHead,
    new BatchStreams(store.reader),
  );
  const commit = { ...made, events: made.events.map((one) => ({ ...one, ...event })) };
  const line = encodeLine({ ...commit, recordedAt: now, hlc: commit.hlc });
  store.takeIn([commit], [line.subarray(0, -1)]);
  store.goOn({ seq: commit.seq, hash: hashLine(line) });
  store.sharing.committed([commit]);
  mine.add(id);
  return `${type} v${event.v} on ${stream} at ${toMs(now)}`;
}
