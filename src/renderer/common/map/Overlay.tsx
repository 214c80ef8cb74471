import type { MapLayers } from '@shared/rules/place/schema';
import { type ReactElement, type RefObject, useMemo } from 'react';
import { palette, type ThemeName, type } from '../tokens';
import { roadRank } from './content';
import { type EdgeWish, overlaps, type Point, placeCallouts, placeEdgeLabels } from './layout';
import { shapeRadius } from './shapes';
import { font } from './styles';
import type { MapCallout, MapItem } from './types';

type Project = (lon: number, lat: number) => Point | undefined;

interface OverlayProps {
  readonly theme: ThemeName;
  readonly layers: MapLayers;
  readonly items: readonly MapItem[];
  readonly labels: readonly MapCallout[];
  readonly project: Project;
  readonly holder: RefObject<HTMLDivElement | null>;
  /** Legend and note in the lower left corner: nothing else may stand there. */
  readonly footer: RefObject<HTMLElement | null>;
}

const PX = type.wall.body;
const LINE = Math.round(PX * 1.3);
const PAD = 8;
const MAX_WIDTH = 340;

let ruler: CanvasRenderingContext2D | null | undefined;

/** Width of a text on the wall in CSS pixels. */
function widthOf(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (!ruler) return text.length * PX;
  ruler.font = font('wall');
  return Math.ceil(ruler.measureText(text).width);
}

/** Names of the roads that reach the south or east edge, and of the border roads. */
function edgeWishes(layers: MapLayers, project: Project): EdgeWish[] {
  const ring = layers.boundary.features[0]?.geometry.coordinates[0] ?? [];
  const lats = ring.map((p) => p[1]);
  const lons = ring.map((p) => p[0]);
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
  const eastEdge = Math.max(...lons);
  return layers.roads.features.flatMap(({ properties: p, geometry }) => {
    const start = geometry.coordinates[0];
    const end = geometry.coordinates.at(-1);
    if (p.name === '' || p.class === 'lane' || !start || !end) return [];
    const below = p.axis === 'ns';
    const reaches = below ? start[1] < middle - 0.0012 : end[0] > eastEdge - 0.0012;
    const at = below ? project(start[0], start[1]) : project(end[0], end[1]);
    if (!reaches || !at) return [];
    const size = { width: widthOf(p.name) + 2, height: LINE };
    return [{ text: p.name, at, side: below ? 'below' : 'right', rank: roadRank(p.class), ...size } as const];
  });
}

/** What stands over the map of the wall: names of roads outside the street, and callouts beside overdue items. */
export function Overlay({
  theme,
  layers,
  items,
  labels,
  project,
  holder,
  footer,
}: OverlayProps): ReactElement {
  const c = palette[theme];
  const box = { width: holder.current?.clientWidth ?? 0, height: holder.current?.clientHeight ?? 0 };
  const { width, height } = box;
  const taken = footer.current;
  const [footWidth, footHeight] = [taken?.offsetWidth ?? 0, taken?.offsetHeight ?? 0];
  const corner = useMemo(
    () => ({ x: 0, y: height - footHeight, width: footWidth, height: footHeight }),
    [height, footWidth, footHeight],
  );
  const names = useMemo(
    () => placeEdgeLabels(edgeWishes(layers, project), { width, height }, [corner]),
    [layers, project, width, height, corner],
  );
  const callouts = useMemo(() => {
    const wishes = labels.flatMap((l) => {
      const at = project(l.lon, l.lat);
      const text = Math.max(widthOf(l.title), widthOf(l.detail));
      const size = { width: Math.min(MAX_WIDTH, text + 2 * PAD + 4), height: 2 * LINE + 8 };
      return at ? [{ id: l.id, at, radius: shapeRadius('wall', 'red'), ...size }] : [];
    });
    const own = new Set(labels.map((l) => l.id));
    const marks = items.flatMap((i) => (own.has(i.id) ? [] : (project(i.lon, i.lat) ?? [])));
    return placeCallouts(wishes, { width, height }, [corner, ...names.map((n) => n.rect)], marks);
  }, [labels, items, project, names, width, height, corner]);
  return (
    <div
      style={{
        position: 'absolute',
        inset: 0,
        pointerEvents: 'none',
        fontSize: PX,
        lineHeight: `${LINE}px`,
        fontWeight: 500,
      }}
    >
      <svg width={width} height={height} style={{ position: 'absolute', inset: 0 }} aria-hidden="true">
        {names.map((n) => (
          <path key={n.text} d={tick(n)} stroke={c.line} strokeWidth={2} fill="none" />
        ))}
        {callouts
          .filter(
            (k) => k.tied && !overlaps(k.rect, { x: k.at.x - 20, y: k.at.y - 20, width: 40, height: 40 }),
          )
          .map((k) => (
            <line
              key={k.id}
              x1={k.at.x}
              y1={k.at.y}
              {...nearEdge(k.at, k.rect)}
              stroke={c.kapok}
              strokeWidth={2}
            />
          ))}
      </svg>
      {names.map((n) => (
        <span
          key={n.text}
          style={{
            position: 'absolute',
            left: n.rect.x,
            top: n.rect.y,
            color: c.secondary,
            whiteSpace: 'nowrap',
          }}
        >
          {n.text}
        </span>
      ))}
      {callouts.map((k) => (
        <Callout key={k.id} theme={theme} rect={k.rect} label={labels.find((l) => l.id === k.id)} />
      ))}
    </div>
  );
}

function tick(n: { at: Point; rect: { x: number; y: number }; side: 'below' | 'right' }): string {
  if (n.side === 'right') return `M${n.at.x},${n.at.y}H${n.rect.x - 3}`;
  return `M${n.at.x},${n.at.y}V${n.rect.y - 2}`;
}

function nearEdge(at: Point, r: { x: number; y: number; width: number; height: number }) {
  return { x2: Math.max(r.x, Math.min(r.x + r.width, at.x)), y2: at.y < r.y ? r.y : r.y + r.height };
}

interface CalloutProps {
  readonly theme: ThemeName;
  readonly rect: { x: number; y: number; width: number; height: number };
  readonly label: MapCallout | undefined;
}

function Callout({ theme, rect, label }: CalloutProps): ReactElement | null {
  if (!label) return null;
  const c = palette[theme];
  const line = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return (
    <div
      data-callout={label.id}
      style={{
        position: 'absolute',
        left: rect.x,
        top: rect.y,
        width: rect.width,
        height: rect.height,
        boxSizing: 'border-box',
        padding: `4px ${PAD}px`,
        background: c.ground,
        border: `1px solid ${c.line}`,
        borderRadius: 4,
        fontVariantNumeric: 'tabular-nums',
      }}
    >
      <div style={{ ...line, color: c.text }}>{label.title}</div>
      <div style={{ ...line, color: c.kapok }}>{label.detail}</div>
    </div>
  );
}
