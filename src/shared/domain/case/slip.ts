import { maskText } from '../../rules/intake/personal';
import type { LimitUnitWords, SlipFacts, SlipNames, SlipWords } from './slipWords';
import { slipWordsZh } from './slipWords';

export type { LimitUnitWords, SlipFacts, SlipNames, SlipWords };

/** A day and minute as a slip writes it: `12月31日 18:00`, with the year where it is not that of `from`. */
function when(instant: string, from: string, words: SlipWords): string {
  const [year = '', month = '', day = ''] = instant.slice(0, 10).split('-');
  const date = words.date(Number(year), Number(month), Number(day), year !== from.slice(0, 4));
  return `${date} ${instant.slice(11, 16)}`;
}

function limitLine(facts: SlipFacts, words: SlipWords): string | undefined {
  const clock = facts.clocks.findLast((one) => one.name === 'handle');
  if (!clock) return undefined;
  const { value, unit, start, due } = clock.grant;
  return words.limit(`${value} ${words.units[unit]}`, when(due, start, words));
}

function gridLine(facts: SlipFacts, names: SlipNames): string | undefined {
  const { communityCode, gridCode } = facts.place;
  const community = communityCode ? names.community(communityCode) : undefined;
  return [community, gridCode].filter(Boolean).join(' ') || undefined;
}

/** The description, unless it only repeats the title. */
function situation(facts: SlipFacts): string | undefined {
  const text = maskText(facts.description).trim();
  return text === '' || text === facts.item.title.trim() ? undefined : text;
}

/**
 * The slip (交办单) of an assigned case as text for a chat group: number, matter, place, grid, limit and due time, what to
 * do, whom to answer. It names no caller, and numbers inside the words are masked once more. Slips go to units that
 * read Chinese, whatever the desk's language; `words` allows another one.
 */
export function slipText(facts: SlipFacts, names: SlipNames, words: SlipWords = slipWordsZh): string {
  const { item, parts } = facts;
  const lead = parts.find((part) => part.role === 'lead');
  const assisting = parts.filter((part) => part.role === 'assist').map((part) => names.unit(part.unit));
  const title = maskText(item.title);
  const lines: [string, string | undefined][] = [
    [words.matter, item.className ? `${title}（${item.className}）` : title],
    [words.place, maskText(facts.place.text) || undefined],
    [words.grid, gridLine(facts, names)],
    [words.situation, situation(facts)],
    [words.lead, lead ? names.unit(lead.unit) : undefined],
    [words.assisting, assisting.length > 0 ? assisting.join('、') : undefined],
    [words.due, limitLine(facts, words)],
    [words.task, maskText(facts.task?.trim() ?? '') || words.defaultTask],
    [words.answer, words.answerTo(names.centre, item.no)],
  ];
  const urgent = item.priority === 'urgent' ? words.urgent : '';
  const head = `${words.head}${urgent} ${item.no}`;
  const body = lines.flatMap(([label, text]) => (text === undefined ? [] : [`${label}${text}`]));
  return [head, ...body, words.notOurs].join('\n');
}
