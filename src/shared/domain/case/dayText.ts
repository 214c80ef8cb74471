import { maskText } from '../../rules/intake/personal';
import type { Instant } from '../../rules/time';

/** An open part of a unit as the day's list tells it; a row of the daily sheet (每日清单) fits it. */
export interface DayTextRow {
  readonly caseNo: string;
  readonly title: string;
  readonly className?: string | undefined;
  readonly place: string;
  readonly role: 'lead' | 'assist';
  readonly due?: string | undefined;
  readonly light: 'green' | 'yellow' | 'red';
  readonly urges: number;
  readonly task?: string | undefined;
}

/** Whose list it is and when it is written. */
export interface DayTextHead {
  readonly unit: string;
  readonly centre: string;
  readonly now: Instant;
}

/** Every word of the list; labels carry their own colon. */
export interface DayTextWords {
  readonly lights: Readonly<Record<'yellow' | 'red', string>>;
  readonly assist: string;
  readonly place: string;
  readonly due: string;
  readonly task: string;
  readonly answer: string;
  readonly notOurs: string;
  head(unit: string, date: string): string;
  total(open: number, red: number, yellow: number): string;
  urged(times: number): string;
  from(centre: string): string;
  date(year: number, month: number, day: number, withYear: boolean): string;
}

/** The list's words in Chinese, the language of the units. */
export const dayTextWordsZh: DayTextWords = {
  lights: { yellow: '将到时限', red: '已超时限' },
  assist: '（协办）',
  place: '地点：',
  due: '时限：',
  task: '要求：',
  answer: '办完一件，请回复案号、处置结果、完成时间和照片。',
  notOurs: '不属本单位职责或不在辖区的，请即说明理由退回，勿搁置。',
  head: (unit, date) => `【每日清单】${unit} ${date}`,
  total: (open, red, yellow) =>
    [`未办结 ${open} 件`, red > 0 ? `已超时限 ${red} 件` : '', yellow > 0 ? `将到时限 ${yellow} 件` : '']
      .filter(Boolean)
      .join('，'),
  urged: (times) => `已催办 ${times} 次`,
  from: (centre) => centre,
  date: (year, month, day, withYear) => `${withYear ? `${year}年` : ''}${month}月${day}日`,
};

const PRESSING = { red: 0, yellow: 1, green: 2 } as const;

function dateOf(instant: string, now: string, words: DayTextWords): string {
  const [year = '', month = '', day = ''] = instant.slice(0, 10).split('-');
  return words.date(Number(year), Number(month), Number(day), year !== now.slice(0, 4));
}

function dueLine(row: DayTextRow, now: string, words: DayTextWords): string | undefined {
  const said = [
    row.due ? `${dateOf(row.due, now, words)} ${row.due.slice(11, 16)}` : '',
    row.light === 'green' ? '' : words.lights[row.light],
    row.urges > 0 ? words.urged(row.urges) : '',
  ].filter(Boolean);
  return said.length === 0 ? undefined : `${words.due}${said.join('，')}`;
}

function entry(row: DayTextRow, index: number, now: string, words: DayTextWords): string[] {
  const name = row.className ? `${maskText(row.title)}（${row.className}）` : maskText(row.title);
  const assist = row.role === 'assist' ? words.assist : '';
  const place = maskText(row.place.trim());
  const task = maskText(row.task?.trim() ?? '');
  return [
    `${index + 1}. ${row.caseNo} ${name}${assist}`,
    ...(place === '' ? [] : [`${words.place}${place}`]),
    ...[dueLine(row, now, words) ?? []].flat(),
    ...(task === '' ? [] : [`${words.task}${task}`]),
  ];
}

/** The pressing first: overdue, then about to be, then by due time; what has none comes last. */
export function byPressing(a: DayTextRow, b: DayTextRow): number {
  const lights = PRESSING[a.light] - PRESSING[b.light];
  if (lights !== 0) return lights;
  const [due, other] = [a.due ?? '9999', b.due ?? '9999'];
  return due === other ? (a.caseNo < b.caseNo ? -1 : 1) : due < other ? -1 : 1;
}

/**
 * A unit's open list of the day as text for its chat group (每日清单): number, matter, place, due time and task of each, the
 * pressing first, and how to answer. It names no caller; numbers inside the words are masked. A unit with nothing open has no
 * list: the text is empty.
 */
export function unitDayText(
  rows: readonly DayTextRow[],
  head: DayTextHead,
  words: DayTextWords = dayTextWordsZh,
): string {
  if (rows.length === 0) return '';
  const count = (light: DayTextRow['light']) => rows.filter((row) => row.light === light).length;
  const list = [...rows].sort(byPressing).map((row, k) => entry(row, k, head.now, words).join('\n'));
  return [
    `${words.head(head.unit, dateOf(head.now, head.now, words))}\n${words.total(rows.length, count('red'), count('yellow'))}`,
    ...list,
    [words.answer, words.notOurs, words.from(head.centre)].join('\n'),
  ].join('\n\n');
}
