import { fromLocalMinute, toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TEST_NOW, TestFolders } from '../testing/folder';
import { filedCase, received, wish } from '../testing/wishes';
import { NOTICES_MOST, notices } from './notices';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** The store's question at another moment than its clock's. */
function at(store: Store, now: string) {
  return notices({ ...store.context('op-1'), now, nowMs: toMs(now) });
}

const kindsOf = (rows: readonly { kind: string }[]) => rows.map(({ kind }) => kind);
const later = (instant: string, minutes: number) => toInstant(toMs(instant) + minutes * 60_000);

describe('notices', () => {
  it('tell when a light turns, for as long as it is so, and no more once they are acknowledged; a rebuild knows it', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await wish(store, received());
    const row = store.projection.db.get<{ id: string; red_at: number; yellow_at: number }>(
      "SELECT id, red_at, yellow_at FROM item WHERE state='toTakeIn'",
    );
    if (!row) throw new Error('no item');
    const [yellow, red] = [toInstant(row.yellow_at), toInstant(row.red_at)];
    expect(at(store, later(yellow, -1)).rows).toEqual([]);
    expect(at(store, yellow).rows).toMatchObject([{ kind: 'yellow', itemId: row.id, at: yellow, due: red }]);
    const turned = at(store, later(red, 1)).rows;
    expect(turned).toMatchObject([{ kind: 'red', itemId: row.id, at: red }]);
    // What turned on a Friday is there on Monday.
    expect(at(store, later(red, 3 * 24 * 60)).rows).toEqual(turned);

    const key = turned[0]?.key ?? '';
    await wish(store, { type: 'notice.acknowledge', keys: [key, key] });
    await wish(store, { type: 'notice.acknowledge', keys: [key] });
    expect(at(store, later(red, 1)).rows).toEqual([]);
    expect(store.projection.db.number('SELECT count(*) FROM acked WHERE key=?', [key])).toBe(1);
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });

  it('tell of a return until the case is assigned again, and of what a unit asks until it is decided', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { caseId } = await filedCase(store);
    await wish(store, { type: 'case.assign', caseId, lead: 'cgb' });
    await wish(store, { type: 'case.return', caseId, reason: 'notOurDuty' });
    const now = store.clock.now();
    expect(at(store, now).rows).toMatchObject([{ kind: 'returned', itemId: caseId }]);
    expect(kindsOf(at(store, later(now, 4 * 24 * 60)).rows)).toContain('returned');
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
    await wish(store, { type: 'case.askExtension', caseId, reason: '需外单位配合' });
    expect(at(store, now).rows).toMatchObject([{ kind: 'askOpen', itemId: caseId, unit: 'hwz' }]);
    expect(kindsOf(at(store, later(now, 4 * 24 * 60)).rows)).toContain('askOpen');
    await wish(store, { type: 'case.answer', caseId, granted: false, approver: 'duty-zhang' });
    expect(kindsOf(at(store, now).rows)).not.toContain('askOpen');
    store.close();
  });

  it('are the newest two hundred, and say that there are more; what is acknowledged makes room', async () => {
    const store = await (await folders.create()).open();
    const wishes = Array.from({ length: NOTICES_MOST + 2 }, (_, k) =>
      wish(store, received({ receivedAt: later(TEST_NOW, -k) })),
    );
    await Promise.all(wishes);
    const now = later(TEST_NOW, 24 * 60);
    const { rows, more } = at(store, now);
    expect([rows.length, more]).toEqual([NOTICES_MOST, true]);
    expect(rows.map((row) => row.at)).toEqual(
      rows
        .map((row) => row.at)
        .sort()
        .reverse(),
    );
    const keys = rows.slice(0, 2).map(({ key }) => key);
    await wish(store, { type: 'notice.acknowledge', keys });
    const next = at(store, now);
    expect([next.rows.length, next.more]).toEqual([NOTICES_MOST, false]);
    expect(next.rows.map(({ key }) => key)).not.toEqual(expect.arrayContaining(keys));
    store.close();
  });

  it('are quiet at night unless the duty calendar says otherwise', async () => {
    const store = await (await folders.create()).open();
    expect(at(store, fromLocalMinute('2024-12-31T10:00'))).toMatchObject({ quiet: false });
    expect(at(store, fromLocalMinute('2024-12-25T23:00'))).toMatchObject({ quiet: true });
    // The night of 24 December is to be told, by the shipped calendar.
    expect(at(store, fromLocalMinute('2024-12-25T03:00'))).toMatchObject({ quiet: false });
    store.close();
  });
});
