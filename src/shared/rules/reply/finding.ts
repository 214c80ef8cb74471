/** How grave a finding is: an error should stop the reply, a warning be looked at, an info be known. */
export type FindingLevel = 'error' | 'warning' | 'info';

/** Codes of {@link ReplyFinding}; texts for them are `work:replyCheck.<code>`. */
export type ReplyFindingCode =
  | 'tooShort'
  | 'placeholder'
  | 'phone'
  | 'idCard'
  | 'personal'
  | 'caller'
  | 'plate'
  | 'home'
  | 'internal'
  | 'jargon'
  | 'foreignNumber'
  | 'numberTypo'
  | 'receivedDate'
  | 'noSuchDate'
  | 'signatureDate'
  | 'nameTypo'
  | 'noPlace'
  | 'noMatter'
  | 'noEcho'
  | 'questionUnanswered'
  | 'noAnswer'
  | 'noResult'
  | 'onlyForwarded'
  | 'willWithoutDate'
  | 'cannotWithoutWhy'
  | 'overdue'
  | 'promiseLate'
  | 'promisePast';

/** A place in the text, as offsets: `from` is the first character, `to` the one behind the last. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Something that a reply's author should look at. `at` is where; without it the whole text is meant. */
export interface ReplyFinding {
  readonly level: FindingLevel;
  readonly code: ReplyFindingCode;
  readonly at?: TextRange;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A finding; `range` is left out where there is none. */
export function finding(
  level: FindingLevel,
  code: ReplyFindingCode,
  params: ReplyFinding['params'] = {},
  range?: TextRange,
): ReplyFinding {
  return range ? { level, code, at: { from: range.from, to: range.to }, params } : { level, code, params };
}

/** Every match of a global pattern as a range with its text. */
export function matches(text: string, pattern: RegExp): (TextRange & { readonly text: string })[] {
  return [...text.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    text: match[0],
  }));
}

/** A sentence of the text with where it stands. */
export interface Sentence extends TextRange {
  readonly text: string;
}

/** The text cut at full stops, semicolons and line ends; parts without a word are left out. */
export function sentencesOf(text: string): Sentence[] {
  return matches(text, /[^。！？!?；;\n]+[。！？!?；;]*/g).filter((one) => /[\p{L}\p{N}]/u.test(one.text));
}
