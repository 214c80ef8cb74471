import { type UnitFile, unitFile } from '@shared/rules/place/schema';
import { unitByName } from '@shared/rules/place/units';
import type { ClassRow, ResponsibilityRow } from '@shared/rules/tables';
import { HOTLINE_SCHEME } from '@shared/rules/tables';
import { z } from 'zod';
import type { HotlineClass } from './codes';
import { type ReadResource, readJson } from './resources';

const PATH = 'rules/responsibility.json';

/** `rules/responsibility.json`: later catalogue entries win over earlier ones, so exceptions follow their group. */
export const dutyFile = z.strictObject({
  hotline: z.strictObject({ scheme: z.literal(HOTLINE_SCHEME), basis: z.string() }),
  catalogue: z.array(
    z.strictObject({
      scheme: z.enum(['event', 'part']),
      group: z.string().optional(),
      codes: z.array(z.string()).optional(),
      lead: z.string(),
      basis: z.string(),
    }),
  ),
});

type Duty = { scheme: string; code: string; lead: string; basis: string };

/** Rows for one class: a role (社区居委会, 物业公司) resolves by place, property companies by the communities they serve. */
function rowsFor(duty: Duty, units: UnitFile): ResponsibilityRow[] {
  const { scheme, code, basis } = duty;
  const id = `${scheme}-${code}`;
  const role = units.byPlace.find((one) => one.name === duty.lead);
  if (!role) {
    const lead = unitByName(duty.lead, units)?.id;
    if (lead === undefined)
      throw new Error(`${scheme} ${code}: no unit is called "${duty.lead}" in registry/units.json`);
    return [{ id, scheme, code, lead, basis }];
  }
  const anywhere = { id, scheme, code, lead: role.kind === 'community' ? '@community' : '@property', basis };
  if (role.kind === 'community') return [anywhere];
  const served = units.units
    .filter((unit) => unit.kind === role.kind)
    .flatMap((unit) => (unit.communities ?? []).map((communityCode) => ({ communityCode, lead: unit.id })));
  return [...served.map((one) => ({ ...anywhere, ...one, id: `${id}-${one.communityCode}` })), anywhere];
}

/** The responsibility table (权责清单) of every class. @throws Error naming a class without or with an unknown unit. */
export function dutyRows(
  read: ReadResource,
  hotline: readonly HotlineClass[],
  catalogue: readonly ClassRow[],
): ResponsibilityRow[] {
  const units = readJson(read, 'registry/units.json', unitFile);
  const file = readJson(read, PATH, dutyFile);
  const ofHotline = hotline.map(({ scheme, code, leadUnit }) =>
    rowsFor({ scheme, code, lead: leadUnit, basis: file.hotline.basis }, units),
  );
  const ofCatalogue = catalogue.map(({ scheme, code, group }) => {
    const entry = file.catalogue.findLast(
      (one) =>
        one.scheme === scheme && (one.codes?.includes(code) || (one.group && group.startsWith(one.group))),
    );
    if (!entry) throw new Error(`resources/${PATH}: no entry for ${scheme} ${code} of group ${group}`);
    return rowsFor({ scheme, code, lead: entry.lead, basis: entry.basis }, units);
  });
  return [...ofHotline, ...ofCatalogue].flat();
}
