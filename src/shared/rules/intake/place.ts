import type { ImportProfile } from './profile';

const NUMBER = String.raw`\s*[0-9０-９]{1,4}(?:[-－之][0-9０-９]{1,4})?\s*号(?:之[一二三四五六七八九十0-9]{1,3})?(?:大院|院)?`;
/** Characters that stand in front of a road's name and are not part of it. */
const NAME_STOP = '在于称到从至与和的是往由、映近诉';
/** Two to four characters and 路, 街 …: for roads that the profile does not name. */
const GENERIC = `[^${NAME_STOP}\\s\\d,，。.;；:：()（）!！?？“”"'a-zA-Z]{2,4}(?:大道[东西南北中]?|横路|直街|路|街|巷)`;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The address that is named in the words: `(事发地址:…)`, `事发地址：…。`. */
function labelled(content: string, labels: readonly string[]): string | null {
  const names = labels.map(escaped).join('|');
  const bracketed = new RegExp(`[(（【]\\s*(?:${names})\\s*[:：]\\s*([^()（）【】]+)[)）】]`).exec(content);
  const open = bracketed ?? new RegExp(`(?:${names})\\s*[:：]\\s*([^\\n。;；,，()（）]+)`).exec(content);
  const found = open?.[1]?.trim() ?? '';
  return found === '' ? null : found;
}

/** The first road with a house number in the words; names of the profile win over names that only look like one. */
function roadAndNumber(content: string, roads: readonly string[]): string | null {
  const known = [...roads].sort((a, b) => b.length - a.length).map(escaped);
  const exact = known.length > 0 ? new RegExp(`(?:${known.join('|')})${NUMBER}`).exec(content) : null;
  const found = exact ?? new RegExp(GENERIC + NUMBER).exec(content);
  return found ? found[0].replace(/\s+/g, '') : null;
}

/**
 * The address of an appeal: its own column, else the address named in the words, else the first road with a number.
 * Undefined where there is none; the words may still hint at a place, see {@link hintsAtPlace}.
 */
export function addressIn(column: string, content: string, profile: ImportProfile): string | undefined {
  if (column.trim() !== '') return column.trim();
  return labelled(content, profile.addressLabels) ?? roadAndNumber(content, profile.roads) ?? undefined;
}

/** Whether the words name anything by which a place could be found: a road, a bridge, a landmark of the profile. */
export function hintsAtPlace(content: string, profile: ImportProfile): boolean {
  return [...profile.placeWords, ...profile.landmarks, ...profile.roads].some((word) =>
    content.includes(word),
  );
}
