import type { UnitNames } from './follow';

/** Short name of a unit in the language of the screen; its id where the directory does not know it, nothing for none. */
export function unitName(units: UnitNames, id: string | null, language: string): string {
  if (id === null) return '';
  const unit = units[id];
  if (!unit) return id;
  return language === 'en' && unit.nameEn ? unit.nameEn : unit.short;
}
