import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerSheet } from '@shared/contract/ledger';
import { read } from 'hucre';
import { afterAll, describe, expect, it } from 'vitest';
import { ledgerSheetsOf, type PressSheet, writeLedgerSheets } from './ledgerPapers';
import { ledgerDaySheet } from './sheets/ledgerDay';
import { ledgerSheet } from './store/queries/ledger';
import { TEST_NOW, TestFolders } from './store/testing/folder';

const folders = new TestFolders();
const base = mkdtempSync(join(tmpdir(), 'xiuhua-ledger-sheets-'));
afterAll(() => {
  folders.remove();
  rmSync(base, { recursive: true, force: true });
});

const DAY = TEST_NOW.slice(0, 10);
const press: PressSheet = (sheet, unit) => ledgerDaySheet(sheet, unit, '指挥中心');

async function sheetsOfTables(): Promise<LedgerSheet> {
  const store = await (await folders.create()).open();
  const context = store.context();
  const caller = { call: async () => ledgerSheet({ day: DAY }, context) };
  const sheet = await ledgerSheetsOf(DAY, undefined, caller);
  store.close();
  return sheet;
}

describe('day sheets in a folder', () => {
  it('are a file per unit that does a kind, named by day and unit', async () => {
    const sheet = await sheetsOfTables();
    const folder = join(base, 'new', 'folder');
    const files = await writeLedgerSheets(sheet, folder, press);
    const names = sheet.units.map(({ name }) => `${DAY}-${name}-作业日报.xlsx`);
    expect(names).toContain(`${DAY}-市政养护公司-作业日报.xlsx`);
    expect(files).toEqual(names.map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
    for (const [k, { kinds }] of sheet.units.entries()) {
      const [page] = (await read(readFileSync(files[k] ?? ''))).sheets;
      const cells = page?.rows.map((row) => row[0]) ?? [];
      expect(kinds.filter(({ name }) => !cells.includes(name))).toEqual([]);
    }
  });

  it('are none where one of them cannot be put together or written; what stood there before stays', async () => {
    const sheet = await sheetsOfTables();
    const last = sheet.units.at(-1);
    const [first] = sheet.units;
    if (!first || !last || first === last) throw new Error('the tables name one unit only');
    const folder = join(base, 'failing');
    mkdirSync(folder);
    const broken: PressSheet = (of, unit) =>
      unit === last.unit ? Promise.reject(new Error('press')) : press(of, unit);
    await expect(writeLedgerSheets(sheet, folder, broken)).rejects.toThrow('press');
    expect(readdirSync(folder)).toEqual([]);
    // A folder stands where the last file has to go; the first was there already.
    mkdirSync(join(folder, `${DAY}-${last.name}-作业日报.xlsx`, 'inside'), { recursive: true });
    writeFileSync(join(folder, `${DAY}-${first.name}-作业日报.xlsx`), 'old');
    await expect(writeLedgerSheets(sheet, folder, press)).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(
      [first, last].map(({ name }) => `${DAY}-${name}-作业日报.xlsx`).sort(),
    );
  });

  it('have names that every file system takes', async () => {
    const sheet: LedgerSheet = {
      day: DAY,
      now: TEST_NOW,
      contact: '',
      units: [{ unit: 'a', name: '../甲:乙\\丙', kinds: [] }],
    };
    const folder = join(base, 'names');
    expect(await writeLedgerSheets(sheet, folder, press)).toEqual([
      join(folder, `${DAY}-..-甲-乙-丙-作业日报.xlsx`),
    ]);
  });

  it('say so where no unit does any kind', async () => {
    const nobody: LedgerSheet = { day: DAY, now: TEST_NOW, contact: '', units: [] };
    await expect(ledgerSheetsOf(DAY, ['pcs'], { call: async () => nobody })).rejects.toMatchObject({
      code: 'ledger.noWork',
      params: { day: DAY },
    });
  });
});
