import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '@shared/domain/envelope';
import { chainOf, chainParts } from '@shared/sync/vector';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { givenBackOf } from '../journal/givenBack';
import { handOver, shared } from '../testing/exchange';
import { abandon, TEST_NOW, TestFolders } from '../testing/folder';
import { filedCase } from '../testing/wishes';
import { differences } from './compare';
import { MemoryFold } from './memoryFold';
import { Projection } from './projection';

const folders = new TestFolders();
afterAll(() => folders.remove());

interface Line {
  readonly chain: string;
  readonly seq: number;
  readonly copyOf?: string | undefined;
}

const refOf = ({ chain, seq }: Line): string => `${chain}.${seq}`;

function commitOf({ chain, seq, copyOf }: Line): Commit {
  const stream = `patrol:${chain}-${seq}`;
  const event = { stream, type: 'patrol.walked', v: 1, rank: 1, basis: null, at: TEST_NOW, data: {} };
  return {
    ...chainParts(chain),
    seq,
    hlc: `${TEST_NOW}/0000`,
    id: 'one-command',
    actor: 'op',
    recordedAt: TEST_NOW,
    ...(copyOf ? { copyOf } : {}),
    prev: '0'.repeat(64),
    events: [event, { ...event, stream: 'patrol:all', rank: seq }],
  };
}

const placeOf = (i: number) => ({ segment: 1, offset: i * 100, length: 100 });

/** Lines applied one after the other, and which of them counts. */
async function live(lines: readonly Line[], givenBack: Set<string>) {
  const projection = await Projection.create(() => null, givenBack);
  lines.forEach((line, i) => {
    projection.apply([{ commit: commitOf(line), place: placeOf(i), position: i + 1 }]);
  });
  const counted = projection.db.all<{ pos: number }>("SELECT pos FROM commits WHERE id='one-command'");
  expect(counted).toHaveLength(1);
  const inStreams = projection.db.all<{ pos: number }>('SELECT DISTINCT pos FROM stream_commits');
  expect(inStreams).toEqual(counted);
  return { projection, effective: refOf(lines[(counted[0]?.pos ?? 0) - 1] ?? { chain: '', seq: 0 }) };
}

async function rebuilt(lines: readonly Line[], givenBack: Set<string>): Promise<Projection> {
  const fold = new MemoryFold();
  lines.forEach((line, i) => {
    fold.add(commitOf(line), placeOf(i));
  });
  fold.chooseTwins(givenBack);
  const projection = await Projection.create((stream) => fold.state(stream), givenBack);
  fold.insertInto(projection);
  return projection;
}

/** Said once more, in plain words: what is named is out, the smallest of the rest counts. */
function expected(lines: readonly Line[]): string {
  const named = lines.map(({ copyOf }) => copyOf);
  const key = ({ chain, seq }: Line): string =>
    `${chainParts(chain).device} ${String(chainParts(chain).incarnation).padStart(5, '0')} ${String(seq).padStart(5, '0')}`;
  const left = lines
    .filter((line) => !named.includes(refOf(line)))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return left[0] ? refOf(left[0]) : '';
}

describe('commits of one command', () => {
  it('the same one counts, whatever the order, also where a copy reinstates what was superseded before; live as rebuilt', async () => {
    // The copy of a twin that counted: what had lost to its original is the first of what is left.
    const [original, copy, twin] = [
      { chain: 'x.1', seq: 5 },
      { chain: 'x.3', seq: 1, copyOf: 'x.1.5' },
      { chain: 'x.2', seq: 9 },
    ];
    for (const order of [
      [original, copy, twin],
      [original, twin, copy],
      [twin, original, copy],
      [copy, original, twin],
      [copy, twin, original],
      [twin, copy, original],
    ])
      expect((await live(order, new Set())).effective).toBe('x.2.9');

    const place = fc.record({ chain: fc.constantFrom('x.2', 'x.10', 'y.1'), seq: fc.constantFrom(3, 20) });
    const older = (mine: Line): fc.Arbitrary<string | undefined> =>
      fc.option(fc.constantFrom('w.1.1', 'x.2.3', 'x.2.20', 'x.10.3'), { nil: undefined }).map((ref) =>
        // A copy is of a later incarnation than what it was written again for.
        ref !== undefined && ref !== refOf(mine) && (mine.chain !== 'x.2' || ref === 'w.1.1')
          ? ref
          : undefined,
      );
    const line = place.chain((one) => older(one).map((copyOf): Line => ({ ...one, copyOf })));
    const sets = fc.uniqueArray(line, { selector: refOf, minLength: 1, maxLength: 6 });
    const given = fc.uniqueArray(fc.constantFrom('x.10', 'y.1'));
    let copies = 0;
    await fc.assert(
      fc.asyncProperty(
        sets.chain((set) => {
          const all = fc.shuffledSubarray(set, { minLength: set.length });
          return fc.tuple(all, all, fc.subarray(set), given);
        }),
        async ([one, other, again, givenBack]) => {
          copies += one.filter(({ copyOf }) => copyOf).length;
          for (const lines of [one, [...other, ...again]]) {
            const { projection, effective } = await live(lines, new Set(givenBack));
            expect(effective).toBe(expected(one) || effective);
            const fresh = await rebuilt(lines, new Set(givenBack));
            expect(differences(projection.db, fresh.db)).toEqual([]);
            projection.db.close();
            fresh.db.close();
          }
        },
      ),
      { seed: 20241231, numRuns: 60 },
    );
    expect(copies).toBeGreaterThan(30);
  });
});

describe('a folder', () => {
  it('whose journal holds lines twice opens all the same, and they count once', async () => {
    const [folderA, store] = await folders.create().then(async (one) => [one, await one.open()] as const);
    await filedCase(store);
    const folderB = folders.joined(folderA, 'B');
    const b = await folderB.open();
    await handOver(store, b);
    b.close();
    const segment = join(folderB.journal, '0000000001.jsonl');
    const bytes = folderB.journalBytes();
    const lines = bytes.toString('utf8').split('\n').slice(0, -1);
    writeFileSync(segment, `${[...lines, ...lines.slice(-3), ...lines.slice(-2)].join('\n')}\n`);
    rmSync(folderB.cache, { recursive: true });
    const again = await folderB.open();
    expect(again.writable).toBe(true);
    expect(again.position).toBe(lines.length + 5);
    expect(shared(again)).toEqual(shared(store));
    expect((await again.sharing.state()).vector).toEqual((await store.sharing.state()).vector);
    await filedCase(again);
    // `verify` goes on telling of lines that lie there twice.
    expect((await folderB.prove(again)).differs).toEqual([]);
    again.close();
    store.close();
  });

  it('knows from its journal in which chains it wrote again where given-back.json is lost or broken', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await filedCase(store);
    const { device } = store.identity;
    const { vector } = await store.sharing.state();
    const held = vector[chainOf(device, 1)] ?? 0;
    await store.sharing.reissue(held - 1, 2);
    const after = shared(store);
    const before = await store.sharing.state();
    expect(before.vector[chainOf(device, 1)]).toBe(held - 1);
    abandon(folder);
    for (const [i, content] of [undefined, '{"broken', '{}'].entries()) {
      const path = join(folder.journal, 'given-back.json');
      rmSync(path, { force: true });
      if (content !== undefined) writeFileSync(path, content);
      if (i % 2 === 0) rmSync(folder.cache, { recursive: true, force: true });
      const again = await folder.open();
      expect(again.writable).toBe(true);
      expect(shared(again)).toEqual(after);
      expect((await again.sharing.state()).vector[chainOf(device, 1)]).toBe(held - 1);
      expect([...again.projection.givenBack]).toEqual([chainOf(device, 2)]);
      abandon(folder);
    }
  });

  it('that only took copies in gave no number back', () => {
    const dataDir = folders.path('empty');
    mkdirSync(join(dataDir, 'journal'), { recursive: true });
    expect(givenBackOf(join(dataDir, 'journal'), () => [{ chain: 'x.2', seq: 1 }]).size).toBe(0);
  });
});
