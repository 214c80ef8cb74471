import { createHash } from 'node:crypto';
import { CHUNK_BYTES } from '@shared/sync/hub';
import { describe, expect, it } from 'vitest';
import { Centre, type Desk, STREET, testLink } from '../testing/scene';

/** Bytes that are different for each seed. */
function bytes(length: number, seed = 1): Uint8Array {
  const made = new Uint8Array(length);
  for (let i = 0, x = seed; i < length; i++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    made[i] = x >> 16;
  }
  return made;
}

const stopAll = (desks: readonly Desk[]): Promise<unknown> =>
  Promise.all(desks.map((desk) => desk.exchange.stop()));

describe('attachments', () => {
  it('that no hub has, or that come broken, are counted as lacking and keep nobody out of step', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const lost = a.station.attach(bytes(100, 1));
    a.station.blobFiles.delete(lost);
    const good = a.station.attach(bytes(200, 2));
    const bad = a.station.attach(bytes(300, 3));
    const finish = b.station.finishBlob.bind(b.station);
    b.station.finishBlob = async (sha256) => {
      if (sha256 === bad) b.station.blobParts.set(sha256, bytes(300, 4));
      return finish(sha256);
    };
    a.exchange.start();
    await centre.world.pass(3000);
    b.exchange.start();
    // After the first break it is tried again, later it is given up: at no time is it forgotten.
    for (const ms of [5000, 70_000, 600_000]) {
      await centre.world.pass(ms);
      expect(b.exchange.status).toMatchObject({ state: 'inSync', toReceive: { commits: 0, photos: 2 } });
      expect([...b.station.blobFiles.keys()]).toEqual([good]);
    }
    b.station.finishBlob = finish;
    b.exchange.retry();
    await centre.world.pass(200_000);
    expect(b.exchange.status).toMatchObject({ state: 'inSync', toReceive: { photos: 1 } });
    expect(b.station.blobFiles.has(bad)).toBe(true);
    await stopAll([a, b]);
  });

  it('go up and come down whole, small ones first, each chunk once', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const large = a.station.attach(bytes(CHUNK_BYTES * 2 + 5, 1));
    const small = a.station.attach(bytes(100, 2));
    const exact = a.station.attach(bytes(CHUNK_BYTES, 3));
    const empty = a.station.attach(new Uint8Array());
    const order: string[] = [];
    centre.fate = (_device, call, args) => {
      if (call === 'putChunk') order.push(String(args[0]));
      return 'through';
    };
    a.exchange.start();
    await centre.world.pass(3000);
    expect([...new Set(order)]).toEqual([empty, small, exact, large]);
    expect(order).toHaveLength(6);
    b.exchange.start();
    await centre.world.pass(3000);
    expect([...b.station.blobFiles]).toHaveLength(4);
    for (const [sha256, file] of a.station.blobFiles)
      expect(Buffer.from(b.station.blobFiles.get(sha256) ?? [1]).equals(Buffer.from(file))).toBe(true);
    expect(centre.count('device2', 'putChunk')).toBe(0);
    expect(b.exchange.status).toMatchObject({ state: 'inSync', toReceive: { photos: 0, bytes: 0 } });
    await stopAll([a, b]);
  });

  it('go on in the middle after a cut, in both directions', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const sha256 = a.station.attach(bytes(CHUNK_BYTES * 5 + 1));
    let chunks = 0;
    centre.fate = (_device, call) => {
      if (call !== 'putChunk' && call !== 'chunk') return 'through';
      chunks += 1;
      return chunks === 3 ? 'lost' : chunks === 9 ? 'cut' : 'through';
    };
    a.exchange.start();
    await centre.world.pass(10_000);
    expect(centre.count('device1', 'putChunk')).toBe(6);
    b.exchange.start();
    await centre.world.pass(100);
    await b.exchange.stop();
    expect(await b.station.blobHeld(sha256)).toBe(CHUNK_BYTES * 2);
    b.newExchange().start();
    await centre.world.pass(10_000);
    expect(b.station.blobFiles.has(sha256)).toBe(true);
    expect(centre.count('device2', 'chunk')).toBe(6);
    await stopAll([a, b]);
  });

  it('keep to the bandwidth, and commits pass them', async () => {
    const centre = new Centre();
    const rate = 50_000;
    const [a, b] = centre.desks(2, { link: testLink({ bandwidth: rate }) }) as [Desk, Desk];
    const size = CHUNK_BYTES * 4;
    const sha256 = a.station.attach(bytes(size));
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(10_000);
    expect(a.exchange.status.toSend).toMatchObject({ photos: 1 });
    expect(a.exchange.status.toSend.bytes).toBeGreaterThan(0);
    a.station.note();
    await centre.world.pass(300);
    expect(b.station.vector).toEqual(a.station.vector);
    // The last chunk goes when those before it are paid for.
    const due = ((size - CHUNK_BYTES) / rate) * 1000 - 1000;
    await centre.world.pass(due - 10_300 - 2000);
    expect(centre.count('device1', 'finishAttachment')).toBe(0);
    await centre.world.pass(5000);
    expect(centre.count('device1', 'finishAttachment')).toBe(1);
    await centre.world.pass(30_000);
    expect(b.station.blobFiles.has(sha256)).toBe(true);
    await stopAll([a, b]);
  });

  it('that come to the hub after their commits are asked for soon, and ever more rarely', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const content = bytes(1000);
    const sha256 = a.station.attach(content);
    a.station.blobFiles.delete(sha256);
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(5000);
    a.station.blobFiles.set(sha256, content);
    a.station.note();
    await centre.world.pass(4000);
    expect(b.station.blobFiles.has(sha256)).toBe(true);
    const lost = a.station.attach(bytes(999));
    a.station.blobFiles.delete(lost);
    await centre.world.pass(60_000);
    const asked = centre.count('device2', 'attachments');
    await centre.world.pass(3 * 60_000);
    expect(centre.count('device2', 'attachments') - asked).toBeLessThanOrEqual(9);
    await stopAll([a, b]);
  });

  it('are looked through once a connection; then only what was added is asked for, and a backlog not again at every commit', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const waiting = Array.from({ length: 40 }, (_, i) => a.station.attach(bytes(200 + i, i + 1)));
    const lost = Array.from({ length: 30 }, (_, i) => a.station.attach(bytes(100 + i, i + 90)));
    for (const sha256 of lost) a.station.blobFiles.delete(sha256);
    const asked: string[] = [];
    centre.fate = (device, call, args) => {
      if (call === 'attachments' && device === 'device2') asked.push(...(args[0] as string[]));
      return 'through';
    };
    const listed: number[] = [];
    const blobs = a.station.blobs.bind(a.station);
    a.station.blobs = async (what, after, limit) => {
      const page = await blobs(what, after, limit);
      listed.push(page.length);
      return page;
    };
    a.exchange.start();
    b.exchange.start();
    await centre.world.pass(8000);
    expect(waiting.every((sha256) => b.station.blobFiles.has(sha256))).toBe(true);
    listed.length = 0;
    asked.length = 0;
    for (let i = 0; i < 20; i += 1) {
      a.station.note();
      await centre.world.pass(300);
    }
    expect(listed.length).toBeGreaterThan(10);
    expect(Math.max(...listed)).toBe(0);
    // What is awaited is asked for every two seconds at most, however much is committed.
    expect(asked.filter((sha256) => sha256 === lost[0]).length).toBeLessThanOrEqual(4);
    expect(asked.filter((sha256) => waiting.includes(sha256))).toEqual([]);
    const fresh = a.station.attach(bytes(77, 500));
    await centre.world.pass(3000);
    expect(b.station.blobFiles.has(fresh)).toBe(true);
    expect(Math.max(...listed)).toBe(1);
    await stopAll([a, b]);
  });

  it('stand back between two chunks for what is committed', async () => {
    const centre = new Centre();
    const [a] = centre.desks(1) as [Desk];
    a.station.attach(bytes(CHUNK_BYTES * 6));
    let chunks = 0;
    centre.fate = (_device, call) => {
      if (call === 'putChunk' && ++chunks === 2) a.station.note();
      return 'through';
    };
    a.exchange.start();
    await centre.world.pass(3000);
    const of = (call: string): string[] => centre.calls.filter((one) => one === `device1 ${call}`);
    const puts = centre.calls.flatMap((call, i) => (call === 'device1 putChunk' ? [i] : []));
    const lastPush = centre.calls.lastIndexOf('device1 push');
    expect(of('putChunk')).toHaveLength(6);
    expect(lastPush).toBeGreaterThan(puts[1] as number);
    expect(lastPush).toBeLessThan(puts[2] as number);
    await stopAll([a]);
  });

  it('go as policy says: all, only thumbnails, none', async () => {
    for (const [attachments, photos] of [
      ['original', 2],
      ['reduced', 1],
      ['none', 0],
    ] as const) {
      const centre = new Centre();
      const [a, b] = centre.desks(2, { link: testLink({ attachments }) }) as [Desk, Desk];
      a.station.attach(bytes(500, 1));
      const thumb = a.station.attach(bytes(50, 2), true);
      a.exchange.start();
      b.exchange.start();
      await centre.world.pass(4000);
      expect(b.station.blobFiles.size).toBe(photos);
      expect(b.station.blobFiles.has(thumb)).toBe(photos > 0);
      await stopAll([a, b]);
    }
  });

  it('that arrive broken are begun again once, then told of', async () => {
    const centre = new Centre();
    const [a, b] = centre.desks(2) as [Desk, Desk];
    const content = bytes(1000);
    const sha256 = createHash('sha256').update(content).digest('hex');
    a.station.attach(content);
    a.exchange.start();
    await centre.world.pass(3000);
    const held = centre.server.street(STREET).attachments.get(sha256);
    held?.chunks.set(0, bytes(1000, 77));
    b.exchange.start();
    await centre.world.pass(5 * 60_000);
    expect(b.station.blobFiles.has(sha256)).toBe(false);
    expect(b.book.alarms.get(`attachment:${sha256}`)).toBe('alarm.attachment');
    expect(centre.count('device2', 'chunk')).toBe(2);
    held?.chunks.set(0, content);
    b.exchange.retry();
    b.station.note();
    await centre.world.pass(3000);
    expect(b.station.blobFiles.has(sha256)).toBe(true);
    await stopAll([a, b]);
  });
});
