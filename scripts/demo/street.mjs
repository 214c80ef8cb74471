// What stays the same before and after: pavement, kerb, carriageway, the fronts behind, trees and light.
import {
  field,
  HEIGHT,
  KERB,
  patch,
  points,
  project,
  scaleAt,
  shadow,
  stand,
  TACTILE,
  WALL,
  WIDTH,
} from './ground.mjs';

/** @typedef {import('./ground.mjs').Chance} Chance */
/** @typedef {'shops' | 'office' | 'wall'} Front */

const FAR = 9;

/** Slabs with a little life in their tone. @param {Chance} random */
export function pavement(random, tone = '#b3aaa0') {
  const top = project(0, WALL)[1];
  let out = `<rect x="0" y="${top}" width="${WIDTH}" height="${HEIGHT - top}" fill="${tone}"/>`;
  for (let row = 0; row < 11; row++) {
    const z = KERB + 0.2 + row * 0.4;
    for (let x = -FAR; x < FAR; x += 0.6) {
      const shift = row % 2 ? 0.3 : 0;
      const light = random.between(-1, 1);
      const fill = light > 0 ? '#fff6e6' : '#3c3a40';
      out += field(
        x + shift,
        x + shift + 0.585,
        z,
        z + 0.385,
        `fill="${fill}" opacity="${(0.03 + Math.abs(light) * 0.06).toFixed(3)}"`,
      );
      out += `<polyline points="${points([
        [x + shift, z],
        [x + shift, z + 0.4],
        [x + shift + 0.6, z + 0.4],
      ])}" fill="none" stroke="#6e675f" stroke-width="0.7" opacity="0.55"/>`;
    }
  }
  return out + tactile();
}

/** The ribbed yellow strip for the blind. */
function tactile() {
  let out = field(-FAR, FAR, TACTILE, TACTILE + 0.42, 'fill="#c5a457"');
  for (let k = 0; k < 4; k++) {
    const z = TACTILE + 0.06 + k * 0.095;
    out += field(-FAR, FAR, z, z + 0.04, 'fill="#dcc27c" opacity="0.85"');
  }
  for (let x = -FAR; x < FAR; x += 0.42)
    out += `<polyline points="${points([
      [x, TACTILE],
      [x, TACTILE + 0.42],
    ])}" stroke="#8d763c" stroke-width="0.9" opacity="0.6"/>`;
  return out;
}

/** @param {Chance} random */
export function road(random) {
  const [, edge] = project(0, KERB);
  let out = `<rect x="0" y="${edge}" width="${WIDTH}" height="${HEIGHT - edge}" fill="url(#asphalt)"/>`;
  for (let k = 0; k < 260; k++) {
    const y = random.between(edge, HEIGHT);
    out += `<rect x="${random.between(0, WIDTH).toFixed(0)}" y="${y.toFixed(0)}" width="${random.between(1, 4).toFixed(1)}" height="1.1" fill="${random.pick(['#8b8d92', '#3c3e44'])}" opacity="0.35"/>`;
  }
  // Kerb stones: a light top and a shaded face.
  out += field(-FAR, FAR, KERB, KERB + 0.2, 'fill="#c9c4ba"');
  const low = edge + 0.14 * scaleAt(KERB);
  out += `<rect x="0" y="${edge}" width="${WIDTH}" height="${low - edge}" fill="#8f8b85"/>`;
  for (let x = -FAR; x < FAR; x += 1) {
    const [left] = project(x, KERB);
    out += `<path d="M${left.toFixed(1)} ${low.toFixed(1)}V${edge.toFixed(1)}L${project(x, KERB + 0.2)
      .map((n) => n.toFixed(1))
      .join(' ')}" fill="none" stroke="#6b675f" stroke-width="1.1" opacity="0.8"/>`;
  }
  out += `<rect x="0" y="${low}" width="${WIDTH}" height="6" fill="#1b1d21" opacity="0.35" filter="url(#soft)"/>`;
  return out;
}

const [, FOOT] = project(0, WALL);
const M = scaleAt(WALL);

/** A rectangle on the wall, metres from the middle and from the ground. */
const onWall = (x, low, width, height, attributes) =>
  `<rect x="${(WIDTH / 2 + x * M).toFixed(1)}" y="${(FOOT - (low + height) * M).toFixed(1)}" width="${(width * M).toFixed(1)}" height="${(height * M).toFixed(1)}" ${attributes}/>`;

/** @param {number} x @param {string} word @param {string} fill @param {Chance} random */
function shop(x, word, fill, random, shut = false) {
  let out = onWall(x, 0, 3.3, 3.1, 'fill="#4a4540"');
  if (shut) {
    out += onWall(x + 0.12, 0, 3.06, 2.75, 'fill="#9a9c98"');
    for (let y = 0.1; y < 2.7; y += 0.13) out += onWall(x + 0.12, y, 3.06, 0.025, 'fill="#6f726f"');
  } else {
    out += onWall(x + 0.12, 0.28, 3.06, 2.45, 'fill="url(#glass)"');
    out += onWall(x + 0.12, 0, 3.06, 0.3, 'fill="#6e655b"');
    for (let y = 0.75; y < 2.1; y += 0.45) {
      out += onWall(x + 0.3, y, 1.25, 0.03, 'fill="#d8c7a6" opacity="0.55"');
      for (let k = 0; k < 6; k++)
        out += onWall(
          x + 0.33 + k * 0.2,
          y + 0.03,
          random.between(0.09, 0.16),
          random.between(0.15, 0.32),
          `fill="${random.pick(['#b06a4c', '#8f9f7a', '#c6a560', '#7d8ea2', '#d3cbbb'])}" opacity="0.7"`,
        );
    }
    out +=
      onWall(x + 1.75, 0, 1.1, 2.4, 'fill="#2f3438" opacity="0.75"') +
      onWall(x + 1.82, 0.06, 0.96, 2.26, 'fill="url(#door)"');
    out += onWall(x + 1.9, 1, 0.05, 0.35, 'fill="#d9d4c8"');
    for (const k of [1.66, 2.9]) out += onWall(x + k, 0, 0.07, 2.75, 'fill="#55504a"');
  }
  out +=
    onWall(x - 0.02, 2.82, 3.34, 0.8, `fill="${fill}"`) +
    onWall(x - 0.02, 2.8, 3.34, 0.06, 'fill="#2b2725" opacity="0.5"');
  const size = 0.46 * M;
  out += `<text x="${(WIDTH / 2 + (x + 1.65) * M).toFixed(1)}" y="${(FOOT - 3.05 * M).toFixed(1)}" font-size="${size.toFixed(1)}" text-anchor="middle" letter-spacing="8" fill="#f1e7d2" opacity="0.92">${word}</text>`;
  return out;
}

/** @param {Chance} random */
function shops(random) {
  let out = onWall(-9, 0, 18, 6, 'fill="#b9a58c"');
  for (let y = 3.9; y < 5.4; y += 0.13) out += onWall(-9, y, 18, 0.014, 'fill="#8d7a64" opacity="0.5"');
  for (let x = -9; x < 9; x += 0.26) out += onWall(x, 3.75, 0.014, 1.7, 'fill="#8d7a64" opacity="0.35"');
  for (const x of [-5.9, -2.3, 1.5, 5.2]) {
    out +=
      onWall(x, 4.15, 1.5, 1.3, 'fill="#5e5346"') + onWall(x + 0.07, 4.22, 1.36, 1.3, 'fill="url(#pane)"');
    out += onWall(x + 0.72, 4.15, 0.06, 1.3, 'fill="#d8d2c6"');
  }
  for (const x of [-3.9, 3.55]) {
    out +=
      onWall(x, 4.1, 0.85, 0.55, 'fill="#cfcac0"') + onWall(x + 0.08, 4.15, 0.45, 0.45, 'fill="#8d8b86"');
  }
  const words = [
    ['便利店', '#7d4a3c'],
    ['五金杂货', '#46606b'],
    ['粥粉面', '#8a6a34'],
    ['文具', '#56684c'],
  ];
  const order = random.next() < 0.5 ? words : [...words].reverse();
  for (const [k, [word = '', fill = '']] of order.entries())
    out += shop(-7.3 + k * 3.7, word, fill, random, k === 3);
  for (const x of [-7.6, -3.95, -0.27, 3.42])
    out += onWall(x, 0, 0.36, 3.75, 'fill="#a58f75"') + onWall(x + 0.28, 0, 0.08, 3.75, 'fill="#7d6a55"');
  return out + onWall(-9, 3.68, 18, 0.14, 'fill="#8a7762"');
}

/** @param {Chance} random */
function office(random) {
  let out = sky() + towers(random);
  out += onWall(-9, 0, 13.1, 6, 'fill="#a9a7a3"');
  for (let x = -7.6; x < 3.6; x += 2.75) {
    out +=
      onWall(x, 0.55, 2.35, 4.9, 'fill="#3f4c54"') + onWall(x + 0.05, 0.6, 2.25, 4.9, 'fill="url(#tower)"');
    out +=
      onWall(x + 1.12, 0.55, 0.06, 4.9, 'fill="#cfd2d1" opacity="0.8"') +
      onWall(x, 2.75, 2.35, 0.06, 'fill="#cfd2d1" opacity="0.8"');
  }
  for (let y = 0.6; y < 5.4; y += 0.9) out += onWall(-9, y, 13.1, 0.012, 'fill="#75736f" opacity="0.6"');
  out += onWall(3.75, 0, 0.35, 6, 'fill="#8d8b87"');
  out += hedge(random, -6.6, -0.6) + hedge(random, 0.9, 4);
  return out + far(random);
}

/** A clipped hedge in a stone box before the wall. @param {Chance} random */
function hedge(random, from, to) {
  let out = '';
  for (let x = from; x < to; x += 0.13) {
    const y = random.between(0.45, 0.92);
    out += `<circle cx="${(WIDTH / 2 + x * M).toFixed(1)}" cy="${(FOOT - y * M).toFixed(1)}" r="${random.between(8, 15).toFixed(1)}" fill="${random.pick(['#5c7350', '#4b6245', '#6d8259', '#3f5540'])}"/>`;
  }
  return (
    out +
    onWall(from - 0.15, 0, to - from + 0.3, 0.42, 'fill="#b6b0a6"') +
    onWall(from - 0.15, 0.36, to - from + 0.3, 0.07, 'fill="#cfc9bf"')
  );
}

const sky = () => `<rect width="${WIDTH}" height="${FOOT}" fill="url(#sky)"/>`;

/** @param {Chance} random */
function towers(random) {
  let out = '';
  for (let k = 0; k < 13; k++) {
    const x = k * 78 + random.between(-14, 10);
    const w = random.between(46, 78);
    const top = random.between(20, 150);
    out += `<rect x="${x.toFixed(0)}" y="${top.toFixed(0)}" width="${w.toFixed(0)}" height="${(300 - top).toFixed(0)}" fill="${random.pick(['#aab4bd', '#b8bcc0', '#9fadb8', '#c0beb9'])}" opacity="0.85"/>`;
    for (let y = top + 8; y < 290; y += 9)
      out += `<rect x="${(x + 4).toFixed(0)}" y="${y.toFixed(0)}" width="${(w - 8).toFixed(0)}" height="3.5" fill="#8697a4" opacity="0.4"/>`;
  }
  return `<g filter="url(#haze)">${out}</g>`;
}

/** Trees far behind. @param {Chance} random */
function far(random) {
  let out = '';
  for (let k = 0; k < 46; k++)
    out += `<circle cx="${random.between(765, 965).toFixed(0)}" cy="${random.between(225, FOOT - 8).toFixed(0)}" r="${random.between(14, 26).toFixed(0)}" fill="${random.pick(['#6f8265', '#5d7359', '#7f8f6d'])}"/>`;
  return `<g filter="url(#haze)">${out}<rect x="745" y="${FOOT - 12}" width="220" height="14" fill="#9a938a"/></g>`;
}

/** A rendered boundary wall with trees and towers behind. @param {Chance} random */
function wall(random) {
  let out = `${sky()}${towers(random)}<g filter="url(#haze)">`;
  for (let k = 0; k < 170; k++)
    out += `<circle cx="${random.between(-10, 970).toFixed(0)}" cy="${(random.between(120, 190) + 14 * Math.sin(k)).toFixed(0)}" r="${random.between(16, 32).toFixed(0)}" fill="${random.pick(['#5f7657', '#4f6649', '#728560', '#839270'])}"/>`;
  out += `</g>${onWall(-9, 0, 18, 2.55, 'fill="url(#plaster)"')}`;
  out +=
    onWall(-9, 2.5, 18, 0.2, 'fill="#8e8478"') +
    onWall(-9, 0, 18, 0.5, 'fill="#8b8880"') +
    onWall(-9, 0.48, 18, 0.05, 'fill="#a9a59b"');
  for (let x = -6.8; x < 8; x += 3.4)
    out +=
      onWall(x, 0, 0.42, 2.72, 'fill="#c3b6a1"') +
      onWall(x + 0.34, 0, 0.08, 2.72, 'fill="#968a78"') +
      onWall(x - 0.06, 2.66, 0.54, 0.16, 'fill="#9b9083"');
  for (let k = 0; k < 16; k++)
    out += onWall(
      random.between(-7, 7),
      random.between(0.5, 1.6),
      random.between(0.02, 0.07),
      random.between(0.3, 0.9),
      'fill="#766b5c" opacity="0.16"',
    );
  return out;
}

/** @param {Front} front @param {Chance} random */
export function behind(front, random) {
  const drawn = front === 'shops' ? shops(random) : front === 'office' ? office(random) : wall(random);
  const foot = `<rect x="0" y="${FOOT - 6}" width="${WIDTH}" height="16" fill="#1d1a18" opacity="0.4" filter="url(#soft)"/>`;
  return drawn + foot;
}

/** A street tree in its pit. @param {number} x @param {Chance} random */
export function tree(x, random, z = 1.95) {
  let crown = '<ellipse cx="0" cy="-4" rx="1.75" ry=".95" fill="#43563a"/>';
  for (let k = 0; k < 240; k++) {
    const y = random.between(-5, -2.7);
    const spread = 2.1 - Math.abs(y + 3.8) * 0.55;
    // Light comes from the left above; the first leaves lie deepest.
    const light = random.next() * 0.7 + (k / 240) * 0.3;
    crown += `<circle cx="${random.between(-spread, spread).toFixed(2)}" cy="${y.toFixed(2)}" r="${random.between(0.07, 0.19).toFixed(2)}" fill="${light > 0.76 ? '#8c9a63' : light > 0.4 ? '#5f7549' : '#435639'}" opacity="0.93"/>`;
  }
  const trunk =
    '<path d="M-.17 0 C-.12 -1 -.13 -2 -.1 -3.2 H.12 C.12 -2 .12 -.9 .2 0Z" fill="#6d5c4b"/><path d="M.04 0 C.06 -1 .06 -2 .06 -3.2 H.12 C.12 -2 .12 -.9 .2 0Z" fill="#47392d" opacity=".7"/><path d="M0 -2.6L.8 -3.5M0 -2.5L-.7 -3.4" stroke="#5b4b3c" stroke-width=".1" fill="none"/>';
  const pit =
    field(x - 0.6, x + 0.6, z - 0.42, z + 0.5, 'fill="#a7a196"') +
    field(x - 0.5, x + 0.5, z - 0.33, z + 0.42, 'fill="#6b5a47"');
  return pit + shadow(x, z, 0.35, 3.2, 0.24) + stand(x, z, trunk + crown);
}

/** Spots of leaf shade on the ground. @param {Chance} random */
export function dapple(random) {
  let out = '';
  for (let k = 0; k < 46; k++) {
    const [x, y] = project(random.between(-6, 6), random.between(KERB + 0.3, WALL - 0.3));
    out += `<ellipse cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" rx="${random.between(10, 34).toFixed(0)}" ry="${random.between(3, 8).toFixed(0)}" fill="#22262b" opacity="0.12"/>`;
  }
  return `<g filter="url(#soft)">${out}</g>`;
}

/** White lines of a parking area for bikes, beside the kerb. */
export const bikeBox = (from, to) =>
  patch(
    [
      [from, KERB + 0.3],
      [to, KERB + 0.3],
      [to, KERB + 1.5],
      [from, KERB + 1.5],
    ],
    'fill="none" stroke="#ece8df" stroke-width="4" opacity="0.85"',
  ); // prettier-ignore

const LIGHT = {
  late: { sky: ['#c9d3d8', '#efe2cb'], wash: '#f0b060', strength: 0.2, dark: 0.16 },
  soft: { sky: ['#c3cbd0', '#dfe0dc'], wash: '#aebac4', strength: 0.16, dark: 0.1 },
  dusk: { sky: ['#5d6f8c', '#c8a88c'], wash: '#16203c', strength: 0.58, dark: 0.25 },
};

/** @param {keyof typeof LIGHT} light */
export function frame(light, drawing, above = '') {
  const {
    sky: [top, low],
    wash,
    strength,
    dark,
  } = LIGHT[light];
  const stop = (at, colour, opacity = 1) =>
    `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
  const down = 'x1="0" y1="0" x2="0" y2="1"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="100%" font-family="Noto Sans CJK SC, Noto Sans SC, sans-serif">
<defs>
<linearGradient id="sky" ${down}>${stop(0, top)}${stop(1, low)}</linearGradient>
<linearGradient id="asphalt" ${down}>${stop(0, '#5c5e63')}${stop(1, '#6d6e71')}</linearGradient>
<linearGradient id="glass" x1="0" y1="0" x2="1" y2="1">${stop(0, '#77787a')}${stop(0.45, '#5a5955')}${stop(0.5, '#8d8a82')}${stop(0.62, '#514e49')}${stop(1, '#45423e')}</linearGradient>
<linearGradient id="door" x1="0" y1="0" x2="1" y2="1">${stop(0, '#87898a')}${stop(1, '#4e5052')}</linearGradient>
<linearGradient id="pane" x1="0" y1="0" x2="1" y2="1">${stop(0, '#9fb0b9')}${stop(1, '#5d6b73')}</linearGradient>
<linearGradient id="tower" x1="0" y1="0" x2="1" y2="1">${stop(0, '#a7b8bf')}${stop(0.4, '#74868f')}${stop(0.5, '#b9c4c4')}${stop(0.6, '#697a83')}${stop(1, '#52636c')}</linearGradient>
<linearGradient id="plaster" ${down}>${stop(0, '#d0c4ae')}${stop(1, '#bcae98')}</linearGradient>
<linearGradient id="wash" x1="0" y1="0" x2="1" y2="0.6">${stop(0, wash, strength * 1.5)}${stop(1, wash, strength * 0.4)}</linearGradient>
<radialGradient id="edge" cx="0.5" cy="0.52" r="0.75">${stop(0.6, '#000', 0)}${stop(1, '#0c0d12', 0.42 + dark)}</radialGradient>
<radialGradient id="glow">${stop(0, '#ffe9b8', 0.95)}${stop(0.25, '#ffd78a', 0.5)}${stop(1, '#ffcf7a', 0)}</radialGradient>
<filter id="soft" x="-20%" y="-60%" width="140%" height="220%"><feGaussianBlur stdDeviation="4"/></filter>
<filter id="haze"><feGaussianBlur stdDeviation="1.6"/></filter>
</defs>
${drawing}
<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#wash)" style="mix-blend-mode:${light === 'dusk' ? 'multiply' : 'soft-light'}"/>
<rect width="${WIDTH}" height="${HEIGHT}" fill="${wash}" opacity="${dark}" style="mix-blend-mode:multiply"/>
${above}
<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#edge)"/>
<g transform="translate(${WIDTH - 84} ${HEIGHT - 34})"><rect width="72" height="24" rx="3" fill="#14181b" opacity="0.62"/><text x="36" y="17.5" font-size="15" fill="#f4f1ea" text-anchor="middle">演示图</text></g>
</svg>`;
}
