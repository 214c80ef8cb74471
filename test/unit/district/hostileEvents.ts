import { caseEvents } from '@shared/domain/case/events';
import type { CaseState } from '@shared/domain/case/evolve';
import type { Commit } from '@shared/domain/envelope';
import { reportEvents } from '@shared/domain/report/events';
import { toInstant, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { TEST_NOW } from '../../../src/main/store/testing/folder';
import { commandOf } from '../../../src/main/store/testing/histories';
import { Station } from '../../../src/main/store/testing/stations';
import { received } from '../../../src/main/store/testing/wishes';

type CommitEvent = Commit['events'][number];

/** Histories as two desks write them that hear each other now and then, and what a desk writes that means no good. */

const NOW = toMs(TEST_NOW);
const PLACE = { text: '冼村路', gridCode: '440106014001001', communityCode: '440106014001' };
const REPORTS = [0, 1, 2, 3, 4, 5].map((n) => `report:${n}`);
const CASES = [0, 1, 2, 3].map((n) => `case:${n}`);
const TRIES = [0, 11, 23, 31, 41];

/** The commits of a street where much happened: tables first. */
export function healthyCommits(): Commit[] {
  const [one, other] = [new Station('healthy-a', 'A', 0), new Station('healthy-b', 'B', 60_000)];
  one.seed();
  other.start(one.own);
  for (const n of [0, 1, 2, 3]) {
    const reportId = `report:${n}`;
    one.act(received({ reportId }), NOW - 300_000);
    one.act({ type: 'case.file', reportId, title: '垃圾', place: PLACE, caseId: `case:${n}` }, NOW - 290_000);
  }
  one.act({ type: 'case.assign', caseId: 'case:0', lead: 'hwz', assisting: ['swzx'] }, NOW - 280_000);
  other.pull(one);
  const turn = fc.tuple(fc.nat(1), fc.nat(8), fc.noBias(fc.nat(9999)), fc.noBias(fc.nat(9999)));
  const turns = fc.sample(turn, { seed: 20241231, numRuns: 200 });
  for (const [i, [who, hears, what, which]] of turns.entries()) {
    const [me, them] = who === 0 ? [one, other] : [other, one];
    if (hears % 3 === 0) me.pull(them);
    const at = NOW + i * 6 * 60_000;
    const fresh = { report: `report:${which % 6}`, case: `case:${which % 4}` };
    const undoOf = (id: string) => (me.fold.state(id) as CaseState | null)?.undo?.commit;
    const known = { reports: REPORTS, cases: CASES, now: toInstant(at), fresh, undoOf };
    for (const more of TRIES) {
      const decision = me.act(commandOf([what + more, which], known), at);
      if (decision.ok && decision.events.length > 0) break;
    }
  }
  return [...one.own, ...other.own];
}

/** Texts that stand for what JSON.stringify cannot write. */
const RAW: Readonly<Record<string, string>> = {
  '"@nul@"': '"a\\u0000b"',
  '"@surrogate@"': '"\\ud800"',
  '"@huge@"': '1e400',
  '"@deep@"': '['.repeat(3000) + ']'.repeat(3000),
  '"@deeper@"': '['.repeat(60_000) + ']'.repeat(60_000),
};

/** Long, and not to be compressed: too long for an index. */
const LONG = Array.from({ length: 700 }, (_, i) => ((i * 7919 + 13) * 104_729).toString(36)).join('');

const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...Object.keys(RAW).map((text) => JSON.parse(text) as string)),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e15,
    2 ** 31,
    '',
    ' ',
    'abc',
    LONG,
    '一'.repeat(3000),
  ),
  fc.constantFrom<unknown>(
    ...['now', 'infinity', '-infinity', 'epoch', 'tomorrow', '2024-02-31T00:00:00.000+08:00', '24:00'],
    ...['0000-01-01T00:00:00.000+08:00', '9999-12-31T23:59:59.999+08:00', '1000-01-01T00:00:00.000+08:00'],
  ),
  fc.constantFrom<unknown>([], {}, [null], [[]], [{}], { a: { b: [] } }, ['hwz', 'hwz'], [{ unit: 'hwz' }]),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...at, key]))];
}

function put(value: unknown, [key, ...rest]: Path, what: unknown): unknown {
  if (key === undefined) return what;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((part, i) => (String(i) === String(key) ? put(part, rest, what) : part));
  return { ...value, [key]: put((value as Record<string, unknown>)[key], rest, what) };
}

interface Bad {
  readonly event: number;
  readonly path: number;
  readonly value: unknown;
  readonly extra: readonly [key: string, value: unknown];
}
const bad: fc.Arbitrary<Bad> = fc.record({
  event: fc.noBias(fc.nat(9999)),
  path: fc.noBias(fc.nat(9999)),
  value: nasty,
  extra: fc.tuple(
    fc.constantFrom('until', 'clocks', 'parts', 'caseId', 'upTo', 'receivedAt', 'rework', 'place', 'x'),
    nasty,
  ),
});

/** Every type that the hub folds, tables and revocations with them. */
const TYPES = [...Object.keys(caseEvents), ...Object.keys(reportEvents), 'table.set', 'device.revoked'];

interface History {
  readonly like: Commit | undefined;
  readonly events: readonly CommitEvent[];
}

/** A history with an event of this type in it: as it was written, or put behind one that there is. */
function historyWith(
  type: string,
  histories: readonly History[],
  which: number,
): History & { readonly at: number } {
  const fitting = histories.filter(({ events }) => events.some((event) => event.type === type));
  const found = fitting[which % Math.max(1, fitting.length)];
  if (found) return { ...found, at: found.events.findIndex((event) => event.type === type) };
  const prefix = type === 'device.revoked' ? 'devices:' : `${type.slice(0, type.indexOf('.'))}:`;
  const base = histories.find(({ events }) => events[0]?.stream.startsWith(prefix));
  const last = base?.events.at(-1);
  const made: CommitEvent = {
    ...{ stream: last?.stream ?? `${prefix}main`, v: 1, rank: (last?.rank ?? 0) + 1, basis: null },
    ...{
      type,
      at: last?.at ?? TEST_NOW,
      data: { device: 'ghost', upTo: { 'ghost.1': 1 }, unit: 'hwz', commit: 'x', into: 'case:9' },
    },
  };
  return {
    like: base?.like ?? histories[0]?.like,
    events: [...(base?.events ?? []), made],
    at: base?.events.length ?? 0,
  };
}

/** The lines of a device that writes streams and tables of its own, each with something wrong in it; and the types it spoiled. */
export function hostileLines(commits: readonly Commit[], count: number) {
  const streams = new Map<string, { like: Commit; events: CommitEvent[] }>();
  for (const commit of commits)
    for (const event of commit.events) {
      const { like, events } = streams.get(event.stream) ?? { like: commit, events: [] };
      streams.set(event.stream, { like, events: [...events, event] });
    }
  const types = new Set<string>();
  const lines: string[] = [];
  for (const [n, fault] of fc.sample(bad, { seed: 20241231, numRuns: count }).entries()) {
    const type = TYPES[n % TYPES.length] ?? '';
    const { like, events, at } = historyWith(type, [...streams.values()], fault.event);
    types.add(type);
    const event = events[at];
    const paths = pathsOf(event).filter(([first]) => first !== undefined && first !== 'stream');
    // Where it stands, its type and its rank are spoiled now and then, its data mostly.
    const inData = paths.filter(([first]) => first === 'data');
    const among = n % 5 === 0 ? paths : inData;
    const [key, value] = fault.extra;
    const spoiled = put(event, among[fault.path % among.length] ?? ['data'], fault.value);
    const worse = n % 3 === 0 ? put(spoiled, ['data', key], value) : spoiled;
    const all = events.map((one, i) => (i === at ? worse : one));
    // A stream in one commit, or an event in each: what one bad event takes with it differs.
    for (const part of n % 2 === 0 ? [all] : all.map((one) => [one]))
      lines.push(lineOf(lines.length + 1, like, part, n));
  }
  return { lines, types, all: TYPES };
}

function lineOf(seq: number, like: Commit | undefined, events: readonly unknown[], n: number): string {
  const { recordedAt = '', hlc = '', actor = '' } = like ?? {};
  const commit = {
    id: `bad-${seq}`,
    device: 'mallory',
    incarnation: 1,
    seq,
    recordedAt,
    hlc,
    actor,
    prev: '',
    events,
  };
  let text = JSON.stringify(commit);
  for (const [mark, raw] of Object.entries(RAW)) text = text.replaceAll(mark, raw);
  return text.replace(/"(case|report):(\w+)"/g, `"$1:bad-${n}-$2"`).replaceAll('healthy-', 'ghost-');
}
