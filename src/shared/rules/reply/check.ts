import { dayOf, type Instant } from '../time';
import type { ReplyFacts } from './facts';
import { finding, matches, type ReplyFinding, sentencesOf } from './finding';
import { demandsOf, isHeard, keywordsOf } from './keywords';
import { nearNames } from './nearNames';
import { bodyOf, hasAnswer, outcomesOf, promisedDays, saysSomething } from './outcome';
import { findSensitive } from './sensitive';
import { findDates } from './textDates';

export type { ReplyFacts } from './facts';
export type { FindingLevel, ReplyFinding, ReplyFindingCode, TextRange } from './finding';

/** What a reply is checked against besides its own facts. */
export interface ReplyKnowns {
  readonly now: Instant;
  /** Names of units (all of them: name, short, aliases), roads, estates, buildings, communities, landmarks. */
  readonly names: readonly string[];
  /** Telephones that may stand in a reply: those of offices and hotlines. */
  readonly publicPhones?: readonly string[] | undefined;
  /** Whether two characters are taken for each other, beyond the small table of the trade: by pinyin, say. */
  readonly confusable?: ((a: string, b: string) => boolean) | undefined;
}

/** Fewer characters than this can hardly hold what was done and why. */
export const SHORT_REPLY = 40;
const SCANTY_REPLY = 12;

const PLACEHOLDER =
  /〔[^〔〕\n]*〕|[{｛][^{}｛｝\n]{0,40}[}｝]|【(?:待填|请填|此处)[^】\n]*】|[xX×ＸⅩ＊*]{2,}(?=[路街号年月日单部公司]|先生|女士)|_{3,}|＿{2,}/g;

function form(text: string): ReplyFinding[] {
  const length = text.replace(/\s/g, '').length;
  const short =
    length < SCANTY_REPLY
      ? [finding('error', 'tooShort', { length, least: SHORT_REPLY })]
      : length < SHORT_REPLY
        ? [finding('warning', 'tooShort', { length, least: SHORT_REPLY })]
        : [];
  return [
    ...short,
    ...matches(text, PLACEHOLDER).map((one) => finding('error', 'placeholder', { text: one.text }, one)),
  ];
}

/** The date of receipt as the text has it, and dates that do not exist. */
function receipt(text: string, facts: ReplyFacts, now: Instant): ReplyFinding[] {
  const right = dayOf(facts.report.receivedAt);
  const none = findDates(text, dayOf(now)).filter((one) => one.day === undefined);
  const wrong = sentencesOf(text)
    .filter((one) => /收悉|收到您|您于|来电反映|您的来/.test(one.text))
    .flatMap((one) =>
      // The first date is that of the report; the words of the report may hold others.
      findDates(
        one.text.replace(/“[^”]*”/g, (quoted) => '　'.repeat(quoted.length)),
        right,
      )
        .slice(0, 1)
        .filter(({ day }) => day !== undefined && day !== right)
        .map((date) => ({ ...date, from: one.from + date.from, to: one.from + date.to })),
    );
  return [
    ...none.map((one) => finding('error', 'noSuchDate', { text: one.text }, one)),
    ...wrong.map((one) => finding('error', 'receivedDate', { text: one.text, right }, one)),
  ];
}

/** A line at the end with nothing but a date is the one under the signature. */
function signature(text: string, facts: ReplyFacts, now: Instant): ReplyFinding[] {
  const line = /(?:^|\n)[ \t\u3000]*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*$/.exec(text);
  if (!line?.[1]) return [];
  const from = line.index + line[0].indexOf(line[1]);
  const day = findDates(line[1], dayOf(now))[0]?.day;
  if (day === undefined) return [];
  const range = { from, to: from + line[1].length };
  if (day < dayOf(facts.report.receivedAt) || day > dayOf(now))
    return [finding('error', 'signatureDate', { text: line[1], today: dayOf(now) }, range)];
  return day === dayOf(now)
    ? []
    : [finding('info', 'signatureDate', { text: line[1], today: dayOf(now) }, range)];
}

function deadline(text: string, facts: ReplyFacts, now: Instant): ReplyFinding[] {
  const due = facts.report.outsideDue;
  const today = dayOf(now);
  const promised = promisedDays(text, today);
  return [
    ...(due !== undefined && now > due ? [finding('warning', 'overdue', { due })] : []),
    ...promised
      .filter(({ day }) => due !== undefined && day > dayOf(due))
      .map((one) => finding('warning', 'promiseLate', { text: one.text, due: due ?? '' }, one)),
    ...promised
      .filter(({ day }) => day < today)
      .map((one) => finding('warning', 'promisePast', { text: one.text, today }, one)),
  ];
}

/** The words of the reply that are its own: what it quotes back of the report, headings and thanks answer nothing. */
function ownWords(text: string): string {
  return bodyOf(text)
    .map((one) => one.text)
    .join('');
}

function topic(text: string, facts: ReplyFacts, names: readonly string[]): ReplyFinding[] {
  const { report } = facts;
  const where = `${report.place ?? ''}${report.content}${report.title}${facts.case?.place ?? ''}`;
  const places = names.filter((name) => name.length >= 3 && where.includes(name));
  const heard = places.length === 0 || places.some((name) => text.includes(name) || isHeard(name, text));
  const classes = `${report.className ?? ''}，${facts.case?.className ?? ''}，${report.title}`;
  const matter = keywordsOf(classes);
  // 花城广场 is a place and says nothing of 广场舞.
  const plain = places.reduce((rest, name) => rest.replaceAll(name, '　'), text);
  const heardOf = (words: readonly string[]) => words.filter((word) => isHeard(word, plain)).length;
  // 扩建, 规划许可: the caller's own words speak of the matter as well as its class does.
  const meant = heardOf(matter) > 0 || heardOf(keywordsOf(report.content)) >= 2;
  return [
    ...(heard ? [] : [finding('info', 'noPlace', { places: places.slice(0, 3).join('、') })]),
    ...(matter.length === 0 || meant
      ? []
      : [finding('warning', 'noMatter', { words: matter.slice(0, 5).join('、') })]),
  ];
}

/** A refusal answers no demand: it says why none is taken up. */
const REFUSED = /不予受理|不予立案|作废件|不再办理/;

function demands(text: string, facts: ReplyFacts): ReplyFinding[] {
  if (REFUSED.test(text)) return [];
  const { report } = facts;
  const own = ownWords(text);
  const consult = report.appealKind === 'consult';
  const found: ReplyFinding[] = [];
  for (const demand of demandsOf(report.content)) {
    const heard = demand.keywords.length === 0 || demand.keywords.some((word) => isHeard(word, own));
    if (!heard) {
      const level = consult || demand.demanded ? 'warning' : 'info';
      found.push(finding(level, 'noEcho', { text: demand.text }));
    }
    if (heard && consult && demand.question && !hasAnswer(demand.question, text))
      found.push(finding('warning', 'questionUnanswered', { text: demand.text, want: demand.question }));
  }
  if (consult && !saysSomething(text)) found.unshift(finding('error', 'noAnswer'));
  return found;
}

/** Done, will be done by a day, or cannot be done and why; a question is answered by {@link demands}. */
function result(text: string, facts: ReplyFacts, now: Instant): ReplyFinding[] {
  const outcomes = outcomesOf(text, dayOf(now));
  const of = (kind: string) => outcomes.filter((one) => one.kind === kind);
  const settled = outcomes.some(({ kind }) => kind === 'done' || kind === 'cannot' || kind === 'will');
  const open: ReplyFinding[] = [];
  const gentle = facts.report.appealKind === 'consult' || facts.report.appealKind === 'praise';
  if (!settled && !gentle) {
    const forwarded = of('forwarded')[0] ?? of('doing')[0];
    open.push(forwarded ? finding('warning', 'onlyForwarded', {}, forwarded) : finding('error', 'noResult'));
  }
  // 将加强巡查 beside what is done or cannot be done needs no day.
  const done = of('done').length > 0;
  const ended = done || of('cannot').length > 0;
  const undated = ended ? [] : of('will').filter((one) => !one.complete);
  const dated = of('will').some((one) => one.complete);
  return [
    ...open,
    ...(dated
      ? []
      : undated.slice(0, 1).map((one) => finding('warning', 'willWithoutDate', { text: one.text }, one))),
    // 未能出示许可证 beside what was done speaks of somebody else.
    ...(done || dated ? [] : of('cannot'))
      .filter((one) => !one.complete)
      .map((one) => finding('warning', 'cannotWithoutWhy', { text: one.text }, one)),
  ];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/**
 * Look over a reply before it goes out: is it whole, does it answer what was asked, is a result stated, is the deadline kept,
 * are names and dates right, is nothing in it that must not be. Findings come gravest first, then by place. It judges
 * words, not truth: no finding does not mean a good reply.
 */
export function checkReply(text: string, facts: ReplyFacts, known: ReplyKnowns): ReplyFinding[] {
  const { now, names, confusable } = known;
  const found = [
    ...form(text),
    ...findSensitive(text, facts, { phones: known.publicPhones ?? [] }),
    ...receipt(text, facts, now),
    ...signature(text, facts, now),
    ...nearNames(text, names, confusable).map((one) =>
      finding(one.sure ? 'warning' : 'info', 'nameTypo', { text: one.found, name: one.name }, one),
    ),
    ...topic(text, facts, names),
    ...demands(text, facts),
    ...result(text, facts, now),
    ...deadline(text, facts, now),
  ];
  const place = (one: ReplyFinding) => one.at?.from ?? -1;
  return found.sort((a, b) => RANK[a.level] - RANK[b.level] || place(a) - place(b));
}
