import type { MapPoint } from '@shared/contract/board';
import type { mapContract } from '@shared/contract/map';
import type { Answers } from './answers';
import type { QueryContext } from './context';
import { lightOf } from './items';

/** Open items as points, and open cases per unit grid. */
export function mapPoints(context: QueryContext): { points: MapPoint[]; gridOpen: Record<string, number> } {
  const rows = context.db.all(
    'SELECT id, lon, lat, state, title, open, red_at, yellow_at FROM item WHERE open=1 AND lon IS NOT NULL ORDER BY id',
  );
  const points = rows.map((row) => ({
    id: String(row.id),
    lon: Number(row.lon),
    lat: Number(row.lat),
    light: lightOf(row as { red_at: unknown; yellow_at: unknown }, context.nowMs),
    state: row.state as MapPoint['state'],
    title: String(row.title),
  }));
  const grids = context.db.all<{ grid: string; n: number }>(
    "SELECT grid, count(*) AS n FROM item WHERE open=1 AND kind='case' AND grid IS NOT NULL GROUP BY grid",
  );
  return { points, gridOpen: Object.fromEntries(grids.map((row) => [row.grid, row.n])) };
}

/** What the gazetteer makes of an address text; null where it knows no place for it. */
function placeFor(text: string, { knowledge }: QueryContext): ReturnType<MapAnswers['place.find']> {
  const place = knowledge.find(text);
  if (place?.lon === undefined || place.lat === undefined) return null;
  const { lon, lat, how = 'road', gridCode = null, communityCode = null } = place;
  return { lon, lat, how, matched: place.text, gridCode, communityCode };
}

type MapAnswers = Answers<typeof mapContract>;
export const answers: MapAnswers = {
  'map.data': (_input, { knowledge }) => ({ schematic: true, layers: knowledge.map }),
  'map.points': (_input, context) => mapPoints(context),
  'place.find': ({ text }, context) => placeFor(text, context),
};
