import { maskText } from '../../rules/intake/personal';
import type { LimitUnitWords, SlipFacts, SlipKind, SlipNames, SlipWords } from './slipWords';
import { slipWordsZh } from './slipWords';

export type { LimitUnitWords, SlipFacts, SlipKind, SlipNames, SlipWords };

/** A day and minute as a slip writes it: `12月31日 18:00`, with the year where it is not that of `from`. */
function when(instant: string, from: string, words: SlipWords): string {
  const [year = '', month = '', day = ''] = instant.slice(0, 10).split('-');
  const date = words.date(Number(year), Number(month), Number(day), year !== from.slice(0, 4));
  return `${date} ${instant.slice(11, 16)}`;
}

/** The last handling clock of a unit: a case assigned again has a new one. */
function clockOf(facts: SlipFacts, unit: string | undefined): SlipFacts['clocks'][number] | undefined {
  return facts.clocks.findLast(
    (one) => one.name === 'handle' && (one.unit === undefined || unit === undefined || one.unit === unit),
  );
}

function limitLine(facts: SlipFacts, unit: string | undefined, words: SlipWords): string | undefined {
  const clock = clockOf(facts, unit);
  if (!clock) return undefined;
  const { value, unit: of, start, due } = clock.grant;
  const line = words.limit(`${value} ${words.units[of]}`, when(due, facts.now ?? start, words));
  return facts.now !== undefined && facts.now > due ? `${line}，${words.overdue}` : line;
}

/** An assisting unit; its due time where it is not the lead's. */
function assistingPart(
  facts: SlipFacts,
  part: SlipFacts['parts'][number],
  lead: string | undefined,
  names: SlipNames,
  words: SlipWords,
): string {
  const [own, leads] = [clockOf(facts, part.unit), clockOf(facts, lead)];
  const due =
    own && leads && own.grant.due !== leads.grant.due
      ? when(own.grant.due, own.grant.start, words)
      : undefined;
  return words.part(names.unit(part.unit), maskText(part.task?.trim() ?? '') || undefined, due);
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

/** Who does it: of an assignment everybody with his part, else only whom the slip goes to. */
function unitLines(facts: SlipFacts, names: SlipNames, words: SlipWords): [string, string | undefined][] {
  const lead = facts.parts.find((part) => part.role === 'lead')?.unit;
  if ((facts.kind ?? 'assign') !== 'assign') {
    const to = facts.unit ?? lead;
    return [[words.to, to ? names.unit(to) : undefined]];
  }
  const assisting = facts.parts
    .filter((part) => part.role === 'assist')
    .map((part) => assistingPart(facts, part, lead, names, words));
  return [
    [words.lead, lead ? names.unit(lead) : undefined],
    [words.assisting, assisting.length > 0 ? assisting.join('、') : undefined],
  ];
}

/**
 * The slip of a case as text for a chat group (交办单, 催办单, 返工单): number, matter, place, grid, who, limit and due time,
 * what to do, whom to answer. It names no caller, and numbers inside the words are masked once more. Slips go to units that
 * read Chinese, whatever the desk's language; `words` allows another one.
 */
export function slipText(facts: SlipFacts, names: SlipNames, words: SlipWords = slipWordsZh): string {
  const { item, parts } = facts;
  const kind = facts.kind ?? 'assign';
  const unit = facts.unit ?? parts.find((part) => part.role === 'lead')?.unit;
  const own = parts.find((part) => part.unit === unit)?.task?.trim();
  const title = maskText(item.title);
  const lines: [string, string | undefined][] = [
    [words.matter, item.className ? `${title}（${item.className}）` : title],
    [words.place, maskText(facts.place.text) || undefined],
    [words.grid, gridLine(facts, names)],
    [words.situation, situation(facts)],
    ...unitLines(facts, names, words),
    [words.due, limitLine(facts, unit, words)],
    [words.reasons[kind], maskText(facts.reason?.trim() ?? '') || undefined],
    [words.task, maskText(facts.task?.trim() || own || '') || words.defaultTasks[kind]],
    [words.answer, words.answerTo(names.centre, item.no)],
  ];
  const urgent = item.priority === 'urgent' ? words.urgent : '';
  const head = `${words.heads[kind]}${urgent} ${item.no}`;
  const body = lines.flatMap(([label, text]) => (text === undefined ? [] : [`${label}${text}`]));
  return [head, ...body, ...(kind === 'assign' ? [words.notOurs] : [])].join('\n');
}
