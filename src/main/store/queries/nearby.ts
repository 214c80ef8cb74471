import type { CasePage } from '@shared/contract/pages';
import type { ClassRef, Place } from '@shared/domain/common';
import { DAY_MS } from '@shared/rules/time';
import type { QueryContext } from './context';
import { itemOf } from './items';

/** “Near” on the case page, in metres; and for how long cases of the same class count as precedents. */
const NEAR_M = 100;
const SAME_DAYS = 30;
const METRES_PER_DEGREE = 111_320;

/** What is near a place: open cases within 100 m, and how many cases of the same class there were in 30 days. */
export function nearby(
  id: string,
  place: Place,
  classRef: ClassRef | undefined,
  context: QueryContext,
): CasePage['nearby'] {
  if (place.lon === undefined || place.lat === undefined) return { open: [], sameClass30d: 0 };
  const dLat = NEAR_M / METRES_PER_DEGREE;
  const dLon = dLat / Math.cos((place.lat * Math.PI) / 180);
  const box = [place.lon - dLon, place.lon + dLon, place.lat - dLat, place.lat + dLat];
  const inBox = 'lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?';
  const open = context.db.all(
    `SELECT * FROM item WHERE open=1 AND kind='case' AND id<>? AND ${inBox} ORDER BY received_at DESC LIMIT 20`,
    [id, ...box],
  );
  const sameClass30d = classRef
    ? context.db.number(
        `SELECT count(*) FROM item WHERE class=? AND scheme=? AND kind='case' AND filed_at>=? AND ${inBox}`,
        [classRef.code, classRef.scheme, context.nowMs - SAME_DAYS * DAY_MS, ...box],
      )
    : 0;
  return { open: open.map((row) => itemOf(row, context)), sameClass30d };
}
