import {
  returnReasonWords,
  type UnitSheetField,
  unitFillFields,
  unitSheetFields,
  unitSheetHeaders,
} from '@shared/rules/intake/unitSheetWords';
import type { Light } from '@shared/rules/light';
import type { Day, Instant } from '@shared/rules/time';
import type { CellStyle, CellValue } from 'hucre';
import { columnLetters, type SheetColumn, tableBook, timeCell } from './book';

/** An open part of a unit, as the store delivers it; texts with numbers masked, names instead of ids. */
export interface UnitDayRow {
  readonly caseNo: string;
  readonly title: string;
  readonly className?: string | undefined;
  readonly place: string;
  readonly role: 'lead' | 'assist';
  readonly assignedAt: Instant;
  readonly due?: Instant | undefined;
  readonly light: Light;
  readonly urges: number;
  /** What the dispatcher, or who sent it back to be done again, asks for. */
  readonly task?: string | undefined;
}

/** Whose sheet it is, from whom, and the units that may be suggested instead. */
export interface UnitDayHead {
  readonly unit: string;
  readonly centre: string;
  readonly day: Day;
  readonly exportedAt: Instant;
  readonly units: readonly string[];
}

const LIGHT_WORDS: Readonly<Record<Light, string>> = { green: '绿灯', yellow: '黄灯', red: '红灯' };
const LIGHT_COLOURS: Readonly<Record<Light, string>> = { green: '2E7D32', yellow: '9A6700', red: 'C62828' };
const ROLE_WORDS = { lead: '主办', assist: '协办' } as const;
const DEFAULT_TASK = '到场处置，完成后从同一位置拍照，连同处置结果一并回复。';
const LISTS = '选项';

const WIDTHS: Readonly<Record<UnitSheetField, number>> = {
  caseNo: 17,
  title: 28,
  className: 16,
  place: 28,
  role: 9,
  assignedAt: 20,
  due: 20,
  light: 8,
  urges: 8,
  task: 30,
  result: 40,
  doneAt: 20,
  by: 10,
  returned: 9,
  reason: 18,
  suggests: 18,
};
const TIMES = new Set<UnitSheetField>(['assignedAt', 'due', 'doneAt']);
const WRAPPED = new Set<UnitSheetField>(['title', 'place', 'task', 'result']);

const columns: readonly SheetColumn[] = unitSheetFields.map((field) => ({
  header: unitSheetHeaders[field][0],
  width: WIDTHS[field],
  kind: field === 'urges' ? 'number' : TIMES.has(field) ? 'time' : 'text',
  wrap: WRAPPED.has(field),
  fill: unitFillFields.includes(field),
}));

/** How to fill the sheet in: the second line of it, for people who see it for the first time. */
const HOW =
  '填写说明：只填浅黄色各列，案号不要改动。已办结的写“处置结果”和“完成时间”（如 2024-12-31 15:30）并写填报人；不属本单位的在“是否退单”填“是”，选退单理由，并写建议单位；没有进展的留空。填好后连同照片发回。';

function valuesOf(row: UnitDayRow): CellValue[] {
  const values: Readonly<Partial<Record<UnitSheetField, CellValue>>> = {
    caseNo: row.caseNo,
    title: row.title,
    className: row.className ?? null,
    place: row.place,
    role: ROLE_WORDS[row.role],
    assignedAt: timeCell(row.assignedAt),
    due: timeCell(row.due),
    light: LIGHT_WORDS[row.light],
    urges: row.urges,
    task: row.task?.trim() || DEFAULT_TASK,
  };
  return unitSheetFields.map((field) => values[field] ?? null);
}

/** The most pressing first: by light, then by due time. */
function pressing(a: UnitDayRow, b: UnitDayRow): number {
  const rank: Readonly<Record<Light, number>> = { red: 0, yellow: 1, green: 2 };
  const due = (row: UnitDayRow) => row.due ?? '~';
  return rank[a.light] - rank[b.light] || (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0);
}

function letters(field: UnitSheetField): string {
  return columnLetters(unitSheetFields.indexOf(field));
}

/**
 * The daily sheet (每日清单) of a unit without the program, as .xlsx: what is open, the most pressing first, and tinted columns to
 * fill in, with choices for return, reason and unit. `readUnitSheet` reads it back.
 */
export async function unitDaySheet(rows: readonly UnitDayRow[], head: UnitDayHead): Promise<Uint8Array> {
  const sorted = [...rows].sort(pressing);
  const light = unitSheetFields.indexOf('light');
  const reasons = returnReasonWords.map(([, [word]]) => word);
  const units = head.units.filter((name) => name !== head.unit);
  const list = (column: string, count: number) => `${LISTS}!$${column}$1:$${column}$${Math.max(count, 1)}`;
  return tableBook(
    {
      name: '每日清单',
      title: `${head.centre} 每日清单`,
      lines: [
        `单位：${head.unit}　日期：${head.day}　共 ${rows.length} 件　导出时间：${head.exportedAt.slice(0, 19).replace('T', ' ')}`,
        HOW,
      ],
      columns,
      frozenColumns: 1,
      rows: sorted.map(valuesOf),
      styles: new Map(
        sorted.map((row, k): [string, CellStyle] => [
          `${k},${light}`,
          { font: { bold: true, color: { rgb: LIGHT_COLOURS[row.light] } } },
        ]),
      ),
      // Free words are taken, too: the reader says what it does not know.
      validations: (first, last) => [
        {
          type: 'list',
          values: ['是', '否'],
          allowBlank: true,
          range: `${letters('returned')}${first}:${letters('returned')}${last}`,
        },
        {
          type: 'list',
          formula1: list('A', reasons.length),
          allowBlank: true,
          range: `${letters('reason')}${first}:${letters('reason')}${last}`,
        },
        {
          type: 'list',
          formula1: list('B', units.length),
          allowBlank: true,
          range: `${letters('suggests')}${first}:${letters('suggests')}${last}`,
        },
      ],
    },
    head.exportedAt,
    [
      {
        name: LISTS,
        rows: Array.from({ length: Math.max(reasons.length, units.length) }, (_, k) => [
          reasons[k] ?? '',
          units[k] ?? '',
        ]),
      },
    ],
  );
}
