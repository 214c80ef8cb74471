import type { MapPoint, UnitLoad, WallBoard } from '@shared/contract/board';
import type { Item } from '@shared/contract/models';
import type { MapItem } from '../common/map/types';

/** One bar of the workload. `units` is 1, or for the last bar the number of units it stands for. */
export interface LoadRow {
  readonly key: string;
  readonly unit: string | null;
  readonly units: number;
  readonly open: number;
  readonly onTime: number;
  readonly dueToday: number;
  readonly overdue: number;
  /** Parts handled this month: the weight of the rate. */
  readonly handled: number;
  readonly rate: number | null;
}

function toRow(load: UnitLoad): LoadRow {
  const overdue = Math.max(0, Math.min(load.overdue, load.open));
  const dueToday = Math.max(0, Math.min(load.dueToday, load.open - overdue));
  const onTime = load.open - overdue - dueToday;
  return {
    key: load.unit,
    unit: load.unit,
    units: 1,
    open: load.open,
    onTime,
    dueToday,
    overdue,
    handled: load.monthHandled,
    rate: load.monthOnTimeRate,
  };
}

/**
 * The most loaded units, and one row for all others that have open cases; never more than `rows`. The others'
 * rate is weighted by what each of them handled.
 */
export function loadRows(units: readonly UnitLoad[], rows: number): LoadRow[] {
  const sorted = [...units].sort(
    (a, b) => b.open - a.open || b.overdue - a.overdue || (a.unit < b.unit ? -1 : 1),
  );
  const busy = sorted.filter((unit) => unit.open > 0).map(toRow);
  if (busy.length <= rows) return busy;
  const top = busy.slice(0, Math.max(0, rows - 1));
  const rest = busy.slice(top.length);
  const sum = (pick: (row: LoadRow) => number) => rest.reduce((total, row) => total + pick(row), 0);
  const handled = sum((row) => row.handled);
  return [
    ...top,
    {
      key: '',
      unit: null,
      units: rest.length,
      open: sum((row) => row.open),
      onTime: sum((row) => row.onTime),
      dueToday: sum((row) => row.dueToday),
      overdue: sum((row) => row.overdue),
      handled,
      rate: handled === 0 ? null : sum((row) => row.handled * (row.rate ?? 0)) / handled,
    },
  ];
}

export interface CaseList {
  /** Overdue ones first, the longest overdue on top, then the newest. */
  readonly rows: readonly Item[];
  /** Overdue cases that found no room. */
  readonly hiddenOverdue: number;
}

/** Overdue and newest items for `capacity` rows: overdue ones first, but where there are many the newest keep a third. */
export function caseList(
  board: Pick<WallBoard, 'overdueItems' | 'latest'> & { counters: Pick<WallBoard['counters'], 'overdue'> },
  capacity: number,
): CaseList {
  const overdue = [...board.overdueItems].sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1));
  const known = new Set(overdue.map((item) => item.id));
  const newest = board.latest
    .filter((item) => !known.has(item.id))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
  const forNewest = Math.min(newest.length, Math.ceil(capacity / 3));
  const shown = overdue.slice(0, Math.max(0, capacity - forNewest));
  return {
    rows: [...shown, ...newest.slice(0, capacity - shown.length)],
    hiddenOverdue: Math.max(0, Math.max(board.counters.overdue, overdue.length) - shown.length),
  };
}

/** Place and matter in one line; the place once only. */
export function headline(item: Pick<Item, 'title' | 'place'>): string {
  const [title, place] = [item.title.trim(), item.place.trim()];
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  if (!place || squeezed(title).includes(squeezed(place))) return title;
  return title ? `${place} ${title}` : place;
}

/** Points as the map takes them, bounded: the most urgent stay where there are too many to draw. */
export function mapItems(points: readonly MapPoint[], most = 1500): MapItem[] {
  const rank = { red: 0, yellow: 1, green: 2, none: 3 };
  const kept =
    points.length <= most ? points : [...points].sort((a, b) => rank[a.light] - rank[b.light]).slice(0, most);
  return kept.map(({ id, lon, lat, light }) => ({ id, lon, lat, light }));
}

/** Overdue items that have a place, the longest overdue first. */
export function placedOverdue(items: readonly Item[], most: number): (Item & { lon: number; lat: number })[] {
  return items
    .flatMap((item) =>
      item.lon === null || item.lat === null ? [] : [{ ...item, lon: item.lon, lat: item.lat }],
    )
    .sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
    .slice(0, most);
}

/** A difference with its sign: `+6`, `−3`, `±0`. */
export function signed(difference: number, digits = 0): string {
  const text = Math.abs(difference).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return `${difference > 0 ? '+' : '−'}${text}`;
}

/** The language of the wall: Chinese unless the desk that opened it asks for English. What the system speaks says nothing about the street. */
export function languageOf(search: string): 'zh-CN' | 'en' {
  return new URLSearchParams(search).get('lang') === 'en' ? 'en' : 'zh-CN';
}

/** The theme of the wall: dark unless the address asks for light. */
export function themeOf(search: string): 'light' | 'dark' {
  return new URLSearchParams(search).get('theme') === 'light' ? 'light' : 'dark';
}
