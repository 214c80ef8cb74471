import { randomBytes } from 'node:crypto';
import { bytesOf, MAX_COMMIT_BYTES } from '@shared/sync/batch';
import { CHUNK_BYTES, type Hub } from '@shared/sync/hub';
import { chainOf } from '@shared/sync/vector';
import { expect, it } from 'vitest';
import type { TestStreet } from './hubContract';
import { batchOf, codeOf, erasingBatch, introduction, sha256 } from './hubLines';

/** The contract's part about data keys. */
export function keys(world: () => TestStreet): void {
  const key = (name: string, id: string) => ({ name, id, box: `box of ${name} ${id}` });

  it('hands wrapped keys to the desks of the street; what is there stays', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    await a.putKeys([key('r1', '1'), key('r1', '2'), key('r2', '1')]);
    await b.putKeys([{ ...key('r1', '1'), box: 'another' }, key('r3', '1')]);
    await a.putKeys([]);
    expect(await b.keysNamed(['r1', 'r3', 'unknown'])).toEqual({
      keys: [key('r1', '1'), key('r1', '2'), key('r3', '1')],
      erased: [],
    });
  });

  it('erases keys for good', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    await a.putKeys([key('r1', '1'), key('r2', '1')]);
    await b.push(erasingBatch('b.1', 1, ['r1', 'never seen']));
    expect(await b.eraseKeys(['r1', 'never seen'])).toEqual([]);
    await a.putKeys([key('r1', '1'), key('r1', '9'), key('never seen', '1'), key('r4', '1')]);
    expect(await a.eraseKeys(['r1'])).toEqual([]);
    expect(await a.keysNamed(['r1', 'r2', 'r4', 'never seen'])).toEqual({
      keys: [key('r2', '1'), key('r4', '1')],
      erased: expect.toSatisfy((names: string[]) => `${[...names].sort()}` === 'never seen,r1'),
    });
  });
}

/** The contract's part about what a desk cannot do to the others' keys. */
export function erasures(world: () => TestStreet): void {
  const key = (name: string) => ({ name, id: '1', box: `box of ${name}` });

  it('erases no key by a call alone, only with the commit that erases', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    await a.putKeys([key('r1'), key('r2'), key('r3')]);
    expect(await b.eraseKeys(['r1', 'r2'])).toEqual(['r1', 'r2']);
    expect((await a.keysNamed(['r1', 'r2'])).keys).toHaveLength(2);
    await b.push(erasingBatch('b.1', 1, ['r2']));
    // With the commit: nobody has to ask for it.
    expect(await a.keysNamed(['r1', 'r2', 'r3'])).toEqual({ keys: [key('r1'), key('r3')], erased: ['r2'] });
    expect(await b.eraseKeys(['r2', 'r3'])).toEqual(['r3']);
  });

  it('takes a commit for no erasure that says to be another, or is none', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    await a.putKeys([key('r1')]);
    const [line] = erasingBatch('a.1', 1, ['r1']).lines;
    if (!line) throw new Error('no line');
    await b.push({ ...batchOf('b.1', 1, 1), lines: [line] });
    await b.push({ ...batchOf('b.1', 2, 1), lines: [line.subarray(1)] });
    expect(await b.eraseKeys(['r1'])).toEqual(['r1']);
    expect((await a.keysNamed(['r1'])).keys).toEqual([key('r1')]);
  });
}

/** The contract's part about sizes. */
export function sizes(world: () => TestStreet): void {
  it('takes no commit larger than every desk could fetch, and goes on without it', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    const large = batchOf('a.1', 1, 1, MAX_COMMIT_BYTES + 1);
    expect(await codeOf(a.push(large))).toBe('sync.commitTooLarge');
    expect(await b.vector()).toEqual({});
    await a.push(batchOf('a.1', 1, 1, MAX_COMMIT_BYTES));
    const { batches } = await b.pull({}, { bytes: 1000 });
    expect(batches.map(({ lines }) => bytesOf(lines))).toEqual([MAX_COMMIT_BYTES]);
  });
}

/** The contract's part about attachments. */
export function attachments(world: () => TestStreet): void {
  const bytes = Buffer.concat([
    Buffer.alloc(CHUNK_BYTES, 1),
    Buffer.alloc(CHUNK_BYTES, 2),
    randomBytes(1000),
  ]);
  const sha = sha256(bytes);
  const part = (no: number) => bytes.subarray(no * CHUNK_BYTES, (no + 1) * CHUNK_BYTES);
  const put = (hub: Hub, no: number) => hub.putChunk(sha, bytes.length, no, part(no));

  it('takes an attachment in chunks, in any order and over a cut, and proves it', async () => {
    const a = await world().join('a');
    expect(await a.attachments([sha])).toEqual([]);
    expect(await a.finishAttachment(sha)).toBe('missing');
    await put(a, 2);
    await put(a, 0);
    await put(a, 0);
    await a.close();
    const again = await world().join('a');
    const state = { sha256: sha, size: bytes.length };
    expect(await again.attachments([sha, sha256(Buffer.from('x'))])).toEqual([
      { ...state, chunks: [0, 2], whole: false },
    ]);
    expect(await again.finishAttachment(sha)).toBe('missing');
    await put(again, 1);
    expect(await again.finishAttachment(sha)).toBe('whole');
    expect(await again.finishAttachment(sha)).toBe('whole');
    const b = await world().join('b');
    expect(await b.attachments([sha])).toEqual([{ ...state, chunks: [0, 1, 2], whole: true }]);
    const read = [await b.chunk(sha, 0), await b.chunk(sha, 1), await b.chunk(sha, 2)];
    expect(sha256(Buffer.concat(read.filter((chunk) => chunk !== undefined)))).toBe(sha);
    expect(await b.chunk(sha, 3)).toBeUndefined();
  });

  it('takes no chunk that cannot be one of it, and leaves a whole one as it is', async () => {
    const hub = await world().join('a');
    for (const [no, wrong] of [
      [0, 5],
      [2, CHUNK_BYTES],
      [3, 0],
      [3, 10],
      [9, CHUNK_BYTES],
    ] as const) {
      expect(await codeOf(hub.putChunk(sha, bytes.length, no, Buffer.alloc(wrong)))).toBe('sync.hubFault');
    }
    expect(await hub.attachments([sha])).toEqual([]);
    for (const no of [0, 1, 2]) await put(hub, no);
    await hub.finishAttachment(sha);
    await hub.putChunk(sha, 4 * CHUNK_BYTES, 3, Buffer.alloc(CHUNK_BYTES));
    expect(await hub.attachments([sha])).toEqual([
      { sha256: sha, size: bytes.length, chunks: [0, 1, 2], whole: true },
    ]);
  });

  it('throws the chunks of a broken one away, so that it can begin again', async () => {
    const hub = await world().join('a');
    await put(hub, 0);
    await hub.putChunk(sha, bytes.length, 1, Buffer.alloc(CHUNK_BYTES, 9));
    await put(hub, 2);
    expect(await hub.finishAttachment(sha)).toBe('broken');
    expect(await hub.attachments([sha])).toEqual([]);
    for (const no of [0, 1, 2]) await put(hub, no);
    expect(await hub.finishAttachment(sha)).toBe('whole');
  });
}

/** The contract's part about alarms and news. */
export function others(world: () => TestStreet): void {
  it('keeps an alarm once', async () => {
    const hub = await world().join('a');
    await hub.alarm('signature', 'b.1', '17');
    await hub.alarm('signature', 'b.1', '17');
    await hub.alarm('signature', 'b.1', '18');
    expect(await world().alarms()).toEqual([
      { device: 'a', kind: 'signature', about: 'b.1', detail: '17' },
      { device: 'a', kind: 'signature', about: 'b.1', detail: '18' },
    ]);
  });

  it('tells the others of news, not who brought them', async () => {
    const [a, b] = [await world().join('a'), await world().join('b')];
    const heard: string[] = [];
    const news = new Promise<void>((done) => {
      b.onNews(() => {
        heard.push('b');
        done();
      });
    });
    a.onNews(() => heard.push('a'));
    await a.hello(introduction('a'));
    await b.hello(introduction('b'));
    await a.push(batchOf(chainOf('a', 1), 1, 1));
    await news;
    // Whatever a could have heard came before this answer.
    await a.vector();
    expect(heard).toEqual(['b']);
  });
}
