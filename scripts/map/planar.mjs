/** Small planar geometry for the map generator: crossing lines → faces, faces → outlines, inner label points. */

/** Coordinates are held on a lattice of 1e-6 degree (about 0.1 m), so shared corners are equal to the bit. */
export const snap = (v) => Math.round(v * 1e6) / 1e6;
export const snapPoint = ([x, y]) => [snap(x), snap(y)];
const key = (p) => `${Math.round(p[0] * 1e6)},${Math.round(p[1] * 1e6)}`;

export const M_LAT = 110_760;
export const M_LON = 102_420;
export const metres = (a, b) => Math.hypot((a[0] - b[0]) * M_LON, (a[1] - b[1]) * M_LAT);

/** Signed area of a ring in m², positive when counter-clockwise; local plane at 23.1245° N. */
export function areaM2(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[(i + 1) % ring.length];
    sum += (x1 - 113.3) * (y2 - 23.12) - (x2 - 113.3) * (y1 - 23.12);
  }
  return (sum / 2) * M_LON * M_LAT;
}

function cross(a, b, c, d) {
  const rx = b[0] - a[0];
  const ry = b[1] - a[1];
  const sx = d[0] - c[0];
  const sy = d[1] - c[1];
  const det = rx * sy - ry * sx;
  if (Math.abs(det) < 1e-16) return undefined;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / det;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / det;
  const e = 1e-9;
  if (t < -e || t > 1 + e || u < -e || u > 1 + e) return undefined;
  return { t, point: snapPoint([a[0] + t * rx, a[1] + t * ry]) };
}

/** Cuts every line at its crossings with the others. Returns for each line its points, crossings marked. */
export function node(lines) {
  const noded = lines.map((line, i) => {
    const out = [];
    for (let s = 0; s + 1 < line.length; s++) {
      const a = line[s];
      const b = line[s + 1];
      const hits = [];
      lines.forEach((other, j) => {
        if (i === j) return;
        for (let q = 0; q + 1 < other.length; q++) {
          const hit = cross(a, b, other[q], other[q + 1]);
          if (hit) hits.push(hit);
        }
      });
      hits.sort((p, q) => p.t - q.t);
      out.push(
        { point: snapPoint(a), crossing: false },
        ...hits.map((h) => ({ point: h.point, crossing: true })),
      );
    }
    out.push({ point: snapPoint(line.at(-1)), crossing: false });
    return out.filter(
      (p, n) => n === 0 || key(p.point) !== key(out[n - 1].point) || mergeInto(out[n - 1], p),
    );
  });
  const times = new Map();
  for (const line of noded) {
    for (const k of new Set(line.map((p) => key(p.point)))) times.set(k, (times.get(k) ?? 0) + 1);
  }
  // A lane may end on a corner, where rounding hides the touch from the arithmetic above.
  for (const p of noded.flat()) p.crossing ||= times.get(key(p.point)) > 1;
  return noded;
}

function mergeInto(previous, next) {
  previous.crossing ||= next.crossing;
  return false;
}

/** Cuts a noded line to what lies between its first and last crossing. */
export function trim(noded) {
  const first = noded.findIndex((p) => p.crossing);
  const last = noded.findLastIndex((p) => p.crossing);
  return noded.slice(first, last + 1).map((p) => p.point);
}

/** Bounded faces (counter-clockwise open rings) of the arrangement of noded lines. */
export function faces(nodedLines) {
  const points = new Map();
  const out = new Map();
  const link = (a, b) => {
    points.set(key(a), a);
    if (!out.has(key(a))) out.set(key(a), new Set());
    out.get(key(a)).add(key(b));
  };
  for (const line of nodedLines) {
    for (let i = 0; i + 1 < line.length; i++) {
      link(line[i].point, line[i + 1].point);
      link(line[i + 1].point, line[i].point);
    }
  }
  prune(out);
  const angle = (a, b) =>
    Math.atan2(points.get(b)[1] - points.get(a)[1], points.get(b)[0] - points.get(a)[0]);
  const around = new Map([...out].map(([k, to]) => [k, [...to].sort((p, q) => angle(k, p) - angle(k, q))]));
  const seen = new Set();
  const rings = [];
  for (const [start, tos] of around) {
    for (const to of tos) {
      const ring = walk(around, seen, start, to);
      if (ring.length > 2) rings.push(ring.map((k) => points.get(k)));
    }
  }
  return rings.filter((r) => areaM2(r) > 1);
}

function walk(around, seen, start, to) {
  const ring = [];
  let a = start;
  let b = to;
  while (!seen.has(`${a}>${b}`)) {
    seen.add(`${a}>${b}`);
    ring.push(a);
    const turn = around.get(b);
    const next = turn[(turn.indexOf(a) - 1 + turn.length) % turn.length];
    a = b;
    b = next;
  }
  return ring;
}

function prune(out) {
  let again = true;
  while (again) {
    again = false;
    for (const [k, to] of out) {
      if (to.size > 1) continue;
      for (const other of to) out.get(other)?.delete(k);
      out.delete(k);
      again = true;
    }
  }
}

/** Outline of faces that touch: edges met in both directions cancel. Throws when the result is not one ring. */
export function outline(rings) {
  const edges = new Map();
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const a = ring[i];
      const b = ring[(i + 1) % ring.length];
      if (!edges.delete(`${key(b)}>${key(a)}`)) edges.set(`${key(a)}>${key(b)}`, [a, b]);
    }
  }
  const next = new Map([...edges.values()].map(([a, b]) => [key(a), b]));
  const first = [...edges.values()][0][0];
  const ring = [first];
  for (let p = next.get(key(first)); key(p) !== key(first); p = next.get(key(p))) ring.push(p);
  if (ring.length !== edges.size) throw new Error('a community falls apart into more than one piece');
  return ring;
}

export function contains(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function edgeDistance(ring, p) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i++) {
    best = Math.min(best, segmentDistance(p, ring[i], ring[(i + 1) % ring.length]));
  }
  return best;
}

function segmentDistance(p, a, b) {
  const dx = (b[0] - a[0]) * M_LON;
  const dy = (b[1] - a[1]) * M_LAT;
  const px = (p[0] - a[0]) * M_LON;
  const py = (p[1] - a[1]) * M_LAT;
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - t * dx, py - t * dy);
}

/** The inner point farthest from the edge, and that distance in metres (a plain 40 × 40 search). */
export function labelPoint(ring) {
  const xs = ring.map((p) => p[0]);
  const ys = ring.map((p) => p[1]);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = { point: ring[0], radius: -1 };
  for (let i = 1; i < 40; i++) {
    for (let j = 1; j < 40; j++) {
      const p = [x0 + ((x1 - x0) * i) / 40, y0 + ((y1 - y0) * j) / 40];
      if (!contains(ring, p)) continue;
      const radius = edgeDistance(ring, p);
      if (radius > best.radius + 0.5) best = { point: snapPoint(p), radius };
    }
  }
  return best;
}

export function centroid(ring) {
  let sum = 0;
  let cx = 0;
  let cy = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = [ring[i][0] - 113.3, ring[i][1] - 23.12];
    const n = ring[(i + 1) % ring.length];
    const [x2, y2] = [n[0] - 113.3, n[1] - 23.12];
    const c = x1 * y2 - x2 * y1;
    sum += c;
    cx += (x1 + x2) * c;
    cy += (y1 + y2) * c;
  }
  return [cx / (3 * sum) + 113.3, cy / (3 * sum) + 23.12];
}
