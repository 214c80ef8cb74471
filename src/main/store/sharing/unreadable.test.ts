import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSpool, writeSpool } from '../jobs/spool';
import { DataKeys } from '../keys/dataKeys';
import { TestFolders } from '../testing/folder';
import { received, wish } from '../testing/wishes';
import { readPlan } from './reissue';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-unreadable-'));
const folders = new TestFolders();
afterAll(() => {
  folders.remove();
  rmSync(base, { recursive: true, force: true });
});

describe('a file beside the journal that cannot be read', () => {
  it('reissue.json is set aside and keeps no folder from opening', async () => {
    const folder = await folders.create();
    writeFileSync(join(folder.dataDir, 'reissue.json'), '{"chain":"a.1","aft');
    expect(readPlan(folder.dataDir)).toBeUndefined();
    expect(readdirSync(join(folder.dataDir, 'aside'))).toEqual(['reissue.json.broken']);
    writeFileSync(join(folder.dataDir, 'reissue.json'), 'again');
    const store = await folder.open();
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    store.close();
    expect(readdirSync(join(folder.dataDir, 'aside'))).toContain('reissue.json.broken-2');
  });

  it('keys/rivals.json is made anew from the journal: the keys that it named are still asked for', async () => {
    const first = await folders.create();
    const second = folders.joined(first, 'B');
    const [a, b] = [await first.open(), await second.open()];
    const chainA = { device: a.identity.device, seq: 0 };
    const send = async (): Promise<void> => {
      const lines = [...(await a.sharing.lines(`${chainA.device}.1`, chainA.seq))];
      const batch = {
        chain: `${chainA.device}.1`,
        from: chainA.seq + 1,
        lines,
        signature: new Uint8Array(64),
      };
      expect((await b.sharing.take(batch, 'test')).refused).toBeUndefined();
      chainA.seq += lines.length;
    };
    await send();
    const caller = { name: '李女士', phone: '13800005673', wishes: [] };
    const told = received({ channel: 'hotline12345', outsideNo: 'GZ-1', caller });
    const { result } = await wish(b, told);
    await wish(a, told);
    await send();
    const path = join(second.dataDir, 'keys', 'rivals.json');
    expect(existsSync(path)).toBe(true);
    const kept = readFileSync(path, 'utf8');
    b.close();
    writeFileSync(path, kept.slice(0, -7));
    const again = await second.open();
    expect(await again.sharing.wantedKeys()).toEqual([result.reportId]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(kept));
    again.close();
    a.close();
  });

  it('the rows of an import say so, damaged or without their key', () => {
    const dir = mkdtempSync(join(base, 'd-'));
    mkdirSync(join(dir, 'spool'));
    const keys = new DataKeys(dir, Buffer.alloc(32, 4));
    writeSpool(dir, keys, 'intake:1', { file: 'a.xlsx', asOf: '', rows: [], skipped: 0 });
    expect(readSpool(dir, keys, 'intake:1')).toMatchObject({ file: 'a.xlsx' });
    expect(readSpool(dir, keys, 'intake:2')).toBeUndefined();
    expect(() =>
      readSpool(dir, new DataKeys(mkdtempSync(join(base, 'd-')), Buffer.alloc(32, 4)), 'intake:1'),
    ).toThrow(/spoolUnreadable/);
    const path = join(dir, 'spool', 'intake-1.sealed');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40));
    expect(() => readSpool(dir, keys, 'intake:1')).toThrow(/spoolUnreadable/);
  });
});
