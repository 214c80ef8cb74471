import { maskText } from '../intake/personal';
import type { Day } from '../time';
import type { MergedFacts, RefusalFacts, ReplyContact, ReplyFacts, ReplyReport } from './facts';
import { type ReplyWords, replyWordsZh } from './replyWords';

export type { MergedFacts, RefusalFacts, ReplyContact, ReplyFacts, ReplyReport, ReplyUnit } from './facts';
export type { ReplyWords } from './replyWords';

/** A section under a heading of its own; its sentences make one paragraph. */
interface Section {
  readonly head: string;
  readonly sentences: readonly string[];
}

function dateWords(day: Day, words: ReplyWords): string {
  const [year = 0, month = 0, date = 0] = day.slice(0, 10).split('-').map(Number);
  return words.date(year, month, date);
}

/** A sentence with its full stop, numbers masked; empty text stays empty. */
function sentence(text: string | undefined, words: ReplyWords): string {
  const clean = maskText(text ?? '').trim();
  return clean === '' || /[。！？!?.；;〕]$/.test(clean) ? clean : clean + words.stop;
}

function opening(report: ReplyReport, words: ReplyWords): string {
  return words.received({
    date: dateWords(report.receivedAt, words),
    channel: words.channels[report.channel],
    kind: words.kinds[report.appealKind ?? 'none'],
    title: maskText(report.title).trim(),
    ...(report.no === undefined ? {} : { no: report.no }),
  });
}

function investigated(facts: ReplyFacts, words: ReplyWords): Section {
  const one = facts.case;
  const said = (one?.units ?? []).flatMap(({ name, note, handledAt }) => {
    const text = sentence(note, words);
    return text === '' ? [] : [words.said(name, text, handledAt && dateWords(handledAt, words))];
  });
  const place = maskText(one?.place ?? facts.report.place ?? '').trim();
  const check = one?.check;
  const found = [
    ...said,
    ...(check ? [words.checked(check.how, check.passed, check.at && dateWords(check.at, words))] : []),
  ];
  const basis = sentence(one?.legalBasis, words);
  const sentences = [
    ...(place === '' ? [] : [words.place(place)]),
    ...(said.length === 0 ? [words.todo.investigated] : []),
    ...found,
    ...(basis === '' ? [] : [words.basis(basis)]),
  ];
  return { head: words.heads.investigated, sentences };
}

function result(facts: ReplyFacts, words: ReplyWords): Section {
  const one = facts.case;
  const own = sentence(one?.result, words);
  const follows = one?.closeKind && words.closed(one.closeKind, one.check?.passed);
  return { head: words.heads.result, sentences: [own || follows || words.todo.result] };
}

function contactLine(contact: ReplyContact | undefined, words: ReplyWords): string {
  return contact ? words.contact(contact.office, contact.phone) : words.todo.contact;
}

function followUp(facts: Pick<ReplyFacts, 'followUp' | 'contact'>, words: ReplyWords): Section {
  const text = sentence(facts.followUp, words);
  return {
    head: words.heads.followUp,
    sentences: [text || words.todo.followUp, contactLine(facts.contact, words)],
  };
}

function signed(facts: Pick<ReplyFacts, 'signature' | 'date'>, words: ReplyWords): string[] {
  return [facts.signature.trim() || words.todo.signature, dateWords(facts.date, words)];
}

function numbered(sections: readonly Section[], words: ReplyWords): string[] {
  return sections.map(
    ({ head, sentences }, k) => `${words.numbers[k] ?? k + 1}、${head}\n${sentences.join('')}`,
  );
}

/**
 * A reply to a citizen (答复) in the structure used in practice: received, investigated (how, facts, legal basis), decision and
 * result, follow-up with contact, signature and date. Numbers in what units and callers wrote are masked; facts that are
 * missing leave a mark `〔…〕`, which {@link checkReply} finds.
 */
export function composeReply(facts: ReplyFacts, words: ReplyWords = replyWordsZh): string {
  return [
    words.greeting,
    `${opening(facts.report, words)}${words.lead}`,
    ...numbered([investigated(facts, words), result(facts, words), followUp(facts, words)], words),
    words.thanks,
    ...signed(facts, words),
  ].join('\n');
}

/** The reply to a refused report: what was received, that and why it is not taken up, whom to turn to, contact. */
export function composeRefusal(facts: RefusalFacts, words: ReplyWords = replyWordsZh): string {
  const { kind, reason, turnTo } = facts.refusal;
  const why = sentence(reason, words);
  const where = sentence(turnTo, words);
  const body = [
    words.refused[kind],
    why === '' ? words.todo.result : words.reason(why),
    where === '' ? '' : words.turnTo(where),
  ];
  const more = sentence(facts.followUp, words);
  return [
    words.greeting,
    `${opening(facts.report, words)}${words.lead}`,
    body.join(''),
    more + contactLine(facts.contact, words),
    words.thanks,
    ...signed(facts, words),
  ].join('\n');
}

/** The reply to a report that was merged: that it is one matter with an earlier case, then what a reply says of that case. */
export function composeMerged(facts: MergedFacts, words: ReplyWords = replyWordsZh): string {
  const { caseNo, filedAt } = facts.merged;
  return [
    words.greeting,
    opening(facts.report, words) + words.merged(caseNo, filedAt && dateWords(filedAt, words)) + words.lead,
    ...numbered([investigated(facts, words), result(facts, words), followUp(facts, words)], words),
    words.thanks,
    ...signed(facts, words),
  ].join('\n');
}
