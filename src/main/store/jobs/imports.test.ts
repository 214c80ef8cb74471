import { createHash } from 'node:crypto';
import type { FeedMessage } from '@shared/contract/contract';
import type { IntakeState } from '@shared/domain/intake/evolve';
import { rowId } from '@shared/domain/intake/ids';
import type { HotlineRow } from '@shared/rules/intake/row';
import { MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { exchange, shared } from '../testing/exchange';
import { FaultDisk } from '../testing/faultDisk';
import { abandon, TEST_NOW, type TestFolder, TestFolders } from '../testing/folder';
import { wish } from '../testing/wishes';
import { Imports, type IncomingSheet } from './imports';
import { openWithdrawals } from './spool';

const folders = new TestFolders();
afterAll(() => folders.remove());

const at = (minutes: number): string => toInstant(toMs(TEST_NOW) + minutes * MINUTE_MS);

function row(rowNumber: number, more: Partial<HotlineRow> = {}): HotlineRow {
  return {
    rowNumber,
    hidden: false,
    orderNo: `24123104127${String(rowNumber).padStart(5, '0')}`,
    tags: [],
    content: `花城大道第 ${rowNumber} 号前人行道堆放垃圾`,
    callerWishes: [],
    receivedAt: at(-600),
    sheetState: 'handling',
    more: {},
    issues: [],
    ...more,
  } as HotlineRow;
}

/** A row whose number the spreadsheet destroyed. */
function noNumber(rowNumber: number): HotlineRow {
  const { orderNo: _no, ...rest } = row(rowNumber, { issues: [{ code: 'row.numberMissing' }] });
  return rest;
}

function sheet(name: string, rows: readonly HotlineRow[]): IncomingSheet {
  const sha256 = createHash('sha256').update(name).digest('hex');
  return { fileName: name, sha256, sheetName: 'Sheet1', headerRow: 1, mapping: [], rows, skipped: [] };
}

type Told = FeedMessage<'job'>;

function importsOf(
  store: Store,
  onTold: (told: Told) => void = () => {},
): { imports: Imports; told: Told[] } {
  const told: Told[] = [];
  const imports = new Imports(store, (message) => {
    told.push(message);
    onTold(message);
  });
  return { imports, told };
}

function start(imports: Imports, of: IncomingSheet) {
  return imports.start(imports.preview(of).token, 'op-1');
}

/** Reports that count. */
const numbers = (store: Store): string[] =>
  store.projection.db
    .all<{ no: string }>("SELECT outside_no AS no FROM report WHERE status<>'withdrawn' ORDER BY outside_no")
    .map(({ no }) => no);

const many = sheet(
  'many.xlsx',
  Array.from({ length: 200 }, (_, i) => row(i + 2)),
);
const mendable = sheet('mendable.xlsx', [row(2), noNumber(3), noNumber(4)]);
const taken = { how: 'takenIn', orderNo: '2412310412799999' } as const;

/** Stop an import after its second round, as a kill would: nothing is told any more, and the folder is opened again. */
async function cutOff(): Promise<{ folder: TestFolder; store: Store; job: string }> {
  const folder = await folders.create();
  const first = await folder.open();
  const { imports } = importsOf(first, ({ job, done }) => {
    if (done >= 128) imports.cancel(job);
  });
  const { job } = await start(imports, many);
  abandon(folder);
  return { folder, store: await folder.open(), job };
}

describe('a row that was set aside', () => {
  it('is there again when its import is withdrawn and repeated, also where it had been mended or dropped', async () => {
    const store = await (await folders.create()).open();
    const { imports } = importsOf(store);
    const { job } = await start(imports, mendable);
    await imports.settle(job, 3, taken, 'op-1');
    await imports.settle(job, 4, { how: 'dropped' }, 'op-1');
    expect(numbers(store)).toEqual([row(2).orderNo, taken.orderNo]);
    await imports.withdraw(job, 'op-1');
    expect(numbers(store)).toEqual([]);
    const again = await start(imports, mendable);
    expect(again.tally).toMatchObject({ created: 1, needsLook: 2 });
    expect(again.aside.map(({ row: number, settled }) => [number, settled])).toEqual([
      [3, undefined],
      [4, undefined],
    ]);
    const settled = await imports.settle(job, 3, taken, 'op-1');
    expect(settled.aside[0]).toMatchObject({ row: 3, settled: 'takenIn' });
    expect(numbers(store)).toEqual([row(2).orderNo, taken.orderNo]);
  });

  it('stays settled where the import is repeated without having been withdrawn', async () => {
    const store = await (await folders.create()).open();
    const { imports } = importsOf(store);
    const { job } = await start(imports, mendable);
    await imports.settle(job, 3, taken, 'op-1');
    const again = await start(imports, mendable);
    expect(again.tally).toMatchObject({ same: 1, needsLook: 2 });
    expect(again.aside.map(({ settled }) => settled)).toEqual(['takenIn', undefined]);
  });

  it('is settled once: the second try is refused, also pressed at the same time, and writes nothing', async () => {
    const store = await (await folders.create()).open();
    const { imports } = importsOf(store);
    const { job } = await start(imports, mendable);
    const both = await Promise.allSettled([
      imports.settle(job, 3, taken, 'op-1'),
      imports.settle(job, 3, { ...taken, orderNo: '2412310412788888' }, 'op-2'),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const before = store.position;
    for (const how of ['dropped', 'takenIn'] as const)
      await expect(imports.settle(job, 3, { ...taken, how }, 'op-2')).rejects.toMatchObject({
        code: 'intake.settled',
      });
    await expect(wish(store, { type: 'intake.settle', job, row: 3, how: 'dropped' })).rejects.toMatchObject({
      code: 'intake.settled',
    });
    expect(store.position).toBe(before);
    expect(numbers(store)).toEqual([row(2).orderNo, taken.orderNo]);
  });

  it('is taken in with its decision or not at all, and nothing of a withdrawn import is settled', async () => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    const { imports } = importsOf(store);
    const { job } = await start(imports, mendable);
    disk.room = 0;
    await expect(imports.settle(job, 3, taken, 'op-1')).rejects.toMatchObject({ code: 'store.diskFull' });
    disk.room = Number.POSITIVE_INFINITY;
    expect(numbers(store)).toEqual([row(2).orderNo]);
    expect((await imports.settle(job, 3, taken, 'op-1')).aside[0]?.settled).toBe('takenIn');
    await imports.withdraw(job, 'op-1');
    await expect(imports.settle(job, 4, { how: 'dropped' }, 'op-1')).rejects.toMatchObject({
      code: 'intake.ended',
    });
  });

  it('that was set aside before its time had come stays so when the import is finished later', async () => {
    const folder = await folders.create();
    const early = row(3, { receivedAt: at(30) });
    const rest = Array.from({ length: 130 }, (_, i) => row(i + 10));
    const first = await folder.open();
    const { imports } = importsOf(first, ({ job }) => imports.cancel(job));
    const { job } = await start(imports, sheet('early.xlsx', [row(2), early, ...rest]));
    abandon(folder);
    const later = await folder.open({ start: at(60) });
    const finished = await importsOf(later).imports.finish(job, 'op-2');
    expect(finished).toMatchObject({ status: 'finished', tally: { created: 131, needsLook: 1 } });
    expect(numbers(later)).toHaveLength(131);
  });

  it('of a run that an older program began, under the row’s own id, is known to the run', async () => {
    const { store, job } = await cutOff();
    const { startedAt } = store.reader.load(job).state as IntakeState;
    const id = rowId(job, startedAt, 150);
    const command = { type: 'intake.setAside' as const, job, row: 150, reasons: ['row.future'] };
    await store.execute({ id, cause: job, command: { ...command, original: { rowNumber: 150 } } }, 'op-1');
    const { imports } = importsOf(store);
    expect((await imports.finish(job, 'op-1')).tally).toMatchObject({ created: 199, needsLook: 1 });
  });
});

describe('a row that two desks settled at once', () => {
  async function twoDesks(): Promise<{ stores: Store[]; imports: Imports[]; job: string }> {
    const folder = await folders.create();
    const stores = [await folder.open(), await folders.joined(folder, 'B').open()];
    const [a, b] = stores as [Store, Store];
    await exchange(a, b);
    const imports = stores.map((store) => importsOf(store).imports);
    const { job } = await start(imports[0] as Imports, mendable);
    await exchange(a, b);
    return { stores, imports, job };
  }

  it.each([
    ['with the same number', taken, taken, 'takenIn'],
    ['with two numbers', taken, { ...taken, orderNo: '2412310412788888' }, 'takenIn'],
    ['taken in here, dropped there', taken, { how: 'dropped' }, 'takenIn'],
    ['dropped here, taken in there', { how: 'dropped' }, taken, 'takenIn'],
    ['dropped at both', { how: 'dropped' }, { how: 'dropped' }, 'dropped'],
  ] as const)('%s counts once, alike at both, and is shown', async (_name, here, there, outcome) => {
    const { stores, imports, job } = await twoDesks();
    const [a, b] = stores as [Store, Store];
    await imports[0]?.settle(job, 3, here, 'op-1');
    await imports[1]?.settle(job, 3, there, 'op-2');
    await exchange(a, b);
    await exchange(a, b);
    expect(shared(a)).toEqual(shared(b));
    const views = imports.map((one) => one.job(job).aside[0]);
    for (const view of views) {
      expect(view).toMatchObject({ row: 3, settled: outcome });
      expect(view?.settlements?.map(({ by }) => by).sort()).toEqual(['op-1', 'op-2']);
    }
    for (const store of stores) expect(numbers(store)).toHaveLength(outcome === 'takenIn' ? 2 : 1);
    await expect(imports[1]?.settle(job, 3, taken, 'op-2')).rejects.toMatchObject({ code: 'intake.settled' });
  });
});

describe('a job', () => {
  it('at work is not begun again, nor withdrawn; cancelled, it can be', async () => {
    const store = await (await folders.create()).open();
    const { imports, told } = importsOf(store);
    const tokens = [imports.preview(many).token, imports.preview(many).token];
    const [first, second] = tokens.map((token) => imports.start(token, 'op-1'));
    await expect(second).rejects.toMatchObject({ code: 'intake.running' });
    const job = `intake:${many.sha256.slice(0, 20)}`;
    await expect(imports.withdraw(job, 'op-1')).rejects.toMatchObject({ code: 'intake.running' });
    await expect(imports.finish(job, 'op-1')).rejects.toMatchObject({ code: 'intake.running' });
    imports.cancel(job);
    expect(await first).toMatchObject({ status: 'open', interrupted: true });
    // What cancelled the first run is not there for the second.
    expect(await imports.finish(job, 'op-1')).toMatchObject({ status: 'finished' });
    expect(told.filter(({ ended }) => ended)).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({ kind: 'import', ended: true });
  });

  it('that fails says so, ends, and begins or goes on from where it was', async () => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    const { imports, told } = importsOf(store, ({ done }) => {
      if (done > 0) disk.room = 0;
    });
    const { token } = imports.preview(many);
    disk.room = 0;
    await expect(imports.start(token, 'op-1')).rejects.toMatchObject({ code: 'store.diskFull' });
    disk.room = Number.POSITIVE_INFINITY;
    // The preview is still there.
    await expect(imports.start(token, 'op-1')).rejects.toMatchObject({ code: 'store.diskFull' });
    expect(told.at(-1)).toMatchObject({ ended: true, done: 64 });
    disk.room = Number.POSITIVE_INFINITY;
    const other = importsOf(store).imports;
    expect(other.interrupted()).toBe(1);
    const job = `intake:${many.sha256.slice(0, 20)}`;
    expect(await other.finish(job, 'op-1')).toMatchObject({ status: 'finished', tally: { created: 200 } });
  });

  it('of which another desk has the rows is not finished here, nor withdrawn while that desk is at work', async () => {
    const folder = await folders.create();
    const a = await folder.open();
    const b = await folders.joined(folder, 'B').open({ start: at(1) });
    await exchange(a, b);
    const { imports } = importsOf(a, ({ job }) => imports.cancel(job));
    const { job } = await start(imports, many);
    await exchange(a, b);
    const there = importsOf(b).imports;
    await expect(there.finish(job, 'op-2')).rejects.toMatchObject({ code: 'intake.elsewhere' });
    await expect(there.withdraw(job, 'op-2')).rejects.toMatchObject({ code: 'intake.runningElsewhere' });
    expect(openWithdrawals(b.options.dataDir)).toEqual([]);
  });

  it('that another desk withdrew long after its last row brings nothing more in when it goes on', async () => {
    const folder = await folders.create();
    const a = await folder.open();
    const b = await folders.joined(folder, 'B').open({ start: at(60) });
    await exchange(a, b);
    const { imports } = importsOf(a, ({ job }) => imports.cancel(job));
    const { job } = await start(imports, many);
    await exchange(a, b);
    await importsOf(b).imports.withdraw(job, 'op-2');
    // Rows that the first desk wrote before it heard of that.
    const more = importsOf(a, ({ done }) => {
      if (done === 128) more.cancel(job);
    }).imports;
    await more.finish(job, 'op-1');
    expect(numbers(a)).toHaveLength(128);
    await exchange(a, b);
    await more.finish(job, 'op-1');
    await exchange(a, b);
    for (const store of [a, b]) expect(numbers(store)).toEqual([]);
    expect(shared(a)).toEqual(shared(b));
    expect(more.interrupted()).toBe(0);
  });
});

describe('a withdrawal', () => {
  it('that fails ends, is offered again, and goes on where it stood', async () => {
    const folder = await folders.create();
    const disk = new FaultDisk();
    const store = await folder.open({ disk });
    const { job } = await start(importsOf(store).imports, many);
    const { imports, told } = importsOf(store, ({ done }) => {
      if (done > 0) disk.room = 0;
    });
    await expect(imports.withdraw(job, 'op-1')).rejects.toMatchObject({ code: 'store.diskFull' });
    expect(told.at(-1)).toMatchObject({ kind: 'withdraw', done: 64, ended: true });
    expect(numbers(store)).toHaveLength(136);
    disk.room = Number.POSITIVE_INFINITY;
    expect(imports.interrupted()).toBe(1);
    expect(imports.job(job)).toMatchObject({ status: 'finished', withdrawing: true });
    for (const other of [() => imports.finish(job, 'op-1'), () => start(imports, many)])
      await expect(other()).rejects.toMatchObject({ code: 'intake.withdrawing' });
    const { imports: next } = importsOf(store);
    expect(await next.withdraw(job, 'op-2')).toMatchObject({ status: 'withdrawn', kept: [] });
    expect(numbers(store)).toEqual([]);
    const last = store.reader.facts(job).at(-1);
    expect(last).toMatchObject({ type: 'intake.withdrawn', data: { reports: 200 } });
    expect(next.interrupted()).toBe(0);
  });

  it('that a kill cut off is offered after the next start, and goes on', async () => {
    const { folder, store: opened, job } = await cutOff();
    const { imports } = importsOf(opened, ({ done }) => {
      if (done > 0) imports.cancel(job);
    });
    const half = await imports.withdraw(job, 'op-1');
    expect(half).toMatchObject({ status: 'open', withdrawing: true });
    opened.close();
    const again = await folder.open();
    const { imports: next } = importsOf(again);
    expect(next.interrupted()).toBe(1);
    await expect(next.finish(job, 'op-1')).rejects.toMatchObject({ code: 'intake.withdrawing' });
    expect(await next.withdraw(job, 'op-1')).toMatchObject({ status: 'withdrawn' });
    expect(numbers(again)).toEqual([]);
    await expect(next.withdraw(job, 'op-1')).rejects.toMatchObject({ code: 'intake.ended' });
  });
});
