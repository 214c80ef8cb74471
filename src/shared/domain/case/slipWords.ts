import type { Deadline } from '../common';

/** What a slip is for: 交办单 (an assignment), 催办单 (an urge), 返工单 (rework after a failed check). */
export type SlipKind = 'assign' | 'urge' | 'rework';

/** What a slip needs of a case; the case page of the contract fits it. */
export interface SlipFacts {
  readonly item: {
    readonly no: string;
    readonly title: string;
    readonly className: string | null;
    readonly priority: 'normal' | 'urgent';
  };
  readonly description: string;
  readonly place: {
    readonly text: string;
    readonly gridCode?: string | undefined;
    readonly communityCode?: string | undefined;
  };
  readonly parts: readonly {
    readonly unit: string;
    readonly role: 'lead' | 'assist';
    /** Its own task, where it has one. */
    readonly task?: string | undefined;
  }[];
  /** Handling clocks have a unit; one without (older events) is everybody's. */
  readonly clocks: readonly {
    readonly name: string;
    readonly unit?: string | undefined;
    readonly grant: Pick<Deadline, 'value' | 'unit' | 'start' | 'due'>;
  }[];
  /** What the dispatcher asks for; a standard sentence where it is empty. */
  readonly task?: string | undefined;
  /** An assignment where it is left out. */
  readonly kind?: SlipKind | undefined;
  /** Whom an urge or a rework goes to; the lead where it is left out. */
  readonly unit?: string | undefined;
  /** Urge, rework: what was said when urging, what the check found. */
  readonly reason?: string | undefined;
  /** The moment of writing: an urge after the due time says so. */
  readonly now?: string | undefined;
}

/** Names for the ids on a slip; an unknown id stands for itself. */
export interface SlipNames {
  readonly centre: string;
  unit(id: string): string;
  community(code: string): string | undefined;
}

/** The words for units of a limit. */
export type LimitUnitWords = Readonly<Record<Deadline['unit'], string>>;

/** Every word of a slip; labels carry their own colon. */
export interface SlipWords {
  readonly heads: Readonly<Record<SlipKind, string>>;
  readonly urgent: string;
  readonly matter: string;
  readonly place: string;
  readonly grid: string;
  readonly situation: string;
  readonly lead: string;
  readonly assisting: string;
  readonly due: string;
  readonly task: string;
  readonly answer: string;
  readonly to: string;
  readonly reasons: Readonly<Record<SlipKind, string>>;
  readonly defaultTasks: Readonly<Record<SlipKind, string>>;
  readonly overdue: string;
  readonly notOurs: string;
  readonly units: LimitUnitWords;
  limit(limit: string, due: string): string;
  /** An assisting unit with its own task and, where it is another one, its own due time. */
  part(unit: string, task: string | undefined, due: string | undefined): string;
  answerTo(centre: string, no: string): string;
  date(year: number, month: number, day: number, withYear: boolean): string;
}

/** The slip's words in Chinese, the language of the units. */
export const slipWordsZh: SlipWords = {
  heads: { assign: '【交办单】', urge: '【催办单】', rework: '【返工单】' },
  urgent: '【急】',
  matter: '事项：',
  place: '地点：',
  grid: '网格：',
  situation: '情况：',
  lead: '主办：',
  assisting: '协办：',
  due: '时限：',
  task: '要求：',
  answer: '回复：',
  to: '承办：',
  reasons: { assign: '说明：', urge: '催办：', rework: '返工：' },
  defaultTasks: {
    assign: '到场处置，完成后从同一位置拍照，连同处置结果一并回复。',
    urge: '请抓紧处置，今日反馈进展；有困难的即说明原因和完成时间。',
    rework: '请按核查意见返工，完成后从同一位置重新拍照并回复。此前用时累计。',
  },
  overdue: '已超时限',
  notOurs: '不属本单位职责或不在辖区的，请即说明理由退回，勿搁置。',
  units: {
    urgentHour: '紧急工作时',
    workHour: '工作时',
    workDay: '个工作日',
    urgentDay: '个紧急工作日',
    naturalDay: '个自然日',
  },
  limit: (limit, due) => `${limit}，${due} 前办结`,
  part: (unit, task, due) => {
    const own = [task, due ? `${due} 前` : ''].filter(Boolean).join('，');
    return own === '' ? unit : `${unit}（${own}）`;
  },
  answerTo: (centre, no) => `${centre}，请注明编号 ${no}`,
  date: (year, month, day, withYear) => `${withYear ? `${year}年` : ''}${month}月${day}日`,
};
