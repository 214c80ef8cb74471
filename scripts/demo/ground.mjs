// A street seen from the carriageway: metres on the ground become pixels on a picture of 960 × 540.
export const WIDTH = 960;
export const HEIGHT = 540;
const FOCAL = 620;
const EYE = 1.9;
const HORIZON = 215;
const NEAR = 3.2;

/** Depths in metres: front edge of the kerb, the tactile paving, the wall at the back. */
export const KERB = 1.4;
export const TACTILE = 3.1;
export const WALL = 6;

/** Pixels per metre at a depth. @param {number} z */
export const scaleAt = (z) => FOCAL / (z + NEAR);

/** @param {number} x @param {number} z @param {number} [height] @returns {[number, number]} */
export function project(x, z, height = 0) {
  const s = scaleAt(z);
  return [WIDTH / 2 + x * s, HORIZON + (EYE - height) * s];
}

/** Points for an SVG polygon. @param {number[][]} corners x, z, height each */
export const points = (corners) =>
  corners
    .map(([x = 0, z = 0, h = 0]) =>
      project(x, z, h)
        .map((n) => n.toFixed(1))
        .join(','),
    )
    .join(' ');

/** A polygon lying on the ground. @param {number[][]} corners @param {string} attributes */
export const patch = (corners, attributes) => `<polygon points="${points(corners)}" ${attributes}/>`;

/** @param {number} x1 @param {number} x2 @param {number} z1 @param {number} z2 @param {string} attributes */
export const field = (x1, x2, z1, z2, attributes) =>
  patch(
    [
      [x1, z1],
      [x2, z1],
      [x2, z2],
      [x1, z2],
    ],
    attributes,
  ); // prettier-ignore

/** Something standing at a place, drawn in metres with its foot at 0,0. @param {number} x @param {number} z @param {string} drawing */
export function stand(x, z, drawing, transform = '') {
  const [left, top] = project(x, z);
  return `<g transform="translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${scaleAt(z).toFixed(2)}) ${transform}">${drawing}</g>`;
}

/** The shadow something throws to the right and back. @param {number} x @param {number} z @param {number} width @param {number} height */
export function shadow(x, z, width, height, strength = 0.3) {
  const w = width / 2;
  const reach = Math.min(height * 0.55, WALL - z - 0.1);
  const side = reach * 1.5;
  const cast = [
    [x - w, z],
    [x + w, z],
    [x + w * 0.9 + side, z + reach],
    [x - w * 0.7 + side, z + reach],
  ]; // prettier-ignore
  const [left, top] = project(x, z);
  const s = scaleAt(z);
  return (
    patch(cast, `fill="#20242c" opacity="${strength}" filter="url(#soft)"`) +
    `<ellipse cx="${left}" cy="${top}" rx="${(w * 1.05 * s).toFixed(1)}" ry="${(0.07 * s).toFixed(1)}" fill="#15181d" opacity="0.42" filter="url(#soft)"/>`
  );
}

/** A seeded source of chance. @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    /** @param {number} a @param {number} b */
    between: (a, b) => a + next() * (b - a),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(next() * list.length)]),
  };
}
/** @typedef {ReturnType<typeof chance>} Chance */
