import Feature, { type FeatureLike } from 'ol/Feature';
import { Circle, Point, type Polygon } from 'ol/geom';
import { defaults as defaultInteractions } from 'ol/interaction/defaults';
import VectorLayer from 'ol/layer/Vector';
import OlMap from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { StyleFunction } from 'ol/style/Style';
import View from 'ol/View';
import { gridStep, mapPalette } from '../tokens';
import { contentOf } from './content';
import { numberFeatures } from './numbers';
import { itemStyle, shapeRadius } from './shapes';
import { type RoadClass, roadWidth, STRETCH, styleSet } from './styles';
import type { MapItem, MapMode, MapScene } from './types';

/** Device pixels per CSS pixel that the map draws at most: a wall of 16 million pixels must not cost four times. */
const RATIO_CAP: Record<MapMode, number> = { desk: 2, wall: 1.5 };
/** Radius around the selected item, and how much of the street is shown around it (metres). */
const NEAR_M = 100;
const AROUND_M = 230;
/** Up to this many metres per pixel a class of road shows its name. */
const NAME_UNTIL: Record<RoadClass, number> = { main: 6, secondary: 5, local: 2.6, lane: 1.6 };
const PLACES_UNTIL = 2.2;
/** How long a road must be on screen for one, three or seven places of its name. */
const NAMES_FROM_PX = [60, 350, 1400] as const;

const newSource = () => new VectorSource({ useSpatialIndex: false });
const tenth = (n: number) => Math.round(n * 10) / 10;

/**
 * One map of one window. It is made once and lent to whoever shows it (`attach`, `detach`); scenes are compared with
 * what is drawn, and all changes of a moment are applied in one frame.
 */
export class StreetMapEngine {
  readonly map: OlMap;
  onSelect: ((id: string | null) => void) | undefined;
  /** Called after the view was fitted anew: places on screen have moved. */
  onFitted: (() => void) | undefined;
  private readonly element = document.createElement('div');
  private readonly sources: Record<
    'grids' | 'static' | 'focus' | 'numbers' | 'names' | 'items',
    VectorSource
  >;
  private readonly layers: Record<'grids' | 'static' | 'focus' | 'numbers' | 'names' | 'items', VectorLayer>;
  private readonly features = new Map<string, Feature<Point>>();
  private scene: MapScene | undefined;
  private drawn: MapScene | undefined;
  private frame = 0;
  private padding: [number, number, number, number] = [12, 12, 12, 12];

  constructor(readonly mode: MapMode) {
    this.element.style.cssText = 'position:absolute;inset:0;outline:none';
    const style = this.styleFunctions();
    const kinds = ['grids', 'static', 'focus', 'items', 'numbers', 'names'] as const;
    const sources = kinds.map((k) => [k, newSource()] as const);
    this.sources = Object.fromEntries(sources) as typeof this.sources;
    const layers = sources.map(([k, source]) => {
      const declutter = k === 'numbers' || k === 'names' ? 'texts' : false;
      return [
        k,
        new VectorLayer({ source, style: style[k], declutter, updateWhileAnimating: false }),
      ] as const;
    });
    this.layers = Object.fromEntries(layers) as typeof this.layers;
    this.map = new OlMap({
      layers: layers.map(([, layer]) => layer),
      controls: [],
      interactions:
        mode === 'wall' ? [] : defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      pixelRatio: this.ratio(),
      view: new View({
        center: fromLonLat([113.3285, 23.1245]),
        zoom: 15,
        minZoom: 13,
        maxZoom: 20,
        enableRotation: false,
      }),
    });
    this.map.on('change:size', () => this.fit());
    if (mode === 'desk') this.listen();
  }

  /** Shows the map in a place of the page. */
  attach(parent: HTMLElement): void {
    parent.appendChild(this.element);
    if (this.mode === 'desk') this.element.tabIndex = 0;
    this.map.setPixelRatio(this.ratio());
    this.map.setTarget(this.element);
  }

  detach(): void {
    this.map.setTarget(undefined);
    this.element.remove();
    this.onSelect = undefined;
    this.onFitted = undefined;
  }

  /** Takes what is to be drawn; several calls before the next frame cost one drawing. */
  show(scene: MapScene): void {
    this.scene = scene;
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.apply());
  }

  /** Free room around the street, in CSS pixels: top, right, bottom, left. */
  pad(padding: [number, number, number, number]): void {
    if (padding.every((v, i) => v === this.padding[i])) return;
    this.padding = padding;
    this.fit();
  }

  /** Where a place stands in the element, in CSS pixels, once the map has a size. */
  project(lon: number, lat: number): { x: number; y: number } | undefined {
    const size = this.map.getSize();
    const view = this.map.getView();
    const [center, resolution] = [view.getCenter(), view.getResolution()];
    const [cx, cy] = center ?? [];
    const [x, y] = fromLonLat([lon, lat]);
    if (!size || !resolution || cx === undefined || cy === undefined || x === undefined || y === undefined)
      return undefined;
    return {
      x: tenth((size[0] ?? 0) / 2 + (x - cx) / resolution),
      y: tenth((size[1] ?? 0) / 2 - (y - cy) / resolution),
    };
  }

  /** Frees everything: sources and layers one by one, since the map alone would leave them. */
  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.detach();
    for (const layer of Object.values(this.layers)) {
      this.map.removeLayer(layer);
      layer.getSource()?.clear(true);
      layer.getSource()?.dispose();
      layer.dispose();
    }
    this.features.clear();
    this.map.dispose();
  }

  private ratio(): number {
    return Math.min(window.devicePixelRatio || 1, RATIO_CAP[this.mode]);
  }

  private listen(): void {
    const idAt = (event: MapBrowserEvent) => {
      const options = { hitTolerance: 6, layerFilter: (l: unknown) => l === this.layers.items };
      const id = this.map.forEachFeatureAtPixel(event.pixel, (f) => String(f.getId()), options);
      return id ?? null;
    };
    // Ring and numbers have their size on screen: they follow the zoom once it has come to rest.
    this.map.on('moveend', () => {
      if (!this.drawn) return;
      this.applyFocus(this.drawn);
      this.applyNumbers(this.drawn);
    });
    this.map.on('click', (event) => this.onSelect?.(idAt(event)));
    this.map.on('pointermove', (event) => {
      if (event.dragging) return;
      const id = idAt(event);
      this.element.style.cursor = id === null ? '' : 'pointer';
      this.element.title = String((id !== null && this.features.get(id)?.get('title')) || '');
    });
  }

  private styleFunctions(): Record<
    'grids' | 'static' | 'focus' | 'numbers' | 'names' | 'items',
    StyleFunction
  > {
    const set = () => styleSet(this.scene?.theme ?? 'light', this.mode);
    return {
      grids: (f) => set().steps[gridStep(this.scene?.gridCounts[String(f.get('code'))] ?? 0)],
      items: (f) => itemStyle(this.scene?.theme ?? 'light', this.mode, f.get('light')),
      focus: (f) => (f.get('kind') === 'ring' ? set().ring : set().radius),
      static: (f, resolution) => this.staticStyle(f.get('kind'), f.get('class'), resolution),
      numbers: (f) => {
        const style = set().numbers[gridStep(Number(f.get('count')))];
        style?.getText()?.setText(String(f.get('count')));
        return style;
      },
      names: (f, resolution) => this.nameStyle(f, resolution),
    };
  }

  private staticStyle(kind: string, cls: RoadClass, resolution: number) {
    const set = styleSet(this.scene?.theme ?? 'light', this.mode);
    if (kind === 'boundary') return set.border;
    if (kind === 'community') return set.community;
    if (kind === 'green') return set.green;
    const style = kind === 'road' ? set.road : set.borderRoad;
    style.getStroke()?.setWidth(roadWidth(cls, this.mode, resolution));
    return style;
  }

  private nameStyle(f: FeatureLike, resolution: number) {
    const set = styleSet(this.scene?.theme ?? 'light', this.mode);
    const metres = resolution / STRETCH;
    const road: string | undefined = f.get('text');
    if (road === undefined) {
      if (metres > PLACES_UNTIL) return undefined;
      set.place.getText()?.setText(String(f.get('name')));
      return set.place;
    }
    const cls: RoadClass = f.get('class');
    const level: 0 | 1 | 2 = f.get('level');
    if (metres > NAME_UNTIL[cls] || Number(f.get('lengthM')) / metres < NAMES_FROM_PX[level])
      return undefined;
    set.name.getText()?.setText(road);
    return set.name;
  }

  private apply(): void {
    this.frame = 0;
    const scene = this.scene;
    const before = this.drawn;
    if (!scene) return;
    this.drawn = scene;
    if (scene.layers !== before?.layers) this.applyLayers(scene);
    if (scene.items !== before?.items) this.applyItems(scene.items);
    if (scene.theme !== before?.theme) {
      this.element.style.background = this.mode === 'wall' ? 'transparent' : mapPalette[scene.theme].street;
      for (const layer of Object.values(this.layers)) layer.changed();
    } else if (scene.gridCounts !== before?.gridCounts) this.layers.grids.changed();
    this.applyFocus(scene);
    if (scene.layers !== before?.layers || scene.view !== before?.view) this.fit();
    else if (scene.view === 'selected' && scene.selectedId !== before?.selectedId) this.fit();
    this.applyNumbers(scene);
  }

  private applyLayers(scene: MapScene): void {
    const content = contentOf(scene.layers);
    const kind = (list: Feature[], name: string) => {
      for (const f of list) f.set('kind', name, true);
      return list;
    };
    const put = (source: VectorSource, list: Feature[]) => {
      source.clear(true);
      source.addFeatures(list.map((f) => f.clone()));
    };
    put(this.sources.grids, content.grids);
    const lines = [...kind(content.borderRoads, 'borderRoad'), ...kind(content.roads, 'road')];
    const areas = [...kind(content.greens, 'green'), ...kind(content.communities, 'community')];
    put(this.sources.static, [...lines, ...areas, ...kind(content.boundary, 'boundary')]);
    put(this.sources.names, this.mode === 'desk' ? [...content.names, ...content.places] : []);
  }

  private applyItems(items: readonly MapItem[]): void {
    const gone = new Set(this.features.keys());
    const fresh: Feature[] = [];
    for (const item of items) {
      gone.delete(item.id);
      const at = fromLonLat([item.lon, item.lat]);
      const known = this.features.get(item.id);
      const feature = known ?? new Feature({ geometry: new Point(at) });
      if (known && known.getGeometry()?.getCoordinates().join() !== at.join())
        known.getGeometry()?.setCoordinates(at);
      if (feature.get('light') !== item.light) feature.set('light', item.light);
      feature.set('title', item.title, true);
      if (known) continue;
      feature.setId(item.id);
      this.features.set(item.id, feature);
      fresh.push(feature);
    }
    for (const id of gone) {
      const feature = this.features.get(id);
      if (feature) this.sources.items.removeFeature(feature);
      this.features.delete(id);
    }
    if (fresh.length > 0) this.sources.items.addFeatures(fresh);
  }

  /** The ring around the selected item and the circle of 100 m. */
  private applyFocus(scene: MapScene): void {
    const item = scene.items.find((i) => i.id === scene.selectedId);
    const resolution = this.map.getView().getResolution() ?? 1;
    const key = item ? `${item.lon},${item.lat},${item.light},${resolution}` : '';
    if (this.sources.focus.get('key') === key) return;
    this.sources.focus.set('key', key, true);
    this.sources.focus.clear(true);
    if (!item) {
      this.sources.focus.changed();
      return;
    }
    const at = fromLonLat([item.lon, item.lat]);
    const ring = new Feature({
      kind: 'ring',
      geometry: new Circle(at, (shapeRadius(this.mode, item.light) + 5) * resolution),
    });
    const near = new Feature({ kind: 'near', geometry: new Circle(at, NEAR_M * STRETCH) });
    this.sources.focus.addFeatures(this.mode === 'desk' ? [near, ring] : [ring]);
  }

  private applyNumbers(scene: MapScene): void {
    const view = this.map.getView();
    const frame = {
      center: view.getCenter() ?? [0, 0],
      resolution: view.getResolution() ?? 1,
      size: this.map.getSize() ?? [0, 0],
    };
    const marks = scene.items.flatMap((i) => this.project(i.lon, i.lat) ?? []);
    this.sources.numbers.clear(true);
    const list = numberFeatures(this.sources.grids.getFeatures(), scene.gridCounts, marks, frame, this.mode);
    this.sources.numbers.addFeatures(list);
    if (list.length === 0) this.sources.numbers.changed();
  }

  /** Fits the whole street, or the surroundings of the selected item. */
  private fit(): void {
    const scene = this.drawn;
    const size = this.map.getSize();
    const border = this.sources.static.getFeatures().find((f) => f.get('kind') === 'boundary');
    if (!scene || !size || !border || (size[0] ?? 0) < 40 || (size[1] ?? 0) < 40) return;
    const item = scene.view === 'selected' ? scene.items.find((i) => i.id === scene.selectedId) : undefined;
    const extent = item
      ? new Circle(fromLonLat([item.lon, item.lat]), AROUND_M * STRETCH).getExtent()
      : (border.getGeometry() as Polygon).getExtent();
    this.map.getView().fit(extent, { size, padding: item ? [0, 0, 0, 0] : this.padding });
    this.applyFocus(scene);
    this.applyNumbers(scene);
    this.onFitted?.();
  }
}
