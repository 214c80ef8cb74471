import type { ImportProfile } from './profile';

const NUMBER = String.raw`\s*[0-9０-９]{1,4}(?:[-－之][0-9０-９]{1,4})?\s*号(?:之[一二三四五六七八九十0-9]{1,3})?(?:大院|院)?`;
/** Characters that stand in front of a road's name and are not part of it. */
const NAME_STOP = '在于称到从至与和的是往由、映近诉';
/** Two to four characters and 路, 街 …: for roads that the profile does not name. */
const GENERIC = `[^${NAME_STOP}\\s\\d,，。.;；:：()（）!！?？“”"'a-zA-Z]{2,4}(?:大道[东西南北中]?|横路|直街|路|街|巷)`;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The patterns of one profile, built once. */
interface PlacePatterns {
  readonly bracketed: RegExp;
  readonly open: RegExp;
  readonly known: RegExp;
  readonly hint: RegExp;
}
const GENERIC_ROAD = new RegExp(GENERIC + NUMBER);
const cache = new WeakMap<ImportProfile, PlacePatterns>();

/** Alternatives, the longest first: 黄埔大道西 before 黄埔大道. */
function oneOf(words: readonly string[]): string {
  const sorted = [...words].sort((a, b) => b.length - a.length);
  return sorted.length > 0 ? `(?:${sorted.map(escaped).join('|')})` : '(?!)';
}

function patternsOf(profile: ImportProfile): PlacePatterns {
  const built = cache.get(profile);
  if (built) return built;
  const labels = oneOf(profile.addressLabels);
  const patterns = {
    bracketed: new RegExp(`[(（【]\\s*${labels}\\s*[:：]\\s*([^()（）【】]+)[)）】]`),
    open: new RegExp(`${labels}\\s*[:：]\\s*([^\\n。;；,，()（）]+)`),
    known: new RegExp(oneOf(profile.roads) + NUMBER),
    hint: new RegExp(oneOf([...profile.placeWords, ...profile.landmarks, ...profile.roads])),
  };
  cache.set(profile, patterns);
  return patterns;
}

/**
 * The address of an appeal: its own column, else the address named in the words (`(事发地址:…)`), else the first road with a
 * house number, where roads of the profile win over what only looks like one. Undefined where there is none; the words may
 * still hint at a place, see {@link hintsAtPlace}.
 */
export function addressIn(column: string, content: string, profile: ImportProfile): string | undefined {
  if (column.trim() !== '') return column.trim();
  const { bracketed, open, known } = patternsOf(profile);
  const named = (bracketed.exec(content) ?? open.exec(content))?.[1]?.trim() ?? '';
  if (named !== '') return named;
  return (known.exec(content) ?? GENERIC_ROAD.exec(content))?.[0].replace(/\s+/g, '');
}

/** Whether the words name anything by which a place could be found: a road, a bridge, a landmark of the profile. */
export function hintsAtPlace(content: string, profile: ImportProfile): boolean {
  return patternsOf(profile).hint.test(content);
}
