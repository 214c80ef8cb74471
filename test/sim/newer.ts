import type { CommandInput } from '@shared/domain/commands';
import { lastCorrections, ledgerStream } from '@shared/domain/ledger/evolve';
import { stateAs } from '@shared/domain/streams';
import { addMinutes, toMs } from '@shared/rules/time';
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

const DAY = '2024-12-31';
const HOLD_MINUTES = 240;

/** What only this program can say, and not the one of before: work of a kind of its own, a correction, a supervision, a hold. */
export function newestCommand(site: Site, random: Random): CommandInput {
  const { store } = site;
  const ledger = stateAs(ledgerStream, `ledger:${DAY}`, store.reader.load(`ledger:${DAY}`).state);
  const cases = streamsOf(store).filter((stream) => stream.startsWith('case:'));
  const caseId = cases[random.int(Math.max(1, cases.length))] ?? 'case:none';
  const entry = ledger?.entries[random.int(Math.max(1, ledger.entries.length))];
  const kind = store.knowledge.rules.ledgerKinds.at(-1 - random.int(2))?.id ?? '';
  const record: CommandInput = {
    type: 'ledger.record',
    entries: [{ day: DAY, kind, quantity: 1 + random.int(9) }],
  };
  const correct: CommandInput | undefined = entry && {
    type: 'ledger.correct',
    day: DAY,
    entry: entry.id,
    quantity: 10 + random.int(90),
    reason: '记错了',
    after: lastCorrections(entry).map(({ id }) => id),
  };
  return site.next<CommandInput>('newest', [
    record,
    correct ?? record,
    { type: 'case.supervise', caseId, text: '限期说明' },
    { type: 'case.askHold', caseId, reason: '等材料', until: addMinutes(store.clock.now(), HOLD_MINUTES) },
  ]);
}
