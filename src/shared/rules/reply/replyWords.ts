import type { CloseKind } from '../../domain/case/events';
import type { AppealKind, Channel } from '../../domain/common';

/** Every word of a composed reply. Functions get plain text and give whole sentences with their full stop. */
export interface ReplyWords {
  readonly greeting: string;
  readonly channels: Readonly<Record<Channel, string>>;
  readonly kinds: Readonly<Record<AppealKind | 'none', string>>;
  /** `no` and `place` may be missing. */
  received(facts: { date: string; channel: string; kind: string; title: string; no?: string }): string;
  readonly lead: string;
  readonly heads: Readonly<{ investigated: string; result: string; followUp: string }>;
  readonly numbers: readonly string[];
  said(unit: string, note: string, date: string | undefined): string;
  place(place: string): string;
  checked(how: 'photo' | 'onSite' | 'phone' | 'sheet', passed: boolean, date: string | undefined): string;
  basis(text: string): string;
  /** The result that follows from the closing where the operator wrote none; undefined where nothing follows. */
  closed(kind: CloseKind, passed: boolean | undefined): string | undefined;
  readonly refused: Readonly<Record<'notAccepted' | 'notFiled' | 'void', string>>;
  reason(text: string): string;
  turnTo(text: string): string;
  merged(caseNo: string, date: string | undefined): string;
  contact(office: string, phone: string | undefined): string;
  readonly thanks: string;
  date(year: number, month: number, day: number): string;
  readonly stop: string;
  /** Marks for what nobody has written yet. */
  readonly todo: Readonly<{
    investigated: string;
    result: string;
    followUp: string;
    contact: string;
    signature: string;
  }>;
}

const CHECK_WAYS = {
  photo: '比对处置前后照片',
  onSite: '现场查看',
  phone: '电话',
  sheet: '核对办理记录',
} as const;

/** The words of a reply in Chinese, the language of the citizens. */
export const replyWordsZh: ReplyWords = {
  greeting: '您好！',
  channels: {
    hotline12345: '12345 政务服务便民热线',
    urban12319: '12319 城管热线',
    videoPatrol: '视频巡查',
    snapshot: '随手拍',
    dailyPatrol: '日常巡查',
    phone: '来电',
    walkIn: '来访',
    delegate: '代表、委员转递',
    unit: '有关单位转递',
  },
  kinds: {
    consult: '咨询',
    help: '求助',
    complaint: '投诉',
    report: '举报',
    suggest: '建议',
    praise: '表扬',
    none: '反映',
  },
  received: ({ date, channel, kind, title, no }) =>
    `您于${date}通过${channel}${kind}的“${title}”${no ? `（工单编号：${no}）` : ''}已收悉。`,
  lead: '现将有关情况答复如下：',
  heads: { investigated: '调查核实情况', result: '处理结果', followUp: '后续安排' },
  numbers: ['一', '二', '三', '四'],
  said: (unit, note, date) => `经${unit}${date ? `于${date}` : ''}调查处理：${note}`,
  place: (place) => `所涉地点为${place}。`,
  checked: (how, passed, date) =>
    `${date ? `${date}，` : ''}我们通过${CHECK_WAYS[how]}进行了核查，${passed ? '处理情况属实' : '发现问题尚未完全解决，已要求继续整改'}。`,
  basis: (text) => `依据：${text}`,
  closed: (kind, passed) =>
    (kind === 'normal' || kind === 'overdue') && passed === true
      ? '您反映的问题已处理完毕，并已通过核查。'
      : undefined,
  refused: {
    notAccepted: '经研究，您反映的事项不予受理。',
    notFiled: '经核实，您反映的事项不予立案。',
    void: '经核实，您反映的事项已作废件处理，不再办理。',
  },
  reason: (text) => `原因：${text}`,
  turnTo: (text) => `建议您：${text}`,
  merged: (caseNo, date) =>
    `您反映的事项与${date ? `我们${date}已立案的` : ''}案件（案号：${caseNo}）属同一事项，现一并处理、一并答复。`,
  contact: (office, phone) =>
    `如对以上答复有疑问，欢迎与${office}联系${phone ? `，联系电话：${phone}` : ''}。`,
  thanks: '感谢您对我们工作的理解和支持！',
  date: (year, month, day) => `${year}年${month}月${day}日`,
  stop: '。',
  todo: {
    investigated: '〔请写明：怎样调查、查明的事实〕',
    result: '〔请写明：处理决定和结果；未办完的写明办结日期，办不了的写明原因〕',
    followUp: '〔请写明：后续安排〕',
    contact: '〔请写明：联系单位和电话〕',
    signature: '〔落款单位〕',
  },
};
