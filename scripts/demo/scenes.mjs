// The matters: what is drawn before, and what has changed after, from the same spot.
import { chance, field, HEIGHT, KERB, patch, project, scaleAt, shadow, stand, WIDTH } from './ground.mjs';
import { behind, bikeBox, dapple, frame, pavement, road, tree } from './street.mjs';
import * as things from './things.mjs';

/** @typedef {import('./ground.mjs').Chance} Chance */
/** @typedef {{ ground?: string, things?: [number, string][], above?: string }} Drawing things: depth and drawing, the far ones first */

/** Something with its shadow. @returns {[number, string]} */
const put = (x, z, drawing, width, height, transform = '') => [
  z,
  shadow(x, z, width, height) + stand(x, z, drawing, transform),
];

const PAINTS = ['#7d8a8f', '#3f5560', '#8f5a4a', '#d5d0c5', '#6b7b66', '#2f3a44'];
const BOXES = ['#c9a13f', '#3e7f88', undefined, '#c9a13f', undefined, '#5f7fa3'];

/** @type {Record<string, (after: boolean, random: Chance, variant: number) => Drawing>} */
export const MATTERS = {
  ebikes(after, random, variant) {
    const list = [];
    const one = (x, z, width) => {
      const turned = random.next() < 0.5 ? -1 : 1;
      list.push(
        put(
          x,
          z,
          things.moped(random.pick(PAINTS), random.pick(BOXES)),
          1.5 * width,
          1,
          `scale(${(turned * width).toFixed(2)} 1)`,
        ),
      );
    };
    if (after) {
      for (let k = 0; k < 5; k++) one(-3 + k * 0.82 + variant * 2.4, 2.45, 0.5);
    } else {
      for (let k = 0; k < 8; k++)
        one(-3.6 + k * 1.02 + random.between(-0.2, 0.2), random.between(2.9, 3.7), random.between(0.6, 1));
      for (let k = 0; k < 5; k++)
        one(-2.6 + k * 1.25 + random.between(-0.2, 0.2), random.between(2.1, 2.6), random.between(0.7, 1));
    }
    return { ground: bikeBox(-3.5 + variant * 2.4, 0.9 + variant * 2.4), things: list };
  },
  bikes(after, random, variant) {
    const list = [];
    const paints = ['#c8a03a', '#4d86a0', '#5c9a86'];
    if (after) {
      for (let k = 0; k < 7; k++)
        list.push(
          put(-2.6 + k * 0.62 + variant, 2.45, things.bicycle(random.pick(paints)), 0.5, 0.9, 'scale(.4 1)'),
        );
    } else {
      for (let k = 0; k < 7; k++)
        list.push(
          put(
            -3 + k * 0.95 + random.between(-0.2, 0.2),
            random.between(3, 3.9),
            things.bicycle(random.pick(paints)),
            1,
            0.9,
            `scale(${random.between(0.6, 1).toFixed(2)} 1) rotate(${random.between(-8, 8).toFixed(0)})`,
          ),
        );
      for (let k = 0; k < 5; k++)
        list.push(
          put(
            -2.7 + k * 1.2,
            random.between(2.1, 2.7),
            things.bicycle(random.pick(paints)),
            1.2,
            0.2,
            `rotate(${random.pick([-14, 8, 17])}) skewX(-38) scale(1 .5)`,
          ),
        );
    }
    return { ground: bikeBox(-3.2 + variant, 2 + variant), things: list };
  },
  litter(after, random, variant) {
    const at = variant ? 1.3 : -1.4;
    if (after) return { ground: wet(at, 2.7) };
    const list = [];
    for (const [x, z] of [
      [-0.8, 3.1],
      [-0.25, 3.2],
      [0.35, 3.15],
      [0.9, 3],
      [-0.55, 2.75],
      [0.1, 2.7],
      [0.65, 2.65],
      [-0.1, 2.4],
    ]) // prettier-ignore
      list.push(
        put(
          at + x,
          z,
          things.bag(
            random.pick(['#2c3034', '#39403f', '#4f5a52', '#262a2c', '#7a8683']),
            random.between(0.55, 0.75),
            random.between(0.42, 0.62),
          ),
          0.6,
          0.4,
        ),
      );
    list.push(
      put(at + 1.35, 2.75, things.carton(), 0.5, 0.4),
      put(at - 1.25, 2.6, things.carton(0.42, 0.3), 0.4, 0.3),
    );
    for (let k = 0; k < 26; k++)
      list.push([2.2, stand(at + random.between(-1.9, 1.9), random.between(2.05, 2.9), things.bit(random))]);
    return { ground: stain(at, 2.6, 0.3), things: list };
  },
  bins(after, random, variant) {
    const at = variant ? 1.5 : -1.2;
    const list = ['#4b6b5a', '#56616a', '#4b6b5a'].map((fill, k) =>
      put(at - 0.85 + k * 0.82, 3.9, things.bin(fill, !after), 0.6, 0.9),
    );
    if (!after) {
      for (const [x, z] of [
        [-1.3, 3.5],
        [-0.7, 3.3],
        [0.05, 3.25],
        [0.75, 3.35],
        [1.3, 3.6],
        [0.35, 2.95],
      ]) // prettier-ignore
        list.push(
          put(
            at + x,
            z,
            things.bag(random.pick(['#2c3034', '#4f5a52', '#6b7a75', '#262a2c']), 0.6, 0.46),
            0.55,
            0.4,
          ),
        );
      for (let k = 0; k < 16; k++)
        list.push([2.6, stand(at + random.between(-1.8, 1.8), random.between(2.5, 3.2), things.bit(random))]);
    }
    return { ground: after ? wet(at, 3.4) : stain(at, 3.2, 0.3), things: list };
  },
  sweep(after, random, variant) {
    const at = variant ? 0.8 : -0.8;
    if (after) return { ground: wet(at, 2.9) };
    let ground = stain(at - 0.9, 2.7, 0.26) + stain(at + 1.1, 3.3, 0.2) + stain(at + 0.6, 2.15, 0.22);
    for (let k = 0; k < 120; k++) {
      const x = random.between(-3.4, 3.4);
      const z = random.between(1.75, 4.2);
      ground += stand(
        x,
        z,
        `<path transform="rotate(${random.between(0, 180).toFixed(0)}) scale(1 .5)" d="M-.07 0Q0 -.06 .07 0Q0 .06 -.07 0Z" fill="${random.pick(['#8a6b3a', '#a8833f', '#6f5a34', '#9b7a4e', '#e8e2d4'])}"/>`,
      );
    }
    return { ground };
  },
  leaflet(after, random, variant) {
    const x = variant ? 1 : -1.1;
    const list = [put(x, 4.6, things.cabinet(random, !after), 1.8, 1.6)];
    let ground = '';
    if (!after)
      for (let k = 0; k < 12; k++)
        ground += stand(
          x + random.between(-2, 2),
          random.between(3.7, 4.4),
          `<path transform="rotate(${random.between(-30, 30).toFixed(0)}) skewX(-30)" d="M-.1 0h.2v-.09h-.2z" fill="${random.pick(['#f3efe3', '#f0e3a8', '#e6b9ae'])}"/>`,
        );
    const paper =
      after || variant ? '' : stand(x + 2.2, 5.95, things.leaflets(random, -0.7, 0.7, -1.75, -0.9, 9));
    return { ground, things: [[5.9, paper], ...list] };
  },
  stall(after, random, variant) {
    const x = variant ? 0.8 : -0.6;
    if (after) return {};
    const list = [put(x, 3.2, things.cart(random), 1.9, 1.5)];
    list.push(
      put(x + 1.75, 2.9, things.stool('#5d7480'), 0.4, 0.4),
      put(x - 1.5, 2.85, things.carton(0.5, 0.32, '#a98a5c'), 0.5, 0.3),
      put(x - 1.65, 3.3, things.carton(0.5, 0.5), 0.5, 0.5),
    );
    if (variant) list.push(put(x - 3.1, 3.4, things.cart(random), 1.9, 1.5, 'scale(-.9 .9)'));
    for (let k = 0; k < 8; k++)
      list.push([2.5, stand(x + random.between(-1.6, 1.6), random.between(2.4, 2.9), things.bit(random))]);
    return { things: list };
  },
  shopfront(after, random, variant) {
    if (after) return {};
    const x = variant ? 1.2 : -1.3;
    const list = [
      put(x + 2.4, 5.1, things.rack(random), 1.4, 1.4),
      put(x - 2.5, 5, things.rack(random), 1.4, 1.4),
    ];
    for (const [dx, z] of [
      [-1.1, 3.7],
      [0.9, 3.5],
      [-0.1, 4.6],
    ]) // prettier-ignore
      list.push(
        put(x + dx, z, things.table(), 1, 0.7),
        put(x + dx - 0.7, z - 0.1, things.stool(), 0.4, 0.4),
        put(x + dx + 0.7, z + 0.15, things.stool(), 0.4, 0.4),
      );
    list.push(
      put(x + 2.3, 3.6, things.carton(0.55, 0.45), 0.5, 0.4),
      put(x + 2.45, 3.3, things.carton(0.6, 0.36, '#a98a5c'), 0.5, 0.4),
    );
    return { things: list };
  },
  pavement(after, random, variant) {
    const x = variant ? 0.5 : -0.5;
    return { ground: after ? newSlabs(x, 2.45) : brokenSlabs(x, 2.45, random) };
  },
  kerb(after, random, variant) {
    const x = variant ? 0.7 : -0.7;
    if (after)
      return {
        ground:
          field(x - 0.98, x + 0.98, KERB, KERB + 0.2, 'fill="#dbd7ce"') + face(x - 0.98, x + 0.98, '#a39f98'),
      };
    const ground =
      field(x - 0.98, x + 0.98, KERB, KERB + 0.24, 'fill="#54493d"') + face(x - 0.98, x + 0.98, '#3e372f');
    const stone =
      '<path d="M-.5 0L.45 -.05L.5 -.22L-.42 -.2Z" fill="#c0bbb1"/><path d="M-.5 0L.45 -.05L.46 .07L-.47 .12Z" fill="#827e77"/>';
    const list = [
      put(x - 0.5, KERB - 0.35, stone, 0.8, 0.15, 'rotate(-7)'),
      put(x + 0.75, KERB - 0.1, stone, 0.8, 0.15, 'rotate(12) scale(.8)'),
    ];
    for (let k = 0; k < 14; k++)
      list.push([
        1,
        stand(
          x + random.between(-1.1, 1.3),
          random.between(KERB - 0.5, KERB + 0.2),
          `<path d="M-.06 0l.04 -.07l.08 .02l.02 .06z" fill="${random.pick(['#b5afa4', '#8c867c', '#6f675c'])}"/>`,
        ),
      ]);
    return { ground, things: list };
  },
  heap(after, random, variant) {
    if (after) return {};
    const x = variant ? 0.9 : -1.2;
    const list = [];
    for (const [dx, z, w, h] of [
      [-1.1, 3.9, 0.6, 0.5],
      [-0.35, 4, 0.65, 0.55],
      [0.45, 3.9, 0.6, 0.5],
      [1.15, 3.8, 0.5, 0.6],
      [-0.75, 3.4, 0.7, 0.45],
      [0.1, 3.3, 0.6, 0.42],
      [0.95, 3.2, 0.7, 0.38],
    ]) // prettier-ignore
      list.push(put(x + dx, z, things.carton(w, h, random.pick(['#b08d5f', '#a98a5c', '#bb9a6b'])), w, h));
    list.push(
      [3.85, stand(x - 0.7, 3.9, `<g transform="translate(0 -.52)">${things.carton(0.55, 0.42)}</g>`)],
      [
        3.86,
        stand(x + 0.1, 3.9, `<g transform="translate(0 -.54)">${things.carton(0.6, 0.4, '#bb9a6b')}</g>`),
      ],
    );
    list.push(
      put(x + 1.9, 3.3, things.bag('#8e9a93', 0.8, 0.6), 0.7, 0.5),
      put(
        x - 1.9,
        3.4,
        '<g transform="rotate(-4)"><rect x="-.5" y="-.1" width="1" height=".1" fill="#8a7048"/><rect x="-.5" y="-.26" width="1" height=".08" fill="#a3865a"/><path d="M-.4 -.18v.1M0 -.18v.1M.4 -.18v.1" stroke="#6f5838" stroke-width=".09"/></g>',
        1,
        0.2,
      ),
    );
    return { things: list };
  },
  debris(after, random, variant) {
    if (after) return { ground: wet(variant ? 0.9 : -0.9, 2.9) };
    const x = variant ? 0.9 : -0.9;
    const list = [put(x, 3, things.rubble(random), 2.1, 0.5)];
    for (const [dx, z] of [
      [-1.45, 3.2],
      [-1.2, 2.8],
      [1.35, 3.2],
      [1.75, 3],
    ])
      list.push(put(x + dx, z, things.sack(), 0.6, 0.5)); // prettier-ignore
    list.push(put(x + (variant ? -2.9 : 3), 3.8, things.sofa(), 2, 0.8));
    return { ground: stain(x, 2.8, 0.25), things: list };
  },
  rail(after, _random, variant) {
    const list = [];
    const wrong = variant ? 2 : 1;
    for (let k = 0; k < 6; k++) {
      const x = -4.2 + k * 1.7;
      const bent = !after && k === wrong;
      if (!bent) list.push(put(x + 0.85, 1.85, things.panel(), 1.6, 0.35));
      else list.push(put(x + 1, 2.25, things.panel(), 1.6, 0.1, 'rotate(9) skewX(-42) scale(1 .45)'));
      const leaning = !after && k === wrong + 1;
      list.push([1.84, stand(x, 1.85, things.post(), leaning ? 'rotate(24)' : '')]);
    }
    if (!after)
      list.push(
        put(
          -4.2 + wrong * 1.7 + 0.4,
          1.6,
          '<path d="M-.05 -.3L.05 -.36L.2 0H-.2Z" fill="#c06a3c"/><path d="M-.11 -.18h.22l.04 .09h-.3z" fill="#efe9dc"/><rect x="-.22" y="-.04" width=".44" height=".05" fill="#8f4f2c"/>',
          0.4,
          0.3,
        ),
      );
    return { things: list };
  },
  bollard(after, random, variant) {
    const list = [];
    const wrong = variant ? 3 : 2;
    for (let k = 0; k < 6; k++) {
      const x = -3 + k * 1.2;
      if (!after && k === wrong) {
        list.push(put(x + 0.55, 2.05, things.bollard(), 0.8, 0.1, 'rotate(78)'));
        list.push([
          2,
          stand(
            x,
            1.9,
            '<ellipse rx=".17" ry=".05" fill="#4c443a"/><ellipse rx=".1" ry=".03" fill="#2a2622"/>',
          ),
        ]);
        for (let n = 0; n < 7; n++)
          list.push([
            1.8,
            stand(
              x + random.between(-0.35, 0.35),
              1.9 + random.between(-0.15, 0.12),
              '<path d="M-.05 0l.03 -.05l.07 .02l.02 .04z" fill="#8c867c"/>',
            ),
          ]);
      } else if (!after && k === wrong + 1) list.push(put(x, 1.9, things.bollard(), 0.2, 0.8, 'rotate(17)'));
      else list.push(put(x, 1.9, things.bollard(), 0.18, 0.8));
    }
    return { things: list };
  },
  lamp(after, _random, variant) {
    const x = variant ? 1.6 : -1.5;
    const list = [put(x, 2.2, things.lamp(after), 0.2, 1)];
    let above = '';
    if (after) {
      const [left, foot] = project(x, 2.2);
      const s = scaleAt(2.2);
      for (const dx of [-0.3, 0.3])
        above += `<circle cx="${left + dx * s}" cy="${foot - 2.92 * s}" r="${1.35 * s}" fill="url(#glow)"/>`;
      above += `<ellipse cx="${left}" cy="${foot + 6}" rx="${3 * s}" ry="${0.75 * s}" fill="url(#glow)" opacity="0.5"/>`;
    }
    return { things: list, above };
  },
};

const face = (x1, x2, fill) => {
  const [left, top] = project(x1, KERB);
  const [right] = project(x2, KERB);
  return `<rect x="${left}" y="${top}" width="${right - left}" height="${0.14 * scaleAt(KERB)}" fill="${fill}"/>`;
};

/** Ground that was just washed. */
function wet(x, z) {
  const [left, top] = project(x, z);
  const s = scaleAt(z);
  return `<ellipse cx="${left}" cy="${top}" rx="${2 * s}" ry="${0.34 * s}" fill="#3c4248" opacity="0.2" filter="url(#soft)"/><ellipse cx="${left - 0.3 * s}" cy="${top - 3}" rx="${1.1 * s}" ry="${0.1 * s}" fill="#f3f4f2" opacity="0.16" filter="url(#soft)"/>`;
}

function stain(x, z, strength) {
  const [left, top] = project(x, z);
  const s = scaleAt(z);
  return `<ellipse cx="${left}" cy="${top}" rx="${1.5 * s}" ry="${0.28 * s}" fill="#2e2a24" opacity="${strength}" filter="url(#soft)"/><ellipse cx="${left + 0.8 * s}" cy="${top + 8}" rx="${0.7 * s}" ry="${0.13 * s}" fill="#2e2a24" opacity="${strength * 0.8}" filter="url(#soft)"/>`;
}

function newSlabs(x, z) {
  let out = '';
  for (let row = 0; row < 3; row++)
    for (let k = 0; k < 4; k++) {
      const left = x - 1.2 + k * 0.6 + (row % 2 ? 0.3 : 0);
      const near = z - 0.6 + row * 0.4;
      out += field(
        left,
        left + 0.585,
        near,
        near + 0.385,
        'fill="#cbc2b4" stroke="#7d766c" stroke-width="1.1"',
      );
    }
  return out;
}

/** @param {Chance} random */
function brokenSlabs(x, z, random) {
  const hole = [
    [-1.05, -0.25],
    [-0.7, -0.6],
    [-0.1, -0.52],
    [0.45, -0.66],
    [1, -0.3],
    [1.1, 0.15],
    [0.6, 0.52],
    [-0.05, 0.42],
    [-0.7, 0.55],
    [-1.1, 0.2],
  ]; // prettier-ignore
  const at = (grow) => hole.map(([dx = 0, dz = 0]) => [x + dx * grow, z + dz * grow]);
  let out =
    patch(at(1.08), 'fill="#d2cabd"') +
    patch(at(1), 'fill="#574a3c"') +
    patch(at(0.8), 'fill="#3f352b" filter="url(#soft)"');
  for (let k = 0; k < 60; k++)
    out += stand(
      x + random.between(-0.9, 0.9),
      z + random.between(-0.45, 0.4),
      `<ellipse rx="${random.between(0.02, 0.05).toFixed(3)}" ry=".018" fill="${random.pick(['#7f6f5b', '#9a8b76', '#33291f'])}"/>`,
    );
  for (let k = 0; k < 15; k++) {
    const cx = x + random.between(-1.35, 1.35);
    const cz = z + random.between(-0.72, 0.62);
    const a = random.between(0, 3);
    const r = random.between(0.14, 0.34);
    const corner = (turn, grow) => [
      cx + Math.cos(a + turn) * r * grow,
      cz + Math.sin(a + turn) * r * 0.8 * grow,
    ];
    const piece = [corner(0, 1), corner(1.5, 0.9), corner(2.9, 1), corner(4.4, random.between(0.5, 0.9))];
    out += patch(piece, 'fill="#1e1a16" opacity="0.5" transform="translate(3 5)"');
    out +=
      patch(piece, `fill="#7b736a" transform="translate(0 3.5)"`) +
      patch(
        piece,
        `fill="${random.pick(['#b9b0a4', '#c6bdb0', '#a89f94'])}" stroke="#857d73" stroke-width="0.8"`,
      );
  }
  return out;
}

/** Fronts and light of the two variants. @type {Record<string, [import('./street.mjs').Front, import('./street.mjs').Front]>} */
const FRONTS = {
  ebikes: ['office', 'shops'],
  bikes: ['wall', 'office'],
  litter: ['wall', 'shops'],
  bins: ['shops', 'wall'],
  sweep: ['office', 'wall'],
  leaflet: ['wall', 'office'],
  stall: ['office', 'wall'],
  shopfront: ['shops', 'shops'],
  pavement: ['office', 'wall'],
  kerb: ['wall', 'shops'],
  heap: ['shops', 'wall'],
  debris: ['wall', 'office'],
  rail: ['office', 'wall'],
  bollard: ['shops', 'office'],
  lamp: ['wall', 'office'],
};

/** Where the one who took the picture stood: metres to the side for the two variants, and how close. @type {Record<string, [number, number, number]>} */
const VIEWS = {
  ebikes: [-0.6, 0.5, 1.12],
  bikes: [-0.2, 0.4, 1.2],
  litter: [-1, 1, 1.45],
  bins: [-1, 1.2, 1.4],
  sweep: [-0.6, 0.6, 1.3],
  leaflet: [-0.6, 0.8, 1.5],
  stall: [-0.3, 0, 1.25],
  shopfront: [-1, 1, 1.3],
  pavement: [-0.4, 0.4, 1.5],
  kerb: [-0.5, 0.5, 1.5],
  heap: [-0.9, 0.8, 1.4],
  debris: [-0.2, 0.2, 1.3],
  rail: [-1.2, 0.4, 1.3],
  bollard: [0.1, 1, 1.35],
  lamp: [-1, 1, 1.02],
};

/** Moves the drawing so that the place of the matter lies in the middle. */
function seen(matter, variant, drawing) {
  const [first, second, zoom] = VIEWS[matter] ?? [0, 0, 1];
  const [x, y] = project(variant ? second : first, 2.9);
  const left = Math.max(WIDTH * (1 - zoom), Math.min(0, WIDTH / 2 - zoom * x));
  const top = Math.max(HEIGHT * (1 - zoom), Math.min(0, HEIGHT * 0.68 - zoom * y));
  return `<g transform="translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${zoom})">${drawing}</g>`;
}

/** A scene as SVG. @param {string} matter @param {number} variant 0 or 1 @param {boolean} after */
export function scene(matter, variant, after) {
  const draw = MATTERS[matter];
  const front = FRONTS[matter]?.[variant];
  if (!draw || !front) throw new Error(`no scene for ${matter} ${variant}`);
  const seed = [...matter].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), variant + 7);
  const street = chance(seed);
  // One stream for the street, one for the matter: what stays must look the same before and after.
  const fixed =
    behind(front, street) + pavement(street, variant ? '#aaa6a1' : '#b5aa9d') + road(street) + dapple(street);
  const { ground = '', things: list = [], above = '' } = draw(after, chance(seed + 1), variant);
  const trees = variant ? [-4.1, 3.9] : [-3.7, 4.2];
  const all = [...list, ...trees.map((x) => /** @type {[number, string]} */ ([1.95, tree(x, street)]))];
  const drawn = all.sort((a, b) => b[0] - a[0]).map(([, drawing]) => drawing);
  const light = matter === 'lamp' ? 'dusk' : variant ? 'soft' : 'late';
  return frame(light, seen(matter, variant, fixed + ground + drawn.join('')), seen(matter, variant, above));
}
