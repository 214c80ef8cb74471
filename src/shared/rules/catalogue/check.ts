import type { ClassRow } from '../tables';
import { blocks, type Finding, finding } from './findings';
import type { CatalogueReading } from './read';
import { replaceSchemes } from './schemes';

/** What a catalogue is checked against: the classes as they stand, the names of units, the letters that point to schemes. */
export interface KnownTables {
  readonly classes: readonly ClassRow[];
  /** `scheme/code` of the classes that only a newer program reads: they stay. */
  readonly kept?: ReadonlySet<string>;
  knowsUnit(word: string): boolean;
  readonly targets: Readonly<Record<string, string>>;
}

/** `E0110` → `event/0110`. */
function targetOf(mapsTo: string, targets: KnownTables['targets']): string {
  return `${targets[mapsTo.charAt(0)] ?? ''}/${mapsTo.slice(1)}`;
}

function lostTargets(reading: CatalogueReading, known: KnownTables): Finding[] {
  const keys = (rows: readonly ClassRow[]) => new Set(rows.map(({ scheme, code }) => `${scheme}/${code}`));
  const imported = reading.classes.map(({ value }) => value);
  const before = keys(known.classes);
  const kept = known.kept ?? new Set();
  const after = keys(replaceSchemes(known.classes, imported, reading.schemes));
  const has = (target: string): boolean => after.has(target) || kept.has(target);
  const sheet = reading.sheets[0]?.name ?? '';
  const nowhere = reading.classes.flatMap(({ value, sheet: at, row }) =>
    value.mapsTo && !has(targetOf(value.mapsTo, known.targets))
      ? [finding('mapsToNowhere', { sheet: at, row }, { code: value.code, target: value.mapsTo })]
      : [],
  );
  // While rows are left out for their errors, what is missing says nothing yet.
  if (blocks(reading.findings)) return nowhere;
  const lost = known.classes.flatMap(({ scheme, code, mapsTo }) => {
    if (!mapsTo || reading.schemes.includes(scheme)) return [];
    const target = targetOf(mapsTo, known.targets);
    if (!before.has(target) || has(target)) return [];
    return [finding('mapsToLost', { sheet, row: 0 }, { scheme, code, target: mapsTo })];
  });
  return [...nowhere, ...lost];
}

function unknownUnits(reading: CatalogueReading, known: KnownTables): Finding[] {
  const rows = new Map<string, { sheet: string; row: number }[]>();
  for (const { value, sheet, row } of reading.classes)
    for (const unit of value.dept?.split('、') ?? [])
      if (!known.knowsUnit(unit)) rows.set(unit, [...(rows.get(unit) ?? []), { sheet, row }]);
  return [...rows].map(([unit, places]) => {
    const { sheet, row } = places[0] ?? { sheet: '', row: 0 };
    return finding('unitUnknown', { sheet, row }, { unit, rows: places.length });
  });
}

/** Classes of the file that a newer program has written otherwise: theirs stay. */
function keptClasses(reading: CatalogueReading, known: KnownTables): Finding[] {
  return reading.classes.flatMap(({ value: { scheme, code }, sheet, row }) =>
    known.kept?.has(`${scheme}/${code}`) ? [finding('classKept', { sheet, row }, { scheme, code })] : [],
  );
}

/**
 * What can only be found beside the tables as they stand: hotline classes that would point nowhere once the file has taken
 * effect (an error for those of the file, a warning for those that stay), and units that the registry does not know.
 */
export function checkCatalogue(reading: CatalogueReading, known: KnownTables): Finding[] {
  return [...lostTargets(reading, known), ...unknownUnits(reading, known), ...keptClasses(reading, known)];
}
