import type { Item, Light } from '@shared/contract/models';
import { dayOf, toInstant } from '@shared/rules/time';
import type { SqlRow } from '../projection/database';
import type { QueryContext } from './context';

/** Light of a row at a moment: red behind its due time, yellow from its yellow point on, none where no clock runs. */
export function lightOf(row: { red_at: unknown; yellow_at: unknown }, nowMs: number): Light {
  if (typeof row.red_at !== 'number') return 'none';
  if (row.red_at < nowMs) return 'red';
  return typeof row.yellow_at === 'number' && row.yellow_at <= nowMs ? 'yellow' : 'green';
}

const at = (value: unknown): string | null => (typeof value === 'number' ? toInstant(value) : null);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** A hold ends by time alone: the row keeps it, and whoever reads it looks at the clock. */
function stateOf(row: SqlRow, nowMs: number): Item['state'] {
  const ended = row.state === 'onHold' && typeof row.hold_until === 'number' && row.hold_until <= nowMs;
  return ended ? 'handling' : (row.state as Item['state']);
}

/** The queue's row as screens get it. The proposed unit is looked up only for rows that still wait for one. */
export function itemOf(row: SqlRow, context: QueryContext): Item {
  const { rules } = context;
  const classRef = row.class === null ? null : { scheme: String(row.scheme), code: String(row.class) };
  const waits = row.state === 'toTakeIn' || row.state === 'toAssign' || row.state === 'returned';
  const place = {
    text: String(row.place),
    ...(row.community ? { communityCode: String(row.community) } : {}),
    ...(row.grid ? { gridCode: String(row.grid) } : {}),
  };
  const proposed = waits && classRef ? rules.propose(classRef, place, dayOf(context.now))?.unit : undefined;
  return {
    id: String(row.id),
    kind: row.kind as Item['kind'],
    no: String(row.no),
    title: String(row.title),
    state: stateOf(row, context.nowMs),
    light: lightOf(row as { red_at: unknown; yellow_at: unknown }, context.nowMs),
    clock: text(row.clock) as Item['clock'],
    dueAt: at(row.red_at),
    yellowAt: at(row.yellow_at),
    channel: row.channel as Item['channel'],
    place: String(row.place),
    communityCode: text(row.community),
    gridCode: text(row.grid),
    lon: number(row.lon),
    lat: number(row.lat),
    classRef,
    className: text(row.class_name) ?? (classRef ? (rules.classRow(classRef)?.name ?? null) : null),
    unit: text(row.unit),
    proposedUnit: proposed ?? null,
    priority: row.priority as Item['priority'],
    reports: Number(row.reports),
    returns: Number(row.returns),
    reworks: Number(row.reworks),
    photos: Number(row.photos),
    holdUntil: at(row.hold_until),
    lastActor: text(row.owner),
    toReply: Number(row.to_reply),
    supervised: row.supervised === 1,
    urges: Number(row.urges),
    ask: text(row.ask) as Item['ask'],
    conflict: row.conflict === 1,
    receivedAt: toInstant(Number(row.received_at)),
    updatedAt: toInstant(Number(row.updated_at)),
    closedAt: at(row.closed_at),
  };
}

/** One item by its id. */
export function itemById(id: string, context: QueryContext): Item | undefined {
  const row = context.db.get('SELECT * FROM item WHERE id=?', [id]);
  return row && itemOf(row, context);
}
