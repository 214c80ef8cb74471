import { z } from 'zod';

/**
 * Shapes of the place data: the map layers (GeoJSON, WGS-84 degrees) and the registry of units, estates, schools,
 * buildings and cameras. Demo data and a customer's own import have to fit the same schemas.
 */

/** Longitude and latitude in WGS-84 degrees, the storage standard of the program. */
export const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** `[lon, lat]` in WGS-84 degrees. */
export type Position = z.infer<typeof position>;

const ring = z.array(position).min(4);
const polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) });
const line = z.object({ type: z.literal('LineString'), coordinates: z.array(position).min(2) });
const point = z.object({ type: z.literal('Point'), coordinates: position });

/** Division code of a community (社区), 12 digits: county 6 + street 3 + community 3. */
export const communityCode = z.string().regex(/^\d{12}$/, 'a community code has 12 digits');
/** Code of a unit grid (单元网格), 15 digits: community 12 + serial 3. */
export const gridCode = z.string().regex(/^\d{15}$/, 'a grid code has 15 digits');

/** What each layer file says about itself; `note` is to be shown with every drawing of it. */
export const layerMetadata = z.object({
  note: z.string().min(1),
  schematic: z.boolean(),
  crs: z.literal('WGS-84'),
  place: z.string(),
  madeBy: z.string(),
});

const marked = { schematic: z.boolean() };
const label = { label: position };
const sized = { ...label, radiusM: z.number().nonnegative(), areaM2: z.number().positive() };

const boundaryProps = z.object({
  code: z.string(),
  name: z.string(),
  areaM2: z.number().positive(),
  ...marked,
});
const communityProps = z.object({ code: communityCode, name: z.string(), ...sized, ...marked });
const gridProps = z.object({ code: gridCode, community: communityCode, ...sized, ...marked });
const roadProps = z.object({
  name: z.string(),
  class: z.enum(['main', 'secondary', 'local', 'lane']),
  axis: z.enum(['ns', 'ew']),
  inside: z.enum(['both', 'left', 'right']),
  numberFrom: z.number().int().nonnegative(),
  numberTo: z.number().int().nonnegative(),
  ...marked,
});
const greenProps = z.object({ name: z.string(), ...label, ...marked });
const landmarkProps = z.object({ name: z.string(), kind: z.string(), ...marked });

const layer = <G extends z.ZodType, P extends z.ZodType>(name: string, geometry: G, properties: P) =>
  z.object({
    type: z.literal('FeatureCollection'),
    name: z.literal(name),
    metadata: layerMetadata,
    features: z.array(z.object({ type: z.literal('Feature'), properties, geometry })),
  });

/** The street's border, one polygon. */
export const boundaryLayer = layer('boundary', polygon, boundaryProps);
/** Communities (社区); together they tile the boundary. */
export const communityLayer = layer('communities', polygon, communityProps);
/** Unit grids (单元网格); they tile their community. `label` is the inner point farthest from the edge, `radiusM` that distance. */
export const gridLayer = layer('grids', polygon, gridProps);
/**
 * Roads, drawn west→east or south→north, the direction in which house numbers rise. `inside` is the side (seen in
 * that direction) that belongs to the street. A nameless road is a lane between two grids.
 */
export const roadLayer = layer('roads', line, roadProps);
/** Green areas and squares. */
export const greenLayer = layer('greens', polygon, greenProps);
/** Landmarks; `kind` `metro` is a station. */
export const landmarkLayer = layer('landmarks', point, landmarkProps);

/** All layers of the map, as a window gets them. */
export const mapLayers = z.object({
  boundary: boundaryLayer,
  communities: communityLayer,
  grids: gridLayer,
  roads: roadLayer,
  greens: greenLayer,
  landmarks: landmarkLayer,
});
/** All layers of the map, as a window gets them. */
export type MapLayers = z.infer<typeof mapLayers>;
/** The layer of unit grids (单元网格). */
export type GridLayer = z.infer<typeof gridLayer>;
/** The layer of roads. */
export type RoadLayer = z.infer<typeof roadLayer>;

/** Kinds of responsible units; `social` are the social forces (社会力量). */
export const unitKind = z.enum([
  'office',
  'enforcement',
  'centre',
  'community',
  'property',
  'contractor',
  'bureau',
  'utility',
  'village',
  'social',
]);

const slug = z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id has small letters, digits and hyphens');

/** A responsible unit (责任单位). `aliases` are the names that sheets and tables use for it. */
export const unit = z.object({
  id: slug,
  name: z.string().min(1),
  short: z.string().min(1),
  nameEn: z.string().min(1),
  kind: unitKind,
  aliases: z.array(z.string().min(1)),
  contact: z.object({ way: z.enum(['chat', 'phone', 'paper']), to: z.string().min(1) }),
  teams: z.array(z.object({ id: slug, name: z.string().min(1) })),
  communities: z.array(communityCode).optional(),
});
/** A responsible unit (责任单位). */
export type Unit = z.infer<typeof unit>;

/**
 * `units.json`. `byPlace` are names of a role instead of a unit (社区居委会, 物业公司): which unit is meant follows
 * from the community of the place.
 */
export const unitFile = z.object({
  units: z.array(unit),
  byPlace: z.array(z.object({ name: z.string(), kind: unitKind })),
});
/** Content of `units.json`. */
export type UnitFile = z.infer<typeof unitFile>;

/** An estate, school or office building with its address in the registry. */
export const placeEntry = z.object({
  id: slug,
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  community: communityCode,
  grid: gridCode,
  road: z.string().min(1),
  number: z.number().int().positive(),
  lon: z.number(),
  lat: z.number(),
});
/** An estate (小区), school (学校) or office building (写字楼). */
export type PlaceEntry = z.infer<typeof placeEntry>;

/** `estates.json`, `schools.json` and `buildings.json`. */
export const placeFile = z.array(placeEntry);

/** A community (社区): code, name, the unit that answers for it, and its English name. */
export const communityRow = z.object({
  code: communityCode,
  name: z.string(),
  nameEn: z.string(),
  unit: slug,
});
/** A community (社区). */
export type CommunityRow = z.infer<typeof communityRow>;

/** `communities.json`. */
export const communityFile = z.array(communityRow);

/** A camera. `aliases` are device-and-channel or folder names found in file names instead of ip and channel. */
export const camera = z.object({
  id: slug,
  ip: z.ipv4(),
  channel: z.number().int().positive(),
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  community: communityCode,
  grid: gridCode,
  lon: z.number(),
  lat: z.number(),
});
/** A camera (探头) of the video patrol. */
export type Camera = z.infer<typeof camera>;
/** `cameras.json`. */
export const cameraFile = z.array(camera);
