import type { AppealKind } from '@shared/domain/common';
import { type Day, dayOf, type Instant } from '@shared/rules/time';
import { type SheetColumn, tableBook, timeCell } from './book';

/** A reply of the day, as the store delivers it; texts with numbers masked. */
export interface ReplySheetRow {
  /** The report's outside number (工单编号). */
  readonly orderNo: string;
  readonly upperNo?: string | undefined;
  /** How it came to the hotline, as its own sheet said (电话, 网站). */
  readonly source?: string | undefined;
  readonly title: string;
  readonly content: string;
  readonly appealKind?: AppealKind | undefined;
  /** Classes of the hotline: 事项大类 and 事项小类. */
  readonly category?: string | undefined;
  readonly subcategory?: string | undefined;
  readonly place?: string | undefined;
  /** Names of the lead unit and of those that assisted. */
  readonly unit?: string | undefined;
  readonly assisting: readonly string[];
  readonly receivedAt: Instant;
  readonly dueAt?: Instant | undefined;
  readonly repliedAt: Instant;
  readonly reply: string;
  readonly urges?: number | undefined;
}

/** What stands above the replies: whose, of which Beijing day, and when it was written. */
export interface ReplySheetHead {
  readonly centre: string;
  readonly day: Day;
  readonly exportedAt: Instant;
}

const KINDS: Readonly<Record<AppealKind, string>> = {
  consult: '咨询',
  help: '求助',
  complaint: '投诉',
  report: '举报',
  suggest: '建议',
  praise: '表扬',
};

/** The hotline's own words for its columns, in its own order. */
const COLUMNS: readonly SheetColumn[] = [
  { header: '序号', width: 6, kind: 'number' },
  { header: '工单编号', width: 22, kind: 'text' },
  { header: '市级编号', width: 14, kind: 'text' },
  { header: '办件来源', width: 10, kind: 'text' },
  { header: '诉求主题', width: 24, kind: 'text', wrap: true },
  { header: '诉求内容', width: 50, kind: 'text', wrap: true },
  { header: '诉求类别', width: 9, kind: 'text' },
  { header: '事项大类', width: 14, kind: 'text' },
  { header: '事项小类', width: 18, kind: 'text' },
  { header: '事发地址', width: 26, kind: 'text', wrap: true },
  { header: '办理单位', width: 18, kind: 'text' },
  { header: '协办单位', width: 18, kind: 'text', wrap: true },
  { header: '受理时间', width: 20, kind: 'time' },
  { header: '办理时限', width: 20, kind: 'time' },
  { header: '办结时间', width: 20, kind: 'time' },
  { header: '办件状态', width: 10, kind: 'text' },
  { header: '处理结果', width: 70, kind: 'text', wrap: true },
  { header: '催办次数', width: 9, kind: 'number' },
];

/**
 * The replies of a day as .xlsx in the shape of the 12345 exports, by time of reply: our own importer reads it back, and so does
 * whoever takes the hotline's sheets. Numbers are text, times are times. A reply belongs to the Beijing day on which it was
 * given.
 * @throws RangeError for a reply of another day.
 */
export async function repliesSheet(
  rows: readonly ReplySheetRow[],
  head: ReplySheetHead,
): Promise<Uint8Array> {
  const [year, month, day] = head.day.split('-').map(Number);
  const stray = rows.find(({ repliedAt }) => dayOf(repliedAt) !== head.day);
  if (stray)
    throw new RangeError(`${stray.orderNo} was replied to at ${stray.repliedAt}, not on ${head.day}.`);
  const sorted = [...rows].sort((a, b) =>
    a.repliedAt < b.repliedAt ? -1 : a.repliedAt > b.repliedAt ? 1 : 0,
  );
  return tableBook(
    {
      name: '工单',
      title: `${head.centre} 12345 热线答复导出(${year}年${month}月${day}日)`,
      lines: [`导出时间:${head.exportedAt.slice(0, 19).replace('T', ' ')}   共 ${rows.length} 件`],
      columns: COLUMNS,
      frozenColumns: 2,
      rows: sorted.map((row, k) => [
        k + 1,
        row.orderNo,
        row.upperNo ?? null,
        row.source ?? null,
        row.title,
        row.content,
        row.appealKind ? KINDS[row.appealKind] : null,
        row.category ?? null,
        row.subcategory ?? null,
        row.place ?? null,
        row.unit ?? null,
        row.assisting.join('、') || null,
        timeCell(row.receivedAt),
        timeCell(row.dueAt),
        timeCell(row.repliedAt),
        '已办结',
        row.reply,
        row.urges ?? 0,
      ]),
    },
    head.exportedAt,
  );
}
