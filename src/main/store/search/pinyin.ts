import { keep } from '@shared/keep';

/** How `pinyin-pro` finds letters in words: syllables, their beginnings and their initials, also mixed. */
type Match = (text: string, pinyin: string, options: { continuous: boolean }) => number[] | null;

let match: Match | undefined;

/** Load the dictionary (some 80 ms): once, apart from the start. Until it is there, letters find only letters. */
export const loadPinyin = keep(async (): Promise<void> => {
  match = (await import('pinyin-pro')).match as Match;
});

const REMEMBERED = 200;

/** Names of roads, estates, schools and buildings by their pinyin. */
export class PinyinNames {
  private readonly known = new Map<string, readonly string[]>();

  constructor(private readonly names: readonly string[]) {}

  /** The names in which these letters are found: `xiancun`, `xcl` and `xcun` all mean 冼村路. */
  find(letters: string): readonly string[] {
    if (!match) return [];
    const known = this.known.get(letters);
    if (known) return known;
    const found = this.names.filter((name) => match?.(name, letters, { continuous: true }));
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(letters, found);
    return found;
  }
}
