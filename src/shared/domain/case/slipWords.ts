import type { LimitGrant } from '../common';

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
  readonly parts: readonly { readonly unit: string; readonly role: 'lead' | 'assist' }[];
  readonly clocks: readonly {
    readonly name: string;
    readonly grant: Pick<LimitGrant, 'value' | 'unit' | 'start' | 'due'>;
  }[];
  /** What the dispatcher asks for; a standard sentence where it is empty. */
  readonly task?: string | undefined;
}

/** Names for the ids on a slip; an unknown id stands for itself. */
export interface SlipNames {
  readonly centre: string;
  unit(id: string): string;
  community(code: string): string | undefined;
}

/** The words for units of a limit. */
export type LimitUnitWords = Readonly<Record<LimitGrant['unit'], string>>;

/** Every word of a slip; labels carry their own colon. */
export interface SlipWords {
  readonly head: string;
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
  readonly defaultTask: string;
  readonly notOurs: string;
  readonly units: LimitUnitWords;
  limit(limit: string, due: string): string;
  answerTo(centre: string, no: string): string;
  date(year: number, month: number, day: number, withYear: boolean): string;
}

/** The slip's words in Chinese, the language of the units. */
export const slipWordsZh: SlipWords = {
  head: '【交办单】',
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
  defaultTask: '到场处置，完成后从同一位置拍照，连同处置结果一并回复。',
  notOurs: '不属本单位职责或不在辖区的，请即说明理由退回，勿搁置。',
  units: {
    urgentHour: '紧急工作时',
    workHour: '工作时',
    workDay: '个工作日',
    urgentDay: '个紧急工作日',
    naturalDay: '个自然日',
  },
  limit: (limit, due) => `${limit}，${due} 前办结`,
  answerTo: (centre, no) => `${centre}，请注明编号 ${no}`,
  date: (year, month, day, withYear) => `${withYear ? `${year}年` : ''}${month}月${day}日`,
};
