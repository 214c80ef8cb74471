import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bring, carry, exported, noise, STREET, Town } from './testing/town';

const town = new Town();
afterAll(() => town.remove());

describe('a receipt', () => {
  it('shrinks the next export to what came since, and to nothing', async () => {
    const [a, b] = await town.pair();
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
    const [a, b] = await town.pair();
    a.station.attach(noise(4000, 13));
    await carry(a, b);
    expect(await exported(b, a)).toEqual([]);
  });

  it('that was forged, changed, or comes from a stranger is refused and changes nothing', async () => {
    const [a, b] = await town.pair();
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
    const [a, b] = await town.pair();
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
