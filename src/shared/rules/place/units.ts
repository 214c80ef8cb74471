import type { Unit, UnitFile } from './schema';

/**
 * The unit that a name stands for: full name, short name or alias; for a role (社区居委会, 物业公司) the unit of that
 * kind that answers for the community of the place. Undefined when the name is unknown, or a role without a place.
 */
export function unitByName(name: string, file: UnitFile, communityCode?: string): Unit | undefined {
  const wanted = name.normalize('NFKC').trim();
  const role = file.byPlace.find((r) => r.name === wanted);
  if (role) {
    if (communityCode === undefined) return undefined;
    return file.units.find((u) => u.kind === role.kind && u.communities?.includes(communityCode));
  }
  return (
    file.units.find((u) => u.name === wanted) ??
    file.units.find((u) => u.short === wanted || u.aliases.includes(wanted))
  );
}
