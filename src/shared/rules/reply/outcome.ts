import type { Day } from '../time';
import { type Sentence, sentencesOf, type TextRange } from './finding';
import { type QuestionKind, questionKind } from './keywords';
import { findDates } from './textDates';

/** What one sentence of a reply says about the outcome. */
export interface OutcomeSentence extends Sentence {
  readonly kind: 'done' | 'will' | 'cannot' | 'forwarded' | 'doing';
  /** `will`: says by when. `cannot`: says why. */
  readonly complete: boolean;
}

const WORK =
  '处理|处置|清理|清运|清走|清除|整改|拆除|修复|维修|修补|修剪|更换|加装|安装|恢复|解决|办结|落实|完成|完毕|劝离|搬离|移走|拖移|查处|取缔|处罚|立案查处|制止|疏通|抽排|补种|补办|退还|调整|增设|增加|更正|采纳|吸收|转达|表扬|说明|解释|答复|告知|消除|撤除|收回|关闭|停工|责令|约谈|教育|冲洗|喷洒|消杀|加固|封闭|打开|开通|复核|协调';
const DONE = new RegExp(
  `(?:已|业已|已经|均已|现已|全部|当场|当日|当天|随即|立即)(?!.{0,4}(?:未|没|尚))[^，。；]{0,24}(?:${WORK})|(?:${WORK})(?:完毕|完成|到位|了)|已?(?:恢复正常|恢复通行|恢复原状|不存在|未发现|不再)|(?:问题|现象|情况)已[^，。；]{0,6}(?:消除|解决|改善)`,
);
const FORWARDED =
  /(?:已|将|现)?(?:转交|转派|转送|转办|转至|转给|转由|转请|移交|移送|交由|交办|上报|已转)(?!达)/;
const WILL =
  /将|拟于|拟在|计划|预计|定于|争取|承诺|安排在|[日底末]前(?:完成|办结|处理|整改|修复|到位)|之前(?:完成|办结)/;
const DOING = /正在|正抓紧|正组织|正按|抓紧|尚在|处理中|办理中|整改中|跟进中/;
const CANNOT =
  /无法|不能|暂不|不予|不具备|不属于?|未能|不宜|不符合|难以|没有权限|无权|不在.{0,8}(?:范围|职责|辖区)/;
const WHY =
  /因|由于|原因|鉴于|根据|依据|按照|不属|不在|权属|规定|不符合|须|需要|需由|应由|已进入|属于|超出|不具备/;
const NEGATED = /(?:尚未|还未|仍未|未能|未予|没有)[^，。；]{0,8}$/;
const WITHIN =
  /(?:\d+|[一二两三四五六七八九十]+)\s*(?:个)?(?:工作日|天|日|小时|周|星期|个月)(?:内|以内|之内)|今天|明天|今日|明日|当天|本周|下周/;

/** The text with quoted words blanked out, offsets kept: a reply repeats the report's title. */
function withoutQuotes(text: string): string {
  return text.replace(/“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》/g, (quoted) => '　'.repeat(quoted.length));
}

/** Receipt, thanks, contact, headings, signature and date: they say nothing about the outcome. */
const FRAME =
  /^(?:市民)?您好[！!，,。:：]?$|^感谢|^谢谢|如(?:对|有).{0,12}(?:疑问|问题|异议|不明)|联系电话|^[一二三四五六]、.{0,10}$|^\s*\d{4}年\d{1,2}月\d{1,2}日\s*$|答复如下/;

/** The sentences that carry what a reply says; quoted words and the receipt are blanked out, offsets are those of the text. */
export function bodyOf(text: string): Sentence[] {
  const plain = withoutQuotes(text).replace(/[^。！？!?；;\n]*收悉/g, (receipt) =>
    '　'.repeat(receipt.length),
  );
  return sentencesOf(plain).filter((one) => !FRAME.test(one.text.trim()));
}

function kindOf(text: string): OutcomeSentence['kind'] | null {
  if (CANNOT.test(text)) return 'cannot';
  const done = DONE.exec(text);
  if (FORWARDED.test(text) && !(done && !FORWARDED.test(done[0]))) return 'forwarded';
  if (done && !NEGATED.test(text.slice(0, done.index))) return 'done';
  if (WILL.test(text)) return 'will';
  return DOING.test(text) ? 'doing' : null;
}

/** What the sentences of a reply say about the outcome; sentences that say nothing about it are left out. */
export function outcomesOf(text: string, now: Day): OutcomeSentence[] {
  const body = bodyOf(text);
  return body.flatMap((one, k) => {
    const kind = kindOf(one.text);
    if (!kind) return [];
    // The reason may stand in the sentence before or behind.
    const around = [body[k - 1]?.text, one.text, body[k + 1]?.text].join('');
    const dated = findDates(one.text, now).length > 0 || WITHIN.test(one.text);
    return [{ ...one, kind, complete: kind === 'will' ? dated : kind !== 'cannot' || WHY.test(around) }];
  });
}

/** A promised day with where it stands: a date in a sentence that speaks of what will be. */
export interface Promised extends TextRange {
  readonly text: string;
  readonly day: Day;
}

/** The days that a reply promises something by or for. */
export function promisedDays(text: string, now: Day): Promised[] {
  return bodyOf(text).flatMap((one) => {
    if (!WILL.test(one.text)) return [];
    return findDates(one.text, now).flatMap(({ from, to, text: words, day }) => {
      const before = one.text.slice(0, from);
      // 我们于1月2日现场查看，将 …: the date before the future word is of the past.
      const future =
        WILL.test(before) || /^前|^之前|^完成|^起/.test(one.text.slice(to)) || /[底末]前?$/.test(words);
      return day && future ? [{ from: one.from + from, to: one.from + to, text: words, day }] : [];
    });
  });
}

const ANSWERS: Readonly<Record<QuestionKind, RegExp>> = {
  when: /\d\s*[日号时点]|[日底末]前|工作日|小时|\d+\s*天|周[一二三四五六日]|每[天日周月]|时间|期间|随时|即日|全天/,
  howMuch: /\d|[一二两三四五六七八九十百千万]+(?:元|个|次)|免费|收费|费用|标准|不收/,
  where:
    /[路街巷道]|号|窗口|办公|大厅|地址|地点|中心|服务站|网站|公众号|小程序|线上|位于|在.{1,12}(?:内|处|楼)/,
  why: /因|由于|原因|鉴于|为了|为配合|系.{2,}|所致|导致/,
  how: /可|凭|携带|提供|提交|登录|拨打|前往|先|然后|流程|步骤|材料|申请|办理|登记|填写|需/,
  who: /由|单位|部门|公司|街道|社区|居委会|队|中心|局|所|负责|主管/,
  whether: /可以?|不可|能|不能|是|不是|否|属|需|无需|不需|有|没有|无|已|未|会|将|暂不|不予|允许|禁止/,
  what: /是|为|包括|有|即|指|系|如下|可|需/,
};

/** Whether some sentence of the reply's body has the form of an answer to such a question. */
export function hasAnswer(kind: QuestionKind, text: string): boolean {
  return bodyOf(text).some((one) => kindOf(one.text) !== 'forwarded' && ANSWERS[kind].test(one.text));
}

/** Whether a reply says anything beyond passing the matter on. */
export function saysSomething(text: string): boolean {
  return bodyOf(text).some(({ text: one }) => {
    const kind = kindOf(one);
    return (
      kind !== 'forwarded' && kind !== 'doing' && questionKind(one) === null && ANSWERS.whether.test(one)
    );
  });
}
