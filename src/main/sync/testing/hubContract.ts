import { BATCH_COMMITS, bytesOf } from '@shared/sync/batch';
import { type Hub, PROTOCOL, type Welcome } from '@shared/sync/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachments, erasures, keys, others, sizes } from './hubContractData';
import { batchOf, codeOf, introduction, lineOf, plain, pullAll, sha256, signatureOf } from './hubLines';
import type { RaisedAlarm } from './memoryHub';

export { batchOf, erasingBatch, introduction, lineOf, pullAll, signatureOf } from './hubLines';

/** A fresh street of a hub under test. */
export interface TestStreet {
  readonly street: string;
  /** A connection of this device, enrolled at the first time. */
  join(device: string): Promise<Hub>;
  revoke(device: string): Promise<void>;
  setProtocolMin(protocol: number): Promise<void>;
  alarms(): Promise<readonly RaisedAlarm[]>;
  dispose(): Promise<void>;
}

/** The rules that every hub keeps, the model and the real one alike. */
export function hubContract(name: string, makeStreet: () => Promise<TestStreet>): void {
  describe(`hub contract: ${name}`, () => {
    let world: TestStreet;
    beforeEach(async () => {
      world = await makeStreet();
    });
    afterEach(() => world.dispose());
    const at = () => world;
    greetings(at);
    pushes(at);
    pulls(at);
    keys(at);
    erasures(at);
    sizes(at);
    attachments(at);
    others(at);
  });
}

function greetings(world: () => TestStreet): void {
  it('welcomes a device: street, time, schema, no incarnation yet but this one', async () => {
    const hub = await world().join('a');
    const welcome = await hub.hello(introduction('a'));
    expect(welcome).toEqual<Welcome>({
      street: world().street,
      nowMs: expect.any(Number),
      schema: expect.any(Number),
      protocolMin: 1,
      claim: 'mine',
      newest: 1,
    });
    expect((await hub.devices()).map(({ device, lastSeenMs }) => [device, lastSeenMs !== null])).toEqual([
      ['a', true],
    ]);
  });

  it('keeps an incarnation for the computer that claimed it, and tells of the other', async () => {
    const hub = await world().join('a');
    await hub.hello(introduction('a'));
    expect(await hub.hello(introduction('a'))).toMatchObject({ claim: 'mine', newest: 1 });
    const clone = await world().join('a');
    const second = await clone.hello(introduction('a', { host: 'host-b' }));
    expect(second).toMatchObject({ claim: 'otherHost', newest: 1 });
    expect(await clone.hello(introduction('a', { host: 'host-b', incarnation: 2 }))).toMatchObject({
      claim: 'mine',
      newest: 2,
    });
    expect(await hub.hello(introduction('a'))).toMatchObject({ claim: 'mine', newest: 2 });
    expect(await world().alarms()).toEqual([
      { device: 'a', kind: 'otherHost', about: 'a.1', detail: 'host-a / host-b' },
    ]);
  });

  it('knows the newest incarnation from commits too', async () => {
    const hub = await world().join('a');
    await hub.push(batchOf('a.7', 1, 1));
    expect(await hub.hello(introduction('a'))).toMatchObject({ newest: 7 });
  });

  it('refuses who says to be another device', async () => {
    const hub = await world().join('a');
    await world().join('b');
    expect(await codeOf(hub.hello(introduction('b')))).toBe('sync.refused');
  });

  it('tells a program that speaks too old a protocol', async () => {
    const hub = await world().join('a');
    await world().setProtocolMin(PROTOCOL + 1);
    expect(await codeOf(hub.hello(introduction('a')))).toBe('sync.hubNew');
    await world().setProtocolMin(PROTOCOL);
    expect(await hub.hello(introduction('a'))).toMatchObject({ claim: 'mine' });
  });

  it('shuts a revoked device out, and keeps what it brought', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    await a.push(batchOf('a.1', 1, 2));
    await world().revoke('a');
    expect(await a.hello(introduction('a'))).toMatchObject({ claim: 'revoked' });
    expect(await codeOf(a.push(batchOf('a.1', 3, 1)))).toBe('sync.refused');
    expect(await codeOf(a.vector())).toBe('sync.refused');
    expect(await codeOf(a.pull({}, { bytes: 1000 }))).toBe('sync.refused');
    expect(await codeOf(a.putKeys([{ name: 'k', id: '1', box: 'x' }]))).toBe('sync.refused');
    expect(await codeOf(a.eraseKeys(['k']))).toBe('sync.refused');
    expect(await b.vector()).toEqual({ 'a.1': 2 });
    expect((await b.devices()).map(({ device, revokedMs }) => [device, revokedMs !== null])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });
}

function pushes(world: () => TestStreet): void {
  it('takes a batch, and the same again at no cost', async () => {
    const hub = await world().join('a');
    const batch = batchOf('a.1', 1, 3);
    expect(await hub.push(batch)).toEqual({ ok: true, held: 3, fresh: 3 });
    expect(await hub.push(batch)).toEqual({ ok: true, held: 3, fresh: 0 });
    expect(await hub.vector()).toEqual({ 'a.1': 3 });
    expect(await hub.hashAt('a.1', 2)).toBe(sha256(lineOf('a.1', 2)));
    expect(await hub.hashAt('a.1', 4)).toBeUndefined();
    expect((await hub.pull({}, { bytes: 1000 })).batches.map(plain)).toEqual([plain(batch)]);
  });

  it('takes what is new of a batch that overlaps', async () => {
    const hub = await world().join('a');
    await hub.push(batchOf('a.1', 1, 3));
    expect(await hub.push(batchOf('a.1', 2, 4))).toEqual({ ok: true, held: 5, fresh: 2 });
    expect(await hub.push(batchOf('a.1', 2, 2))).toEqual({ ok: true, held: 5, fresh: 0 });
    expect((await pullAll(hub)).map(plain)).toEqual([plain(batchOf('a.1', 1, 5))]);
  });

  it('refuses a gap with the number that is expected', async () => {
    const hub = await world().join('a');
    expect(await hub.push(batchOf('a.1', 2, 1))).toEqual({ ok: false, why: 'gap', expected: 1 });
    await hub.push(batchOf('a.1', 1, 2));
    expect(await hub.push(batchOf('a.1', 4, 1))).toEqual({ ok: false, why: 'gap', expected: 3 });
    expect(await hub.vector()).toEqual({ 'a.1': 2 });
  });

  it('never overwrites: another commit under a number raises an alarm, once, and nothing is taken', async () => {
    const hub = await world().join('a');
    const first = batchOf('a.1', 1, 3);
    await hub.push(first);
    const forged = {
      ...batchOf('a.1', 1, 5),
      lines: [1, 2, 3, 4, 5].map((n) => lineOf(n < 2 ? 'a.1' : 'x', n)),
    };
    const answer = { ok: false, why: 'differs', seq: 2 };
    expect(await hub.push(forged)).toEqual(answer);
    expect(await hub.push(forged)).toEqual(answer);
    expect((await pullAll(hub)).map(plain)).toEqual([plain(first)]);
    expect(await world().alarms()).toEqual([{ device: 'a', kind: 'differs', about: 'a.1', detail: '2' }]);
  });

  it('answers after a lost reply how far it holds the chain, so that nothing is sent twice', async () => {
    const hub = await world().join('a');
    await hub.push(batchOf('a.1', 1, 4));
    await hub.close();
    const again = await world().join('a');
    expect(await again.vector()).toEqual({ 'a.1': 4 });
    expect(await again.push(batchOf('a.1', 5, 1))).toEqual({ ok: true, held: 5, fresh: 1 });
  });

  it('takes nothing under the name of another device', async () => {
    const hub = await world().join('a');
    await world().join('b');
    expect(await codeOf(hub.push(batchOf('b.1', 1, 1)))).toBe('sync.refused');
    expect(await hub.vector()).toEqual({});
  });

  it('takes equal pushes at one time as one', async () => {
    const [one, other] = [await world().join('a'), await world().join('a')];
    const answers = await Promise.all([one.push(batchOf('a.1', 1, 200)), other.push(batchOf('a.1', 1, 200))]);
    expect(answers.map((answer) => answer.ok && answer.fresh).sort()).toEqual([0, 200]);
    expect(await one.vector()).toEqual({ 'a.1': 200 });
  });
}

function pulls(world: () => TestStreet): void {
  /** Three devices, one of them with two incarnations; batches of three. */
  async function fill(): Promise<Hub> {
    for (const chain of ['a.1', 'b.2', 'b.10', 'c.1']) {
      const hub = await world().join(chain.slice(0, 1));
      for (const from of [1, 4, 7]) await hub.push(batchOf(chain, from, 3));
      await hub.close();
    }
    return world().join('reader');
  }

  it('gives what a vector lacks, each chain in its order', async () => {
    const hub = await fill();
    expect(await hub.vector()).toEqual({ 'a.1': 9, 'b.2': 9, 'b.10': 9, 'c.1': 9 });
    const { batches, more } = await hub.pull({ 'a.1': 9, 'b.2': 6, 'c.1': 2 }, { bytes: 1_000_000 });
    expect(more).toBe(false);
    expect(batches.map(plain)).toEqual(
      [batchOf('b.2', 7, 3), batchOf('b.10', 1, 9), batchOf('c.1', 3, 7)].map(plain),
    );
  });

  it('has nothing for who has everything, and does not mind who is ahead', async () => {
    const hub = await fill();
    const since = { 'a.1': 9, 'b.2': 9, 'b.10': 12, 'c.1': 9, 'd.1': 5 };
    expect(await hub.pull(since, { bytes: 1000 })).toEqual({ batches: [], more: false });
  });

  it('stops at the bytes asked for, at whole batches, at least one, and says that there is more', async () => {
    const hub = await fill();
    expect(await hub.pull({}, { bytes: 1 })).toEqual({ batches: [expect.anything()], more: true });
    const { batches, more } = await hub.pull({ 'a.1': 1 }, { bytes: 8 * 40 + 5 * 40 });
    expect(more).toBe(true);
    expect(batches.map(plain)).toEqual([batchOf('a.1', 2, 8), batchOf('b.2', 1, 3)].map(plain));
    const exact = await hub.pull({ 'a.1': 9, 'b.2': 9, 'b.10': 9 }, { bytes: 9 * 40 });
    expect(exact.more).toBe(false);
    const all = await pullAll(hub, {}, 130);
    expect(all.map(({ chain, from, lines }) => [chain, from, lines.length])).toEqual(
      ['a.1', 'b.2', 'b.10', 'c.1'].flatMap((chain) => [1, 4, 7].map((from) => [chain, from, 3])),
    );
  });

  it('leaves out chains that are not wanted', async () => {
    const hub = await fill();
    const { batches, more } = await hub.pull(
      { 'a.1': 3 },
      { bytes: 1_000_000, skip: ['a.1', 'b.10', 'z.1'] },
    );
    expect(batches.map(({ chain }) => chain)).toEqual(['b.2', 'c.1']);
    expect(more).toBe(false);
  });

  it('puts many small batches together, never beyond the size of a batch', async () => {
    const hub = await world().join('a');
    for (let from = 1; from <= 600; from += 4) await hub.push(batchOf('a.1', from, 4));
    const { batches } = await hub.pull({}, { bytes: 1_000_000 });
    expect(batches.map((batch) => batch.lines.length)).toEqual([BATCH_COMMITS, 100]);
    expect(batches.flatMap(({ lines }) => lines.map((line) => Buffer.from(line)))).toEqual(
      Array.from({ length: 600 }, (_, index) => lineOf('a.1', index + 1)),
    );
    expect(batches.map(({ signature }) => Buffer.from(signature))).toEqual([
      signatureOf('a.1', 500),
      signatureOf('a.1', 600),
    ]);
  });

  it('goes on through a long chain of large commits', async () => {
    const hub = await world().join('a');
    for (let from = 1; from <= 12; from += 3) await hub.push(batchOf('a.1', from, 3, 120_000));
    const all = await pullAll(hub, {}, 800_000);
    expect(all.map(({ lines }) => bytesOf(lines))).toEqual([720_000, 720_000]);
    expect(all.flatMap(({ lines }) => lines.map(sha256))).toEqual(
      Array.from({ length: 12 }, (_, index) => sha256(lineOf('a.1', index + 1, 120_000))),
    );
  });
}
