/** Stands between two slips in one text, so that nobody reads them as one. */
const RULE = '――――――――――';

/** A slip and the unit that it goes to. */
export interface AddressedSlip {
  readonly unit: string;
  readonly text: string;
}

/** Several slips as one text for the clipboard. */
export function joinedSlips(texts: readonly string[]): string {
  return texts.join(`\n\n${RULE}\n\n`);
}

/** Slips of many cases unit by unit, each unit's under a head of its own: it is cut there for the units' chats. */
export function slipsByUnit(
  slips: readonly AddressedSlip[],
  head: (unit: string, count: number) => string,
): string {
  const groups = new Map<string, AddressedSlip[]>();
  for (const slip of slips) groups.set(slip.unit, [...(groups.get(slip.unit) ?? []), slip]);
  const blocks = [...groups].map(([unit, own]) =>
    [head(unit, own.length), ...own.map(({ text }) => text)].join('\n\n'),
  );
  return joinedSlips(blocks);
}
