// Sheet to store: the reader of the parse process and the import job of the store, which know nothing of each other.
import { createHash } from 'node:crypto';
import type { ReportState } from '@shared/domain/report/evolve';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHotlineSheet } from '../../src/main/parse/sheets/readHotlineSheet';
import { hotlineProfile, sample } from '../../src/main/parse/sheets/testing';
import { Imports, type IncomingSheet } from '../../src/main/store/jobs/imports';
import type { Store } from '../../src/main/store/service/store';
import { abandon, TestFolders } from '../../src/main/store/testing/folder';
import { wish } from '../../src/main/store/testing/wishes';

const MONTH = '12345-2024-10.xlsx';
const DAY = '12345-2024-12-31.xlsx';

const folders = new TestFolders();
afterAll(() => folders.remove());

async function sheetOf(name: string): Promise<IncomingSheet> {
  const bytes = sample(name);
  const sheet = await readHotlineSheet(bytes, name, hotlineProfile());
  const mapping = sheet.mapping as IncomingSheet['mapping'];
  return { ...sheet, mapping, sha256: createHash('sha256').update(bytes).digest('hex') };
}

let month: IncomingSheet;
let day: IncomingSheet;
beforeAll(async () => {
  [month, day] = [await sheetOf(MONTH), await sheetOf(DAY)];
});

/** Import a sheet, cancelled after so many rows. */
async function run(store: Store, sheet: IncomingSheet, cancelAfter = Number.POSITIVE_INFINITY) {
  const imports: Imports = new Imports(store, ({ job, done }) => {
    if (done >= cancelAfter) imports.cancel(job);
  });
  const preview = imports.preview(sheet);
  return { imports, preview, job: await imports.start(preview.token, 'op-1') };
}

const reports = (store: Store): number => store.projection.db.number('SELECT count(*) FROM report');

describe('the month sheet', () => {
  /** Every row below the header is in exactly one of these. */
  const TALLY = {
    rows: 1319,
    created: 1284,
    updated: 0,
    same: 0,
    repeatedInSheet: 22,
    needsLook: 12,
    skipped: 1,
  };

  it('is accounted for row by row, its states are honoured, and a second import adds no report', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { preview, job } = await run(store, month);
    expect(preview).toMatchObject({ rows: 1318, expected: { new: 1284, known: 0, repeatedInSheet: 22 } });
    expect(preview.needsLook).toHaveLength(12);
    expect(job).toMatchObject({ status: 'finished', rows: 1319, interrupted: false, tally: TALLY });
    expect(job.aside.map(({ row }) => row)).toEqual(preview.needsLook.map(({ row }) => row));
    const { rows: _rows, ...parts } = TALLY;
    expect(Object.values(parts).reduce((a, b) => a + b)).toBe(TALLY.rows);
    expect(reports(store)).toBe(1284);
    expectStates(store);

    const again = await run(store, month);
    expect(again.preview.expected).toEqual({ new: 0, known: 1284, repeatedInSheet: 22 });
    expect(again.job).toMatchObject({
      status: 'finished',
      tally: { ...TALLY, created: 0, same: 1284 },
    });
    expect(reports(store)).toBe(1284);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });

  /** Where an order should stand, from the states of all its rows in their order: report/case. */
  function expectedOf(states: readonly string[]): string {
    const has = (...any: string[]): boolean => any.some((one) => states.includes(one));
    if (states[0] === 'returned' || states[0] === 'void') return 'refused/null';
    if (has('closed')) return 'linked/closed';
    if (has('handling')) return 'linked/handling';
    return has('returned', 'void') ? 'refused/null' : 'received/null';
  }

  /** What the sheet calls closed is a closed case, what it calls running has a case, what it sent back has none. */
  function expectStates(store: Store): void {
    const orders = new Map<string, string[]>();
    for (const row of month.rows) {
      if (row.orderNo && (row.receivedAt ?? row.dispatchedAt))
        orders.set(row.orderNo, [...(orders.get(row.orderNo) ?? []), row.sheetState]);
    }
    expect(orders.size).toBe(1284);
    const standing = [...orders].map(([no, states]) => {
      const found = store.projection.db.get<{ status: string; state: string | null }>(
        "SELECT r.status, i.state FROM report r LEFT JOIN item i ON i.id=r.case_id AND i.kind='case' WHERE r.outside_no=?",
        [no],
      );
      return { no, states, is: `${found?.status}/${found?.state ?? null}` };
    });
    expect(standing.filter(({ states, is }) => is !== expectedOf(states))).toEqual([]);
    expect(new Set(standing.map(({ is }) => is)).size).toBe(4);
  }

  it('interrupted between rows is offered after the restart, and finishing it gives the same account', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { job } = await run(store, month, 300);
    expect(job).toMatchObject({ status: 'open', interrupted: true });
    const begun = reports(store);
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(1284);
    abandon(folder);
    const after = await folder.open();
    const imports = new Imports(after, () => {});
    expect(imports.interrupted()).toBe(1);
    expect(await imports.finish(job.job, 'op-2')).toMatchObject({ status: 'finished', tally: TALLY });
    expect(reports(after)).toBe(1284);
    expect(imports.interrupted()).toBe(0);
    expect(await folder.prove(after)).toMatchObject({ damages: [], differs: [] });
    // The rows are in the journal now: nothing waits beside it.
    await expect(imports.finish(job.job, 'op-2')).rejects.toMatchObject({ code: 'intake.unknown' });
    after.close();
  });
});

describe('the day sheet', () => {
  it('is taken back whole, but for the case that somebody worked on since', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { imports, job } = await run(store, day);
    expect(job.tally).toMatchObject({ rows: 37, created: 36, skipped: 1, needsLook: 0 });
    const touched = store.projection.db.get<{ id: string; no: string }>(
      "SELECT id, no FROM item WHERE kind='case' AND state='handling' ORDER BY no LIMIT 1",
    );
    if (!touched) throw new Error('the day sheet has running orders');
    await wish(store, { type: 'case.note', caseId: touched.id, text: '已联系物业' });
    const withdrawn = await imports.withdraw(job.job, 'op-1');
    expect(withdrawn).toMatchObject({ status: 'withdrawn', kept: [touched.no] });
    const left = store.projection.db.all<{ id: string; status: string }>(
      "SELECT id, status FROM report WHERE status<>'withdrawn'",
    );
    expect(left).toHaveLength(1);
    expect((store.reader.load(left[0]?.id ?? '').state as ReportState).caseId).toBe(touched.id);
    expect(store.projection.db.number("SELECT count(*) FROM item WHERE kind='case' AND state<>'void'")).toBe(
      1,
    );
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });

  it('interrupted and withdrawn leaves no report behind', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { job } = await run(store, month, 200);
    store.close();
    const after = await folder.open();
    const imports = new Imports(after, () => {});
    expect(await imports.withdraw(job.job, 'op-1')).toMatchObject({ status: 'withdrawn', kept: [] });
    expect(imports.interrupted()).toBe(0);
    expect(after.projection.db.number("SELECT count(*) FROM report WHERE status<>'withdrawn'")).toBe(0);
    expect(after.projection.db.number('SELECT count(*) FROM item WHERE open=1')).toBe(0);
    after.close();
  });

  it('taken in again after it was withdrawn gives cases that are as new', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const counts = (): unknown =>
      store.projection.db.all(
        'SELECT kind, state, count(*) AS n, count(closed_at) AS closed FROM item GROUP BY kind, state',
      );
    const first = await run(store, day);
    const before = counts();
    await first.imports.withdraw(first.job.job, 'op-1');
    const second = await run(store, day);
    expect(second.job.tally).toMatchObject({ created: 36 });
    expect(counts()).toEqual(before);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });
});
