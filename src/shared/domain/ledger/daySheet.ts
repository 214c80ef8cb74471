import { formulaSafe } from '../../rules/text/formulaSafe';
import { type Day, dayOf, type Instant } from '../../rules/time';
import { daySchema } from '../../rules/timeSchema';

/** The columns of a unit's day sheet (作业日报), in their order. */
export const daySheetFields = ['kind', 'quantity', 'unit', 'place', 'note', 'code'] as const;
export type DaySheetField = (typeof daySheetFields)[number];

/** Header words of each column, in Chinese as all papers to units: what is written first, and what else units call it. */
export const daySheetHeaders: Readonly<Record<DaySheetField, readonly [string, ...string[]]>> = {
  kind: ['类别', '作业类别'],
  quantity: ['数量', '完成数量'],
  unit: ['计量单位', '量词'],
  place: ['地点', '地址', '路段'],
  note: ['备注', '说明'],
  code: ['编码'],
};

/** The columns that the unit fills in. */
export const daySheetFillFields: readonly DaySheetField[] = ['quantity', 'place', 'note'];

/** Lines for a kind of which each work is an entry of its own; who needs more copies one. */
export const PIECE_LINES = 6;

/** A kind of work that the unit does, with what was recorded of it on that day so far, in its own `unit`. */
export interface DaySheetKind {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly per: 'day' | 'piece';
  /** Of the day (`day`) or of the year (`piece`). */
  readonly target?: number | undefined;
  readonly n: number;
}

/** Whose sheet, of which day, to whom it goes back, and when it is written. `contact` may be empty. */
export interface DaySheetHead {
  readonly unit: { readonly id: string; readonly name: string };
  readonly day: Day;
  readonly centre: string;
  readonly contact: string;
  readonly now: Instant;
}

/** A line to fill in; `code` says of what it is when the sheet comes back. */
export interface DaySheetRow {
  readonly kind: string;
  readonly unit: string;
  readonly code: string;
}

/** What the sheet says; safe to be put into cells. */
export interface DaySheet {
  readonly title: string;
  readonly lines: readonly string[];
  readonly rows: readonly DaySheetRow[];
}

/** What a line of a sheet is of. */
export interface DaySheetCode {
  readonly day: Day;
  readonly unit: string;
  readonly kind: string;
}

const CODE = 'xh-ledger-1';

/** The code of a line: `xh-ledger-1/2024-12-31/szyh/roadRepair`; ids are escaped as in addresses. */
export function daySheetCode({ day, unit, kind }: DaySheetCode): string {
  return [CODE, day, unit, kind].map(encodeURIComponent).join('/');
}

/** What a code stands for; undefined where it is none of ours. */
export function readDaySheetCode(text: string): DaySheetCode | undefined {
  const [mark, day, unit, kind, ...more] = text.trim().split('/');
  if (mark !== CODE || !unit || !kind || more.length > 0 || !daySchema.safeParse(day).success)
    return undefined;
  try {
    return { day: day ?? '', unit: decodeURIComponent(unit), kind: decodeURIComponent(kind) };
  } catch {
    return undefined;
  }
}

/** The name of the file: `2024-12-31-市政养护公司-作业日报`; signs that file systems refuse are the writer's business. */
export function daySheetName({ day, unit }: Pick<DaySheetHead, 'day' | 'unit'>): string {
  return `${day}-${unit.name}-作业日报`;
}

const count = (n: number): string => n.toLocaleString('en-US');

function standing({ name, unit, per, target, n }: DaySheetKind): string {
  const wanted =
    target === undefined ? '' : `${per === 'day' ? '当日' : '全年'}目标 ${count(target)} ${unit}，`;
  return `${name} ${wanted}当日已登记 ${count(n)} ${unit}`;
}

const HOW =
  '填写说明：只填浅黄色各列。按日计的类别一行写全天的数；按件计的一处一行，行不够就复制一行。数量写大于 0 的整数，计量单位不要改；没有做的留空，已登记的不要再填。';

/** Where it goes and until when: what comes after its day is recorded as late. */
function returning({ day, centre, contact, now }: DaySheetHead): string {
  const until =
    dayOf(now) > day ? '这一天已经过去，请尽快填好，连同照片发回' : `请于 ${day} 24:00 前填好，连同照片发回`;
  const asks = contact === '' ? '' : `联系：${contact}。`;
  return `${until}${centre}；当日之后发回的按补录登记。${asks}`;
}

/** The day sheet (作业日报) of a unit: a line per kind that counts by day, some for each that counts by piece. */
export function daySheet(kinds: readonly DaySheetKind[], head: DaySheetHead): DaySheet {
  const { unit, day, centre } = head;
  const line = (kind: DaySheetKind): DaySheetRow => ({
    kind: formulaSafe(kind.name),
    unit: formulaSafe(kind.unit),
    code: daySheetCode({ day, unit: unit.id, kind: kind.id }),
  });
  return {
    title: formulaSafe(`${centre} 作业日报`),
    lines: [
      `单位：${unit.name}　日期：${day}　导出时间：${head.now.slice(0, 19).replace('T', ' ')}`,
      HOW,
      returning(head),
      // One line, however many kinds: what stands above the table stays in sight.
      `目标与登记：${kinds.map(standing).join('；')}`,
    ].map(formulaSafe),
    rows: kinds.flatMap((kind) =>
      Array.from({ length: kind.per === 'piece' ? PIECE_LINES : 1 }, () => line(kind)),
    ),
  };
}
