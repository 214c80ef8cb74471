import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { polygonContains, ringAreaM2 } from './geometry';
import { mapLayers, type Position } from './schema';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../../resources/map/${name}.geojson`), 'utf8'));
const names = ['boundary', 'communities', 'grids', 'roads', 'greens', 'landmarks'];
const layers = mapLayers.parse(Object.fromEntries(names.map((n) => [n, read(n)])));
const areaOf = (f: { geometry: { coordinates: Position[][] } }) =>
  ringAreaM2(f.geometry.coordinates[0] ?? []);
const sum = (list: { geometry: { coordinates: Position[][] } }[]) => list.reduce((a, f) => a + areaOf(f), 0);

describe('the schematic map', () => {
  it('says everywhere that it is schematic', () => {
    for (const layer of Object.values(layers)) {
      expect(layer.metadata.note).toBe('示意图，不作勘界依据');
      expect(layer.features.length).toBeGreaterThan(0);
      for (const f of layer.features) expect(f.properties.schematic).toBe(true);
    }
  });

  it('has one border of 3.4 to 3.7 km²', () => {
    expect(layers.boundary.features).toHaveLength(1);
    const area = sum(layers.boundary.features) / 1e6;
    expect(area).toBeGreaterThan(3.4);
    expect(area).toBeLessThan(3.7);
  });

  it('has communities that tile the border and grids that tile their community', () => {
    const whole = sum(layers.boundary.features);
    expect(layers.communities.features).toHaveLength(8);
    expect(Math.abs(sum(layers.communities.features) / whole - 1)).toBeLessThan(0.001);
    for (const community of layers.communities.features) {
      const own = layers.grids.features.filter((g) => g.properties.community === community.properties.code);
      expect(Math.abs(sum(own) / areaOf(community) - 1)).toBeLessThan(0.001);
    }
  });

  it('puts every edge inside the street between exactly two grids', () => {
    const edges = new Map<string, number>();
    const count = (rings: Position[][], into: Map<string, number>) => {
      const ring = rings[0] ?? [];
      for (const [i, a] of ring.slice(0, -1).entries()) {
        const k = [a.join(), (ring[i + 1] ?? a).join()].sort().join('|');
        into.set(k, (into.get(k) ?? 0) + 1);
      }
    };
    const border = new Map<string, number>();
    count(layers.boundary.features[0]?.geometry.coordinates ?? [], border);
    for (const g of layers.grids.features) count(g.geometry.coordinates, edges);
    for (const [edge, times] of edges) expect(`${edge} ${times}`).toBe(`${edge} ${border.has(edge) ? 1 : 2}`);
    for (const edge of border.keys()) expect(edges.get(edge)).toBe(1);
  });

  it('has grids with codes of the right form, in order, inside their community', () => {
    const grids = layers.grids.features;
    expect(grids.length).toBeGreaterThanOrEqual(100);
    expect(grids.length).toBeLessThanOrEqual(120);
    expect(new Set(grids.map((g) => g.properties.code)).size).toBe(grids.length);
    const outlines = new Map(
      layers.communities.features.map((c) => [c.properties.code, c.geometry.coordinates]),
    );
    for (const g of grids) {
      expect(g.properties.code).toMatch(/^440106014\d{6}$/);
      expect(g.properties.code.slice(0, 12)).toBe(g.properties.community);
      const outline = outlines.get(g.properties.community) ?? [];
      expect(polygonContains(outline, g.properties.label)).toBe(true);
      expect(polygonContains(g.geometry.coordinates, g.properties.label)).toBe(true);
    }
    for (const code of outlines.keys()) {
      const own = grids.filter((g) => g.properties.community === code);
      expect(own.map((g) => Number(g.properties.code.slice(12)))).toEqual(own.map((_, i) => i + 1));
    }
  });

  it('draws roads in the direction in which numbers rise', () => {
    for (const { properties: p, geometry } of layers.roads.features) {
      const [first, last] = [geometry.coordinates[0], geometry.coordinates.at(-1)];
      const axis = p.axis === 'ns' ? 1 : 0;
      expect((last?.[axis] ?? 0) > (first?.[axis] ?? 0), p.name).toBe(true);
    }
  });
});
