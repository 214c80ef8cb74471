import type { UnitLoad } from '@shared/contract/board';
import type { Item } from '@shared/contract/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseList, headline, languageOf, loadRows, mapItems, placedOverdue, signed, themeOf } from './view';

const seed = { seed: 20241231 };

function load(unit: string, open: number, dueToday = 0, overdue = 0): UnitLoad {
  return { unit, open, dueToday, overdue, monthHandled: 20, monthOnTimeRate: 0.95 };
}

function item(id: string, over: Partial<Item> = {}): Item {
  return {
    id,
    kind: 'case',
    no: id,
    title: '店外经营',
    state: 'handling',
    light: 'green',
    clock: 'handle',
    dueAt: '2024-12-31T18:00:00.000+08:00',
    yellowAt: null,
    channel: 'hotline12345',
    place: '华夏路 8 号',
    communityCode: null,
    gridCode: null,
    lon: 113.32,
    lat: 23.125,
    classRef: null,
    className: null,
    unit: 'zfd',
    proposedUnit: null,
    priority: 'normal',
    reports: 1,
    returns: 0,
    reworks: 0,
    photos: 0,
    receivedAt: '2024-12-31T15:00:00.000+08:00',
    updatedAt: '2024-12-31T15:00:00.000+08:00',
    closedAt: null,
    ...over,
  };
}

const at = (minute: number) =>
  `2024-12-31T${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00.000+08:00`;

describe('the workload', () => {
  it('shows the most loaded units and one row for the others', () => {
    const rows = loadRows(
      [load('a', 5), load('b', 9, 2, 1), load('c', 0), load('d', 3, 1), load('e', 4, 0, 2)],
      3,
    );
    expect(rows.map((row) => row.unit)).toEqual(['b', 'a', null]);
    expect(rows[0]).toMatchObject({ open: 9, onTime: 6, dueToday: 2, overdue: 1 });
    expect(rows[2]).toMatchObject({
      units: 2,
      open: 7,
      onTime: 4,
      dueToday: 1,
      overdue: 2,
      handled: 40,
      rate: 0.95,
    });
  });

  it('has no row for others where all fit', () => {
    expect(loadRows([load('a', 5), load('b', 9)], 2).map((row) => row.unit)).toEqual(['b', 'a']);
  });

  it('loses no case, and its parts always add up', () => {
    const units = fc
      .array(fc.tuple(fc.nat(50), fc.nat(60), fc.nat(60)), { maxLength: 40 })
      .map((list) => list.map(([open, due, over], index) => load(`u${index}`, open, due, over)));
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 20 }), (list, rows) => {
        const shown = loadRows(list, rows);
        expect(shown.length).toBeLessThanOrEqual(rows);
        expect(shown.reduce((sum, row) => sum + row.open, 0)).toBe(
          list.reduce((sum, row) => sum + row.open, 0),
        );
        for (const row of shown) {
          expect(row.onTime + row.dueToday + row.overdue).toBe(row.open);
          expect(Math.min(row.onTime, row.dueToday, row.overdue)).toBeGreaterThanOrEqual(0);
        }
      }),
      seed,
    );
  });
});

describe('the list of latest and overdue', () => {
  const overdueItems = [
    item('o1', { dueAt: at(60), light: 'red' }),
    item('o2', { dueAt: at(10), light: 'red' }),
  ];
  const latest = [
    item('o1', { light: 'red' }),
    item('n1', { receivedAt: at(300) }),
    item('n2', { receivedAt: at(400) }),
  ];

  it('has the longest overdue on top, then the newest, nothing twice', () => {
    const { rows, hiddenOverdue } = caseList({ overdueItems, latest, counters: { overdue: 2 } }, 7);
    expect(rows.map((row) => row.id)).toEqual(['o2', 'o1', 'n2', 'n1']);
    expect(hiddenOverdue).toBe(0);
  });

  it('keeps a third for the newest and says how many overdue ones it left out', () => {
    const many = Array.from({ length: 20 }, (_, k) => item(`o${k}`, { dueAt: at(k), light: 'red' }));
    const fresh = Array.from({ length: 20 }, (_, k) => item(`n${k}`, { receivedAt: at(k) }));
    const { rows, hiddenOverdue } = caseList(
      { overdueItems: many, latest: fresh, counters: { overdue: 31 } },
      9,
    );
    expect(rows.map((row) => row.id)).toEqual(['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'n19', 'n18', 'n17']);
    expect(hiddenOverdue).toBe(25);
  });

  it('never has more rows than fit', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 25 }), (over, fresh, capacity) => {
        const board = {
          overdueItems: Array.from({ length: over }, (_, k) => item(`o${k}`)),
          latest: Array.from({ length: fresh }, (_, k) => item(`n${k}`)),
          counters: { overdue: over },
        };
        const list = caseList(board, capacity);
        expect(list.rows.length).toBe(Math.min(capacity, over + fresh));
        expect(list.hiddenOverdue + list.rows.filter((row) => row.id.startsWith('o')).length).toBe(over);
      }),
      seed,
    );
  });
});

describe('texts of the wall', () => {
  it('say the place once', () => {
    expect(headline({ title: '店外经营', place: '华夏路 8 号' })).toBe('华夏路 8 号 店外经营');
    expect(headline({ title: '华夏路8号店外经营', place: '华夏路 8 号' })).toBe('华夏路8号店外经营');
    expect(headline({ title: '店外经营', place: '' })).toBe('店外经营');
  });

  it('show differences with their sign', () => {
    expect(signed(6)).toBe('+6');
    expect(signed(-3)).toBe('−3');
    expect(signed(0)).toBe('±0');
    expect(signed(1.14, 1)).toBe('+1.1');
    expect(signed(-0.04, 1)).toBe('±0.0');
  });

  it('follow the address, and are Chinese and dark without one', () => {
    expect(languageOf('?lang=en')).toBe('en');
    expect(languageOf('?lang=zh-CN')).toBe('zh-CN');
    expect(languageOf('')).toBe('zh-CN');
    expect(themeOf('?lang=en&theme=light')).toBe('light');
    expect(themeOf('')).toBe('dark');
  });
});

describe('the map of the wall', () => {
  it('keeps the urgent points where there are too many', () => {
    const point = (id: string, light: 'red' | 'green') => ({
      id,
      lon: 1,
      lat: 2,
      light,
      state: 'handling' as const,
      title: id,
    });
    const items = mapItems([point('a', 'green'), point('b', 'green'), point('c', 'red')], 2);
    expect(items.map((entry) => entry.id)).toEqual(['c', 'a']);
  });

  it('labels overdue items that have a place, the longest overdue first', () => {
    const list = [
      item('a', { dueAt: at(60) }),
      item('b', { lon: null, dueAt: at(1) }),
      item('c', { dueAt: at(30) }),
    ];
    expect(placedOverdue(list, 5).map((entry) => entry.id)).toEqual(['c', 'a']);
    expect(placedOverdue(list, 1).map((entry) => entry.id)).toEqual(['c']);
  });
});
