import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  acquaint,
  bring,
  cardOf,
  carry,
  exported,
  keyNamed,
  noise,
  preview,
  STREET,
  type Stop,
  sameBlob,
  Town,
} from './testing/town';

const town = new Town();
afterAll(() => town.remove());

const noted = (text: string, key?: string) => ({
  stream: 'case:1',
  type: 'case.noted',
  data: { text },
  ...(key ? { sealed: { key, box: 'x' } } : {}),
});

describe('a courier package', () => {
  it('brings commits, keys and attachments from one station to another', async () => {
    const [a, b] = await town.pair();
    a.station.dataKeys.set('report:1', keyNamed('report:1'));
    a.station.commit([noted('one', 'report:1')]);
    const photo = a.station.attach(noise(300_000, 1));
    a.station.erase('report:gone');
    const { files, commits, photos } = await a.courier.exportFor({ peer: b.device, folder: a.out });
    expect(files.map((path) => path.slice(a.out.length + 1))).toEqual([
      'xiuhua-440106014-A-20241231T160000-1of1.xhc.zip',
    ]);
    expect([commits, photos]).toEqual([4, 1]);
    const shown = await preview(b, files[0] ?? '');
    expect(shown).toMatchObject({
      street: STREET,
      from: 'desk-a',
      part: 1,
      parts: 1,
      commits: 4,
      freshCommits: 2,
      photos: 1,
      freshPhotos: 1,
      problems: [],
      blocked: null,
    });
    expect(b.station.vector).toEqual({ 'desk-a.1': 2 });
    const taken = await b.courier.take({ token: shown.token });
    expect(taken).toMatchObject({ commits: 2, photos: 1, refused: 0 });
    expect(b.station.digest()).toBe(a.station.digest());
    expect(sameBlob(a, b, photo)).toBe(true);
    expect(b.station.dataKeys.get('report:1')).toEqual(keyNamed('report:1'));
    expect([...b.station.keysErased]).toEqual(['report:gone']);
    expect(readdirSync(a.out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is taken twice without a change', async () => {
    const [a, b] = await town.pair();
    a.station.note();
    a.station.attach(noise(1000, 2));
    const [file = ''] = await exported(a, b);
    await bring(b, file);
    const before = [b.station.vector, b.aside.length];
    expect((await preview(b, file)).freshCommits).toBe(0);
    expect(await bring(b, file)).toMatchObject({ commits: 0, photos: 0, refused: 0 });
    expect([b.station.vector, b.aside.length]).toEqual(before);
  });

  it('hands on what others signed: three stations that meet only by packages know the same', async () => {
    const [a, b, c] = town.centre('desk-a', 'desk-b', 'desk-c') as [Stop, Stop, Stop];
    await acquaint(a, b);
    await acquaint(a, c);
    a.station.note('a');
    b.station.note('b1');
    b.station.attach(noise(5000, 3));
    c.station.note('c');
    await carry(a, b);
    await carry(b, c);
    await carry(c, a);
    b.station.note('b2');
    await carry(a, b);
    await carry(b, a);
    await carry(a, c);
    const [digest] = [a, b, c].map(({ station }) => station.digest());
    expect([b, c].map(({ station }) => station.digest())).toEqual([digest, digest]);
    expect(Object.keys(a.station.vector).sort()).toEqual(['desk-a.1', 'desk-b.1', 'desk-c.1']);
    expect([a, b, c].flatMap(({ aside }) => aside)).toEqual([]);
    expect([...c.station.blobFiles.keys()]).toEqual([...b.station.blobFiles.keys()]);
  });

  it('comes from a sender whose enrolment travels in it', async () => {
    const [a, b] = await town.pair();
    const late = town.stop('a-late-desk');
    a.station.enrol(cardOf(late));
    await acquaint(a, late);
    late.station.note('from the new one');
    const [file = ''] = await exported(late, b);
    expect(await preview(b, file)).toMatchObject({ blocked: null, problems: [] });
    await bring(b, file);
    expect(b.station.vector).toEqual({ 'desk-a.1': 3, 'a-late-desk.1': 1 });
  });

  it('from somebody unknown is refused, and taken when the digits of its key were compared', async () => {
    const [a] = await town.pair();
    a.station.note();
    const stranger = town.stop('district');
    const { files } = await a.courier.exportFor({ peer: '区中心', folder: a.out });
    const [path = ''] = files;
    const shown = await preview(stranger, path);
    expect(shown.blocked).toEqual({
      code: 'courier.unknownSender',
      params: { name: 'desk-a', safety: a.courier.safety() },
    });
    await expect(stranger.courier.take({ token: shown.token })).rejects.toThrow('courier.unknownSender');
    await expect(stranger.courier.open({ path, trust: '12345 12345 12345 12345' })).rejects.toThrow(
      'courier.safetyDiffers',
    );
    expect(stranger.station.vector).toEqual({});
    const opened = await stranger.courier.open({ path, trust: a.courier.safety() });
    if (opened.kind !== 'package') throw new Error('no package');
    await stranger.courier.take({ token: opened.preview.token });
    expect(stranger.station.digest()).toBe(a.station.digest());
    expect((await stranger.station.devices()).map(({ device }) => device)).toEqual(['desk-a', 'desk-b']);
  });

  it('of another street is not taken', async () => {
    const [a] = await town.pair();
    const other = town.stop('elsewhere', '440106999');
    const [file = ''] = await exported(a, other);
    const shown = await preview(other, file);
    expect(shown.blocked).toEqual({ code: 'courier.notOurs', params: { street: STREET } });
    await expect(other.courier.take({ token: shown.token })).rejects.toThrow('courier.notOurs');
  });

  it('of a device that was shut out is refused, and its later commits are kept aside wherever they come from', async () => {
    const [a, b, c] = town.centre('desk-a', 'desk-b', 'desk-c') as [Stop, Stop, Stop];
    await acquaint(a, b);
    await acquaint(a, c);
    b.station.note('before');
    await carry(b, c);
    b.station.note('after');
    await carry(b, c);
    a.station.revoke('desk-b', { 'desk-b.1': 1 });
    expect((await preview(a, (await exported(b, a))[0] ?? '')).blocked).toMatchObject({
      code: 'courier.revokedSender',
    });
    const [file = ''] = await exported(c, a);
    const shown = await preview(a, file);
    expect(shown.problems).toEqual([
      { code: 'courier.left.revoked', params: { device: 'desk-b', commits: 1 } },
    ]);
    expect(await a.courier.take({ token: shown.token })).toMatchObject({ commits: 1, refused: 1 });
    expect(a.aside).toMatchObject([{ chain: 'desk-b.1', from: 2, why: 'revoked' }]);
    await expect(a.courier.exportFor({ peer: 'desk-b', folder: a.out })).rejects.toThrow(
      'courier.revokedPeer',
    );
  });

  it('that contradicts what is held is kept aside and never taken over it', async () => {
    const [a, b] = await town.pair();
    const clone = { ...a, station: a.station.clone() };
    a.station.note('mine');
    clone.station.note('the clone’s');
    const [file = ''] = await exported(a, b);
    await bring(b, file);
    const held = await b.station.hashAt('desk-a.1', 3);
    const { Courier } = await import('./courier');
    const courier = new Courier(clone.station, clone.keys, join(a.out, 'clone-state'));
    const { files } = await courier.exportFor({ peer: 'desk-b', folder: join(a.out, 'clone') });
    expect(await bring(b, files[0] ?? '')).toMatchObject({ commits: 0, refused: 1 });
    expect(b.aside).toMatchObject([{ why: 'differs', seq: 3 }]);
    expect(await b.station.hashAt('desk-a.1', 3)).toBe(held);
  });

  it('does not mix a clone’s commits into the chain that is written here', async () => {
    const [a, b] = await town.pair();
    a.station.note('one');
    a.station.note('two');
    await carry(a, b);
    const chain = a.station.chains.get('desk-a.1') ?? [];
    a.station.chains.set('desk-a.1', chain.slice(0, 3));
    const [file = ''] = (await b.courier.exportFor({ peer: 'everybody', folder: b.out })).files;
    expect(await bring(a, file)).toMatchObject({ commits: 0, refused: 1 });
    expect(a.station.vector).toEqual({ 'desk-a.1': 3 });
    expect(a.aside).toMatchObject([{ chain: 'desk-a.1', why: 'differs', seq: 4 }]);
  });

  it('is not written by a station that nobody let in, and not at all when it would be empty', async () => {
    await expect(town.stop('alone').courier.exportFor({ peer: 'x', folder: town.base })).rejects.toThrow(
      'courier.notEnrolled',
    );
    const empty = town.stop('desk-e');
    empty.station.devices = async () => [cardOf(empty)];
    expect(await empty.courier.exportFor({ peer: 'x', folder: empty.out })).toEqual({
      files: [],
      commits: 0,
      photos: 0,
    });
  });

  it('leaves nothing behind when it is stopped or a disk refuses', async () => {
    const [a, b] = await town.pair();
    for (let i = 0; i < 20; i += 1) a.station.attach(noise(100_000, i));
    const stop = new AbortController();
    const progress: number[] = [];
    const run = a.courier.exportFor(
      { peer: b.device, folder: a.out, partBytes: 1_000_000 },
      {
        signal: stop.signal,
        progress: (done, total) => {
          progress.push(done / total);
          if (done > total / 2) stop.abort();
        },
      },
    );
    await expect(run).rejects.toThrow('courier.cancelled');
    expect(readdirSync(a.out)).toEqual([]);
    expect(progress.length).toBeGreaterThan(3);
    a.station.readBlob = async () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    await expect(exported(a, b)).rejects.toThrow('courier.diskFull');
    expect(readdirSync(a.out)).toEqual([]);
    writeFileSync(join(a.out, 'file'), '');
    await expect(a.courier.exportFor({ peer: b.device, folder: join(a.out, 'file') })).rejects.toThrow(
      'courier.writeFailed',
    );
  });

  it('sends only reduced pictures, or none, where policy says so', async () => {
    const [a, b] = await town.pair();
    a.station.attach(noise(2000, 5));
    const thumb = a.station.attach(noise(500, 6), true);
    const [reduced = ''] = await exported(a, b, { attachments: 'reduced' });
    const [none = ''] = await exported(a, b, { attachments: 'none' });
    expect((await preview(b, none)).photos).toBe(0);
    await bring(b, reduced);
    expect([...b.station.blobFiles.keys()]).toEqual([thumb]);
  });
});
