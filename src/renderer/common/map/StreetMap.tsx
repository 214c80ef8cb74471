import { type ReactElement, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { fontFamily, mapPalette, palette, type ThemeName, type } from '../tokens';
import type { StreetMapEngine } from './engine';
import { Overlay } from './Overlay';
import { borrowEngine, returnEngine } from './pool';
import type { MapCallout, MapItem, MapMode, MapScene, MapTexts } from './types';

export interface StreetMapProps extends Omit<MapScene, 'selectedId' | 'view'> {
  readonly mode: MapMode;
  readonly texts: MapTexts;
  readonly selectedId?: string | undefined;
  readonly onSelect?: ((id: string | null) => void) | undefined;
  /** Wall: items with a text beside them, the most urgent first. */
  readonly labels?: readonly MapCallout[] | undefined;
  /** Desk: the whole street (default), or the surroundings of the selected item. */
  readonly view?: 'street' | 'selected' | undefined;
  /** The legend of the five steps; shown unless false. */
  readonly legend?: boolean | undefined;
}

const NO_LABELS: readonly MapCallout[] = [];

/** Room for the names of roads around the street on the wall: top, right, bottom, left. */
const WALL_PADDING: [number, number, number, number] = [12, 112, 62, 16];
const DESK_PADDING: [number, number, number, number] = [12, 12, 12, 12];

/** A map borrowed for as long as the component is mounted. */
function useEngine(mode: MapMode, holder: React.RefObject<HTMLDivElement | null>, onFitted: () => void) {
  const engine = useRef<StreetMapEngine | null>(null);
  useLayoutEffect(() => {
    if (!holder.current) return;
    const own = borrowEngine(mode);
    engine.current = own;
    own.onFitted = onFitted;
    own.attach(holder.current);
    own.pad(mode === 'wall' ? WALL_PADDING : DESK_PADDING);
    return () => {
      engine.current = null;
      returnEngine(own);
    };
  }, [mode, holder, onFitted]);
  return engine;
}

/**
 * The street with its unit grids coloured by open cases and the open items as shapes. It fills its parent, which must
 * have a size. All words come in by props.
 */
export function StreetMap(props: StreetMapProps): ReactElement {
  const { theme, mode, layers, items, gridCounts, selectedId, onSelect, texts, view = 'street' } = props;
  const holder = useRef<HTMLDivElement>(null);
  const footer = useRef<HTMLElement>(null);
  const [fitted, setFitted] = useState(0);
  const onFitted = useCallback(() => setFitted((n) => n + 1), []);
  const engine = useEngine(mode, holder, onFitted);
  useEffect(() => {
    if (engine.current) engine.current.onSelect = onSelect;
  });
  useEffect(() => {
    engine.current?.show({ theme, layers, items, gridCounts, selectedId, view });
  }, [engine, theme, layers, items, gridCounts, selectedId, view]);

  const project = useMemo(() => {
    // A new fit moves every place on screen.
    void fitted;
    return (lon: number, lat: number) => engine.current?.project(lon, lat);
  }, [engine, fitted]);
  const c = palette[theme];
  return (
    <section
      aria-label={texts.label}
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        height: '100%',
        minHeight: 0,
        fontFamily,
      }}
    >
      <div style={{ position: 'relative', flex: 1, minHeight: 0, overflow: 'hidden' }}>
        <div ref={holder} style={{ position: 'absolute', inset: 0 }} />
        {mode === 'wall' && fitted > 0 && (
          <Overlay
            theme={theme}
            layers={layers}
            items={items}
            labels={props.labels ?? NO_LABELS}
            project={project}
            holder={holder}
            footer={footer}
          />
        )}
      </div>
      <footer ref={footer} style={footerStyle(mode, c.secondary)}>
        {props.legend !== false && <Legend theme={theme} mode={mode} texts={texts} />}
        <span>{texts.note}</span>
      </footer>
    </section>
  );
}

const footerStyle = (mode: MapMode, color: string): React.CSSProperties => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: mode === 'wall' ? '4px 40px' : '2px 16px',
  padding: mode === 'wall' ? '2px 16px' : '4px 8px',
  // On the wall the street's south edge slopes: the lower left corner of the map is free.
  ...(mode === 'wall' ? { position: 'absolute', left: 0, bottom: 0 } : {}),
  fontSize: mode === 'wall' ? type.wall.body : type.desk.secondary,
  lineHeight: 1.4,
  color,
});

/** Few → many, in the five steps of the cells. */
function Legend({ theme, mode, texts }: { theme: ThemeName; mode: MapMode; texts: MapTexts }): ReactElement {
  const [width, height] = mode === 'wall' ? [40, 18] : [18, 10];
  const m = mapPalette[theme];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: mode === 'wall' ? 12 : 6 }}>
      <span>{texts.legend}</span>
      <span>{texts.few}</span>
      <span style={{ display: 'inline-flex', gap: mode === 'wall' ? 3 : 2 }}>
        {m.steps.map((step) => (
          <span
            key={step}
            style={{ width, height, background: step, boxShadow: `inset 0 0 0 1px ${palette[theme].line}` }}
          />
        ))}
      </span>
      <span>{texts.many}</span>
    </span>
  );
}

export type { MapCallout, MapItem, MapTexts };
