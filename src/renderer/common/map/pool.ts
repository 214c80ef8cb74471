import { StreetMapEngine } from './engine';
import type { MapMode } from './types';

const idle = new Map<MapMode, StreetMapEngine>();

/** Lends a map: the idle one of this window where there is one, so that mounting twice does not make two. */
export function borrowEngine(mode: MapMode): StreetMapEngine {
  const waiting = idle.get(mode);
  idle.delete(mode);
  return waiting ?? new StreetMapEngine(mode);
}

/** Takes a map back. One per mode is kept for the next time, any other is freed. */
export function returnEngine(engine: StreetMapEngine): void {
  engine.detach();
  if (idle.has(engine.mode)) engine.dispose();
  else idle.set(engine.mode, engine);
}
