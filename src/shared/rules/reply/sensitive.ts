import { findPersonalNumbers, isTelephone, normalisePhone } from '../intake/personal';
import type { ReplyFacts } from './facts';
import { finding, matches, type ReplyFinding, type TextRange } from './finding';
import { oneEdit } from './nearNames';

const TITLE = '先生|女士|小姐|太太|阿姨|叔叔|阿伯|阿婆|伯伯|婆婆|大爷|大妈|老师|师傅|生';
const GENERIC_PERSON = /[民人位该您你的各诉电]$/;
const HOME = /\d{1,4}\s*(?:栋|幢|座|号楼|梯)?\s*(?:\d{1,2}\s*单元)?\s*[A-Za-z]?\d{3,4}\s*(?:房|室)/g;
/** 内部 in its plain sense (小区内部道路) is no internal wording. */
const INTERNAL =
  /领导(?:批示|指示|交办|要求|关注)|书记批示|主任批示|批示件|内部(?:掌握|资料|文件|通知|研判|会议|考核|人员|工作群|通报|口径|信息|使用|沟通|流程)|工作群|维稳|稳控|舆情|上访|缠访|闹访|重点人员|敏感人员|考核(?:扣分|得分|排名|指标)|扣分|满意率|解决率|甩单|压单|职业投诉人|恶意投诉|无理取闹/g;
const JARGON = /退单|派单|派遣|挂账|转派件|督办件|案卷|捆绑|责任网格|工单系统|返工|回单|强制结案|疑难件/g;
const CASE_NO = /(?<![\dA-Za-z])\d{8}-[A-Z](?:\d+-)?\d{4,}(?!\d)/g;
const ORDER_NO = /(?<![\dA-Za-z])(?:[A-Z]{2}\d{8}|\d{12,}(?:-\d{2})?)(?!\d)/g;

function overlaps(a: TextRange, others: readonly TextRange[]): boolean {
  return others.some((other) => other.from < a.to && a.from < other.to);
}

/** Numbers that a reply may name although they look like a person's. */
export interface PublicNumbers {
  readonly phones: readonly string[];
}

function personal(text: string, allowed: PublicNumbers): ReplyFinding[] {
  const open = new Set(allowed.phones.flatMap((phone) => normalisePhone(phone) ?? []));
  return findPersonalNumbers(text).flatMap(({ kind, digits, start, end }) => {
    const at = { from: start, to: end };
    if (kind === 'idCard') return [finding('error', 'idCard', {}, at)];
    if (kind === 'plate') return [finding('error', 'plate', { text: text.slice(start, end) }, at)];
    if (!isTelephone(kind)) return [finding(kind === 'email' ? 'warning' : 'error', 'personal', {}, at)];
    if (open.has(digits)) return [];
    // A landline may be an office's; a mobile number is a person's.
    const level = kind === 'mobile' ? 'error' : 'warning';
    return [finding(level, 'phone', { kind }, at)];
  });
}

/** Whether the caller wishes not to be known (匿名, 要求保密). */
export function wantsSecrecy(caller: ReplyFacts['report']['caller']): boolean {
  if (!caller) return false;
  return caller.anonymous || caller.wishes.some((wish) => /匿名|保密|不同意公开|不公开/.test(wish));
}

function callerNames(text: string, caller: ReplyFacts['report']['caller']): ReplyFinding[] {
  if (!caller || !wantsSecrecy(caller)) return [];
  const surname = /^\p{Script=Han}(?=\*)/u.exec(caller.mask)?.[0];
  const pattern = surname
    ? new RegExp(`${surname}[\\p{Script=Han}*]{0,2}?(?:${TITLE})`, 'gu')
    : /\p{Script=Han}(?:先生|女士|小姐)/gu;
  return matches(text, pattern)
    .filter((one) => surname !== undefined || !GENERIC_PERSON.test(one.text[0] ?? ''))
    .map((one) => finding('error', 'caller', { text: one.text }, one));
}

/** Numbers of orders and cases that are not this report's: another's, or this one's with a slip. */
function numbers(text: string, facts: ReplyFacts, taken: readonly TextRange[]): ReplyFinding[] {
  const { no, upperNo } = facts.report;
  const outside = [no, upperNo].flatMap((one) => (one ? [one, one.replace(/-\d{2}$/, '')] : []));
  const cases = facts.case ? [facts.case.no] : [];
  const own = [...outside, ...cases];
  const spots = [...matches(text, CASE_NO), ...matches(text, ORDER_NO)];
  return spots.flatMap((one) => {
    if (own.includes(one.text) || overlaps(one, taken)) return [];
    const meant = own.find((right) => oneEdit(right, one.text));
    if (meant) return [finding('error', 'numberTypo', { text: one.text, meant }, one)];
    return [finding('error', 'foreignNumber', { text: one.text }, one)];
  });
}

/** What must not stand in a reply: numbers of people, plates, homes, a caller who wants secrecy, wording of the house, other reports' numbers. */
export function findSensitive(text: string, facts: ReplyFacts, allowed: PublicNumbers): ReplyFinding[] {
  const own = facts.contact?.phone;
  const people = personal(text, { phones: own ? [...allowed.phones, own] : allowed.phones });
  const taken = findPersonalNumbers(text).map(({ start, end }) => ({ from: start, to: end }));
  return [
    ...people,
    ...callerNames(text, facts.report.caller),
    ...matches(text, HOME).map((one) => finding('warning', 'home', { text: one.text }, one)),
    ...matches(text, INTERNAL).map((one) => finding('error', 'internal', { text: one.text }, one)),
    ...matches(text, JARGON).map((one) => finding('info', 'jargon', { text: one.text }, one)),
    ...numbers(text, facts, taken),
  ];
}
