import type { QueryContext } from '../queries/context';
import type { Names } from './names';
import { type Columns, type DeskTable, normalised } from './table';

/** A flag for every numbered name that fits. */
function flags(names: readonly string[], fits: (name: string) => boolean): Uint8Array {
  const flagged = new Uint8Array(names.length);
  // The first stands for what is not set.
  for (let number = 1; number < names.length; number += 1) if (fits(names[number] ?? '')) flagged[number] = 1;
  return flagged;
}

/** Units that a word means: by name, short name or another name. */
function unitFlags(word: string, ids: readonly string[], { rules }: QueryContext): Uint8Array {
  return flags(ids, (id) => {
    const unit = rules.unit(id);
    return unit
      ? [unit.name, unit.short, ...unit.aliases].some((one) => normalised(one).includes(word))
      : false;
  });
}

/** Classes that a word means: by the name they were filed under, else by that of today. */
function classFlags(word: string, { all }: Names, { rules }: QueryContext): Uint8Array {
  return flags(all, (one) => normalised(rules.classes.get(one)?.name ?? one).includes(word));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Places that letters mean: those that name a road or an estate in whose pinyin they are found. */
function placeFlags(word: string, { all }: Names, { knowledge }: QueryContext): Uint8Array {
  const names = /^[a-z]{2,}$/.test(word) ? knowledge.placesByPinyin(word) : [];
  if (names.length === 0) return new Uint8Array(all.length);
  const pattern = new RegExp(names.map((name) => escaped(normalised(name))).join('|'));
  return flags(all, (place) => pattern.test(place));
}

/** Take the flag from every slot in which the word is not found. */
function keepWord(
  word: string,
  found: Uint8Array,
  columns: Columns,
  table: DeskTable,
  context: QueryContext,
): void {
  const units = unitFlags(word, table.coded, context);
  const classes = classFlags(word, table.classes, context);
  const places = placeFlags(word, table.places, context);
  const { text, unit, class: klass, place } = columns;
  for (let slot = 0; slot < found.length; slot += 1) {
    if (found[slot] === 0) continue;
    const named =
      units[unit[slot] ?? 0] === 1 || classes[klass[slot] ?? 0] === 1 || places[place[slot] ?? 0] === 1;
    if (!named && !(text[slot] ?? '').includes(word)) found[slot] = 0;
  }
}

/** Flag the cases of these reports, and the reports that have none; nothing where the search is not known any more. */
export function flagReports(
  reports: ReadonlySet<string> | undefined,
  columns: Columns,
  table: DeskTable,
  { db }: Pick<QueryContext, 'db'>,
): Uint8Array {
  const found = new Uint8Array(columns.id.length);
  if (!reports) return found;
  const sql = 'SELECT ifnull(r.case_id, r.id) AS id FROM json_each(?) j JOIN report r ON r.id=j.value';
  for (const { id } of db.all<{ id: string }>(sql, [JSON.stringify([...reports])])) {
    const slot = table.slotOf(id);
    if (slot !== undefined) found[slot] = 1;
  }
  return found;
}

/**
 * Which slots a search means, flagged. Every word must be found: in the case's or an outside number, in title or place, in
 * the name of unit or class, or as pinyin of a road, estate, school or building in the place. Callers are not looked for
 * here: that is recorded (`caller.find`).
 */
export function search(text: string, columns: Columns, table: DeskTable, context: QueryContext): Uint8Array {
  const plain = normalised(text).trim();
  return table.searched(plain, context.rules, () => {
    const found = new Uint8Array(columns.id.length).fill(1);
    for (const word of plain.split(/\s+/)) keepWord(word, found, columns, table, context);
    return found;
  });
}
