import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  acquaint,
  bring,
  cardOf,
  carry,
  keyNamed,
  noise,
  preview,
  STREET,
  type Stop,
  Town,
} from './testing/town';

const town = new Town();
afterAll(() => town.remove());

/** Two desks of one centre; the second knows whom to believe and nothing else. */
async function pair(): Promise<[Stop, Stop]> {
  const [a, b] = town.centre('desk-a', 'desk-b') as [Stop, Stop];
  await acquaint(a, b);
  return [a, b];
}

async function exported(from: Stop, to: Stop, options = {}): Promise<string[]> {
  return (await from.courier.exportFor({ peer: to.device, folder: from.out, ...options })).files;
}

function sameBlob(a: Stop, b: Stop, sha256: string): boolean {
  const [mine, theirs] = [a, b].map(({ station }) => station.blobFiles.get(sha256));
  return mine !== undefined && theirs !== undefined && Buffer.compare(mine, theirs) === 0;
}

const noted = (text: string, key?: string) => ({
  stream: 'case:1',
  type: 'case.noted',
  data: { text },
  ...(key ? { sealed: { key, box: 'x' } } : {}),
});

describe('a courier package', () => {
  it('brings commits, keys and attachments from one station to another', async () => {
    const [a, b] = await pair();
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
    const [a, b] = await pair();
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
    const [a, b] = await pair();
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
    const [a] = await pair();
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
    const [a] = await pair();
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
    const [a, b] = await pair();
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
    const [a, b] = await pair();
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
    const [a, b] = await pair();
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
    const [a, b] = await pair();
    a.station.attach(noise(2000, 5));
    const thumb = a.station.attach(noise(500, 6), true);
    const [reduced = ''] = await exported(a, b, { attachments: 'reduced' });
    const [none = ''] = await exported(a, b, { attachments: 'none' });
    expect((await preview(b, none)).photos).toBe(0);
    await bring(b, reduced);
    expect([...b.station.blobFiles.keys()]).toEqual([thumb]);
  });
});

describe('parts of a package', () => {
  it('keep to the size, name the part that is missing, and carry one attachment across', async () => {
    const [a, b] = await pair();
    for (let i = 0; i < 30; i += 1) a.station.note(noise(40_000, i).toString('base64'));
    const big = a.station.attach(noise(2_500_000, 9));
    const small = a.station.attach(noise(10_000, 10));
    const { files, photos } = await a.courier.exportFor({
      peer: b.device,
      folder: a.out,
      partBytes: 1_000_000,
    });
    expect(photos).toBe(2);
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const path of files) expect(statSync(path).size).toBeLessThanOrEqual(1_000_000);
    const last = files.at(-1) ?? '';
    const early = await preview(b, last);
    expect(early.blocked).toMatchObject({ code: 'courier.partMissing', params: { parts: files.length } });
    await expect(b.courier.take({ token: early.token })).rejects.toThrow('courier.partMissing');
    const second = await preview(b, files[1] ?? '');
    expect(second.blocked).toEqual({ code: 'courier.partMissing', params: { part: 1, parts: files.length } });
    for (const path of files) await bring(b, path);
    expect(b.station.digest()).toBe(a.station.digest());
    expect([big, small].map((sha256) => sameBlob(a, b, sha256))).toEqual([true, true]);
    for (const path of files)
      expect(await bring(b, path)).toMatchObject({ commits: 0, photos: 0, refused: 0 });
  });

  it('under a password keep to the size too', async () => {
    const [a, b] = await pair();
    for (let i = 0; i < 9; i += 1) a.station.attach(noise(300_000, i));
    const files = await exported(a, b, { partBytes: 1_000_000, password: 'correct horse' });
    expect(files.length).toBe(3);
    for (const path of files) expect(statSync(path).size).toBeLessThanOrEqual(1_000_000);
    for (const path of files) await bring(b, path, 'correct horse');
    expect(b.station.blobFiles.size).toBe(9);
  });

  it('too small for a single batch are refused with the bytes that it needs', async () => {
    const [a, b] = await pair();
    a.station.note(noise(2_000_000, 11).toString('base64'));
    await expect(exported(a, b, { partBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'courier.partTooSmall',
      params: { bytes: expect.any(Number) },
    });
    expect(() => readdirSync(a.out)).toThrow('ENOENT');
  });
});

describe('taking a package', () => {
  it('that was stopped in the middle of an attachment goes on from there', async () => {
    const [a, b] = await pair();
    a.station.note();
    const big = a.station.attach(noise(5_000_000, 20));
    const [file = ''] = await exported(a, b);
    const stop = new AbortController();
    const writes: number[] = [];
    const write = b.station.writeBlob.bind(b.station);
    b.station.writeBlob = async (sha256, offset, bytes) => {
      writes.push(offset);
      await write(sha256, offset, bytes);
      if (writes.length === 2) stop.abort();
    };
    const { token } = await preview(b, file);
    await expect(b.courier.take({ token }, { signal: stop.signal })).rejects.toThrow('courier.cancelled');
    expect(b.station.vector).toEqual(a.station.vector);
    expect(readdirSync(a.out)).toHaveLength(1);
    const progress: number[] = [];
    const taken = await b.courier.take({ token }, { progress: (done, total) => progress.push(done / total) });
    expect(taken).toMatchObject({ commits: 0, photos: 1, refused: 0 });
    expect(sameBlob(a, b, big)).toBe(true);
    expect(new Set(writes).size).toBe(writes.length);
    expect(progress.at(-1)).toBe(1);
  });
});

describe('a receipt', () => {
  it('shrinks the next export to what came since, and to nothing', async () => {
    const [a, b] = await pair();
    a.station.attach(noise(4000, 12));
    const [taken] = await carry(a, b);
    expect(await a.courier.peers()).toMatchObject([{ peer: 'desk-b', lastAt: null, lacks: 3 }]);
    const opened = await a.courier.open({ path: taken?.receipt ?? '' });
    expect(opened).toEqual({ kind: 'receipt', peer: 'desk-b', at: '2024-12-31T16:00:00.000+08:00', held: 3 });
    expect(await a.courier.peers()).toMatchObject([
      { peer: 'desk-b', name: 'desk-b', lastAt: '2024-12-31T16:00:00.000+08:00', lacks: 0 },
    ]);
    expect(await exported(a, b)).toEqual([]);
    a.station.note('later');
    expect(await a.courier.exportFor({ peer: 'desk-b', folder: a.out })).toMatchObject({
      commits: 1,
      photos: 0,
    });
    expect(await a.courier.exportFor({ peer: 'somebody', folder: a.out })).toMatchObject({
      commits: 4,
      photos: 1,
    });
  });

  it('is not needed to know what a sender holds', async () => {
    const [a, b] = await pair();
    a.station.attach(noise(4000, 13));
    await carry(a, b);
    expect(await exported(b, a)).toEqual([]);
  });

  it('that was forged, changed, or comes from a stranger is refused and changes nothing', async () => {
    const [a, b] = await pair();
    const path = (await carry(a, b))[0]?.receipt ?? '';
    const good = JSON.parse(readFileSync(path, 'utf8')) as { receipt: string; signature: string };
    const write = (value: unknown): string => {
      const file = join(town.base, 'forged.xhc.json');
      writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
      return file;
    };
    const more = { ...good, receipt: good.receipt.replace('"desk-a.1":2', '"desk-a.1":9') };
    expect(more.receipt).not.toBe(good.receipt);
    await expect(a.courier.open({ path: write(more) })).rejects.toThrow('courier.forged');
    const signedByOther = {
      ...good,
      signature: Buffer.from(a.keys.signText(good.receipt)).toString('base64'),
    };
    await expect(a.courier.open({ path: write(signedByOther) })).rejects.toThrow('courier.forged');
    const stranger = { ...good, receipt: good.receipt.replaceAll('desk-b', 'desk-z') };
    await expect(a.courier.open({ path: write(stranger) })).rejects.toThrow('courier.unknownSender');
    const elsewhere = { ...good, receipt: good.receipt.replace(STREET, '440106999') };
    await expect(a.courier.open({ path: write(elsewhere) })).rejects.toThrow('courier.notOurs');
    const newer = { ...good, receipt: good.receipt.replace('receipt 1', 'receipt 2') };
    await expect(a.courier.open({ path: write(newer) })).rejects.toThrow('courier.newer');
    await expect(a.courier.open({ path: write('{"a":1}') })).rejects.toThrow('courier.notPackage');
    await expect(a.courier.open({ path: write('{"a":') })).rejects.toThrow('courier.broken');
    await expect(a.courier.open({ path: join(town.base, 'nowhere') })).rejects.toThrow('courier.missing');
    expect(await a.courier.peers()).toMatchObject([{ lastAt: null }]);
  });

  it('goes into the courier’s own folder where the disk cannot be written', async () => {
    const [a, b] = await pair();
    const [file = ''] = await exported(a, b);
    // Root may write anywhere: a folder in the way of the receipt's name stops everybody.
    const { receipt } = await bring(b, file);
    const moved = `${receipt}.old`;
    renameSync(receipt, moved);
    mkdirSync(join(receipt, 'x'), { recursive: true });
    chmodSync(a.out, 0o555);
    const again = await bring(b, file);
    chmodSync(a.out, 0o755);
    expect(again.receipt).not.toBe(receipt);
    expect(JSON.parse(readFileSync(again.receipt, 'utf8'))).toEqual(JSON.parse(readFileSync(moved, 'utf8')));
  });
});
