import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geocode, makeGazetteer } from './geocode';
import { distanceM, lineDistanceM, pointAlong, polygonContains } from './geometry';
import { locate } from './locate';
import { cameraFile, communityFile, mapLayers, placeFile, unitFile } from './schema';
import { unitByName } from './units';

const root = resolve(import.meta.dirname, '../../../..');
const text = (path: string) => readFileSync(resolve(root, path), 'utf8');
const json = (path: string): unknown => JSON.parse(text(path));
const names = ['boundary', 'communities', 'grids', 'roads', 'greens', 'landmarks'];
const layers = mapLayers.parse(Object.fromEntries(names.map((n) => [n, json(`resources/map/${n}.geojson`)])));
const estates = placeFile.parse(json('resources/registry/estates.json'));
const schools = placeFile.parse(json('resources/registry/schools.json'));
const buildings = placeFile.parse(json('resources/registry/buildings.json'));
const units = unitFile.parse(json('resources/registry/units.json'));
const cameras = cameraFile.parse(json('resources/registry/cameras.json'));
const gazetteer = makeGazetteer(layers, { estates, schools, buildings });
const outline = layers.boundary.features[0]?.geometry.coordinates ?? [];

describe('locate', () => {
  it('finds the grid that contains a place', () => {
    for (const g of layers.grids.features) {
      const [lon, lat] = g.properties.label;
      expect(locate(lon, lat, layers)).toEqual({
        gridCode: g.properties.code,
        communityCode: g.properties.community,
        exact: true,
        distanceM: 0,
      });
    }
  });

  it('takes the nearest grid within 50 m and says so, nothing beyond', () => {
    const near = locate(113.3096, 23.1275, layers);
    expect(near?.exact).toBe(false);
    expect(near?.communityCode).toBe('440106014002');
    expect(near?.distanceM).toBeGreaterThan(0);
    expect(near?.distanceM).toBeLessThanOrEqual(50);
    expect(locate(113.3085, 23.1275, layers)).toBeNull();
    expect(locate(113.4012, 23.1011, layers)).toBeNull();
  });

  it('is exact everywhere inside the border and nowhere outside', () => {
    const place = fc.tuple(
      fc.double({ min: 113.308, max: 113.349, noNaN: true }),
      fc.double({ min: 23.118, max: 23.131, noNaN: true }),
    );
    fc.assert(
      fc.property(place, ([lon, lat]) => {
        const inside = polygonContains(outline, [lon, lat]);
        const edge = Math.min(...outline.map((ring) => lineDistanceM(ring, [lon, lat])));
        const got = locate(lon, lat, layers);
        if (inside) expect(got?.exact).toBe(true);
        else if (edge > 50.01) expect(got).toBeNull();
        else if (edge < 49.99) expect(got?.exact).toBe(false);
      }),
      { seed: 20241231, numRuns: 500 },
    );
  });
});

describe('geocode', () => {
  const at = (address: string) => geocode(address, gazetteer);

  it.each([
    ['天河区冼村街道华穗路312号停车场出入口', 'roadNumber', '华穗路312号'],
    ['(事发地址:天河区冼村街道海月路91号地铁口旁)', 'roadNumber', '海月路91号'],
    ['海文路学校围墙边扩建。(事发地址:天河区冼村街道华穗路 ３１２号)', 'roadNumber', '华穗路312号'],
    ['天河区冼村街道花城大道4号', 'roadNumber', '花城大道4号'],
    ['珠江公园西门', 'landmark', '珠江公园西门'],
    ['跑马地花园南门外接孩子时段电动车扎堆', 'estate', '跑马地花园'],
    ['太阳新天地北门', 'landmark', '太阳新天地'],
    ['冼村地铁站B口', 'landmark', '冼村地铁站'],
    ['海安路与马场路口', 'crossing', '海安路/马场路'],
    ['花城大道-华夏路口东北', 'crossing', '花城大道/华夏路'],
    ['华明直街/华明路', 'crossing', '华明直街/华明路'],
    ['猎德大道东侧', 'road', '猎德大道'],
  ])('reads %s', (address, how, matched) => {
    const got = at(address);
    expect(got).toMatchObject({ how, matched });
    expect(locate(got?.lon ?? 0, got?.lat ?? 0, layers)).not.toBeNull();
  });

  it('finds nothing where no known name occurs', () => {
    expect(at('天河区冼村街道')).toBeNull();
    expect(at('桥底嗰度变咗单车坟场啦')).toBeNull();
    expect(at('跑马地花园社区居委会')).toBeNull();
    expect(at('')).toBeNull();
  });

  it('puts numbers in rising order along the road, odd and even on different sides, inside the street', () => {
    const road =
      layers.roads.features.find((f) => f.properties.name === '平云路')?.geometry.coordinates ?? [];
    const lats = [2, 40, 120, 200, 318].map((n) => at(`平云路${n}号`)?.lat ?? 0);
    expect(lats).toEqual([...lats].sort((a, b) => a - b));
    const odd = at('平云路121号')?.lon ?? 0;
    const even = at('平云路122号')?.lon ?? 0;
    expect(even - odd).toBeGreaterThan(0.0002);
    expect(lineDistanceM(road, [odd, at('平云路121号')?.lat ?? 0])).toBeCloseTo(18, 0);
    for (const f of layers.roads.features.filter((r) => r.properties.numberTo > 0)) {
      if (f.properties.name === '华南快速干线') continue;
      for (let n = 1; n <= f.properties.numberTo; n += 7) {
        const got = at(`${f.properties.name}${n}号`);
        expect(polygonContains(outline, [got?.lon ?? 0, got?.lat ?? 0]), `${f.properties.name}${n}`).toBe(
          true,
        );
      }
    }
  });

  it('is less sure of a number beyond the road', () => {
    expect(at('海月路91号')?.precisionM).toBe(60);
    expect(at('海月路9999号')?.precisionM).toBeGreaterThan(100);
  });

  it('walks a line by share of its length', () => {
    expect(
      pointAlong(
        [
          [113.31, 23.12],
          [113.32, 23.12],
        ],
        0.5,
      ),
    ).toEqual([113.315, 23.12]);
    expect(pointAlong([[113.31, 23.12]], 0.5)).toEqual([113.31, 23.12]);
  });
});

describe('the registry', () => {
  const places = [...estates, ...schools, ...buildings];

  it('has the customer’s numbers', () => {
    expect([estates.length, schools.length, buildings.length]).toEqual([55, 16, 58]);
    expect(cameras).toHaveLength(40);
    expect(units.units.filter((u) => u.kind !== 'social')).toHaveLength(32);
    expect(units.units.filter((u) => u.kind === 'social').map((u) => u.name)).toEqual([
      '平安促进会',
      '最小应急单元',
      '广州街坊',
    ]);
  });

  it('has no id and no name twice', () => {
    for (const list of [places, units.units, cameras]) {
      expect(new Set(list.map((e) => e.id)).size).toBe(list.length);
      expect(new Set(list.map((e) => e.name)).size).toBe(list.length);
    }
    const unitNames = units.units.flatMap((u) => [...new Set([u.name, u.short, ...u.aliases])]);
    expect(new Set(unitNames).size).toBe(unitNames.length);
  });

  it('stands inside the street, in the grid and community that it names, at its address', () => {
    for (const p of places) {
      const here = locate(p.lon, p.lat, layers);
      expect(here).toMatchObject({ exact: true, gridCode: p.grid, communityCode: p.community });
      const address = geocode(`${p.road}${p.number}号`, gazetteer);
      expect(distanceM([address?.lon ?? 0, address?.lat ?? 0], [p.lon, p.lat])).toBeLessThan(1);
      expect(geocode(p.name, gazetteer)?.matched).toBe(p.name);
    }
    for (const c of cameras) expect(locate(c.lon, c.lat, layers)?.gridCode).toBe(c.grid);
  });

  it('knows the cameras of the sample pictures', () => {
    const manifest = json('test/fixtures/samples/manifest.json') as {
      cctv: { cameras: { ip: string; channel: number; name: string }[] };
    };
    for (const c of manifest.cctv.cameras) expect(cameras).toContainEqual(expect.objectContaining(c));
    expect(cameras.find((c) => c.aliases.includes('NVR1_ch3'))?.name).toBe('华快桥底平云路');
    expect(cameras.find((c) => c.aliases.includes('001'))?.name).toBe('冼村地铁站B口');
  });

  it('has a unit for every lead unit of the hotline classes, in every community', () => {
    const rows = text('resources/codes/hotline-classes.csv').trim().split('\n').slice(1);
    const leads = new Set(rows.map((r) => r.split(',')[4] ?? ''));
    expect(leads.size).toBeGreaterThan(20);
    for (const lead of leads) {
      for (const c of layers.communities.features) {
        expect(unitByName(lead, units, c.properties.code), lead).toBeDefined();
      }
    }
    expect(unitByName('社区居委会', units)).toBeUndefined();
    expect(unitByName('园林所', units)?.id).toBe('lhyh');
    expect(unitByName('无此单位', units)).toBeUndefined();
  });

  it('gives every community its own committee', () => {
    const communities = communityFile.parse(json('resources/registry/communities.json'));
    expect(communities.map((c) => [c.code, c.name])).toEqual(
      layers.communities.features.map((f) => [f.properties.code, f.properties.name]),
    );
    for (const c of communities)
      expect(units.units.find((u) => u.id === c.unit)?.communities).toEqual([c.code]);
  });
});
