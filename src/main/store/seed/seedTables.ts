import type { CommandInput } from '@shared/domain/commands';
import type { KnownTable } from '@shared/domain/registry/events';
import { calendarRowSchema } from '@shared/rules/calendars';
import {
  cameraFile,
  communityFile,
  gridLayer,
  placeFile,
  type UnitFile,
  unitFile,
} from '@shared/rules/place/schema';
import { policyRowSchema } from '@shared/rules/policy';
import {
  dutyRowSchema,
  limitRowSchema,
  operatorRowSchema,
  textRowSchema,
  type UnitRow,
  unitRowSchema,
} from '@shared/rules/tables';
import { z } from 'zod';
import { catalogueClasses, hotlineClasses } from './codes';
import { dutyRows } from './duties';
import { type ReadResource, readJson } from './resources';

/** A command that sets a table. */
export type SetTableInput = Extract<CommandInput, { type: 'table.set' }>;

/** Raise it when the shipped tables change: it is written into the folders that start with them. */
export const SEED_VERSION = 'seed-2';

type Rows = readonly object[];

function setTable(
  stream: SetTableInput['stream'],
  table: KnownTable,
  rows: Rows,
  source: string,
): SetTableInput {
  const set = {
    table,
    version: SEED_VERSION,
    source: `resources/${source}`,
    rows: rows as Record<string, unknown>[],
  };
  return { type: 'table.set', stream, set };
}

function unitRows(file: UnitFile): UnitRow[] {
  return file.units.map(({ id, name, short, nameEn, kind, aliases, contact, communities }) => {
    const communityCode = kind === 'community' ? communities?.[0] : undefined;
    const row = { id, name, short, nameEn, kind, aliases, contact: contact.to };
    return unitRowSchema.parse(communityCode ? { ...row, communityCode } : row);
  });
}

/** Grids without their shapes: the shapes are a layer of the map. */
function gridRows(read: ReadResource): Rows {
  const layer = readJson(read, 'map/grids.geojson', gridLayer);
  return layer.features.map(({ properties: { code, community } }) => ({
    code,
    communityCode: community,
    name: `${code.slice(-3)} 格`,
  }));
}

/**
 * The commands with which every new data folder starts: registry and rule tables as shipped, one `table.set` each.
 * @throws Error naming the file and the place where a resource is wrong.
 */
export function seedTables(read: ReadResource): SetTableInput[] {
  const main = 'registry:main';
  const rules = 'rules:main';
  const registry = (table: KnownTable, file: string, schema: z.ZodType<Rows>) =>
    setTable(main, table, readJson(read, file, schema), file);
  const ruled = (table: KnownTable, file: string, schema: z.ZodType<Rows>) =>
    setTable(rules, table, readJson(read, file, schema), file);
  const hotline = hotlineClasses(read);
  const catalogue = catalogueClasses(read);
  const classes = [...catalogue, ...hotline.map(({ leadUnit, ...row }) => ({ ...row, dept: leadUnit }))];
  const limits = readJson(read, 'rules/limits.json', z.array(limitRowSchema));
  return [
    setTable(main, 'units', unitRows(readJson(read, 'registry/units.json', unitFile)), 'registry/units.json'),
    registry('communities', 'registry/communities.json', communityFile),
    setTable(main, 'grids', gridRows(read), 'map/grids.geojson'),
    registry('estates', 'registry/estates.json', placeFile),
    registry('schools', 'registry/schools.json', placeFile),
    registry('offices', 'registry/buildings.json', placeFile),
    registry('cameras', 'registry/cameras.json', cameraFile),
    setTable(main, 'classes', classes, 'codes'),
    registry('operators', 'rules/operators.json', z.array(operatorRowSchema)),
    setTable(rules, 'limits', limits, 'rules/limits.json'),
    setTable(rules, 'responsibility', dutyRows(read, hotline, catalogue), 'rules/responsibility.json'),
    ruled('calendar', 'rules/calendar.json', z.array(calendarRowSchema)),
    ruled('policy', 'rules/policy.json', z.array(policyRowSchema)),
    ruled('texts', 'rules/texts.json', z.array(textRowSchema)),
    ruled('duty', 'rules/duty.json', z.array(dutyRowSchema)),
  ];
}

/** The rule tables folded as the store folds them: for whoever plans with the shipped rules before there is a store. */
export function seedStates(commands: readonly SetTableInput[]) {
  const state = (id: SetTableInput['stream']) => {
    const sets = commands
      .filter((command) => command.stream === id)
      .map(({ set }) => [set.table, set] as const);
    return { id, tables: Object.fromEntries(sets) };
  };
  return { registry: state('registry:main'), rules: state('rules:main') };
}
