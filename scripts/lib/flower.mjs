/** Colours of the look: raw silk, kapok red, gold thread, line. */
const silk = '#F6F5F1';
const line = '#D8D2C4';
const reds = ['#A92E19', '#C2371F', '#DB4A30', '#F2654C'];
const gold = '#E5B24A';
const darkGold = '#8F6206';

/** @param {number} value */
const n = (value) => value.toFixed(1);

/** Half width of a petal at `s` (0 base … 1 tip): the broad, blunt petal of the kapok. @param {number} s */
const halfWidth = (s) => 82 * Math.sin(Math.PI * s ** 0.78) ** 0.62 * (0.34 + 0.66 * s);

/** A point of a petal that points up; `u` -1 … 1 across. @param {number} u @param {number} s */
function petalPoint(u, s) {
  // Petals of the kapok curl back: the side stitches lean outwards.
  const radius = 30 + 172 * s - 16 * u * u * s;
  return [u * halfWidth(s), -radius];
}

/** @param {number} u @param {number} from @param {number} to */
function stitch(u, from, to) {
  const points = [];
  for (let i = 0; i <= 8; i++) points.push(petalPoint(u, from + ((to - from) * i) / 8));
  return `M${points.map(([x = 0, y = 0]) => `${n(x)} ${n(y)}`).join('L')}`;
}

/** Long-and-short stitch: two rows that bite into each other, as silk is laid in Cantonese embroidery. */
function stitchedPetal() {
  const paths = reds.map(() => /** @type {string[]} */ ([]));
  const threads = 17;
  for (let i = 0; i < threads; i++) {
    const u = -0.93 + (1.86 * i) / (threads - 1);
    const short = i % 2 === 0;
    const meet = (short ? 0.46 : 0.62) + 0.05 * Math.sin(i * 2.4);
    paths[i % 3 === 0 ? 0 : 1]?.push(stitch(u, 0.05, meet));
    paths[Math.abs(u) > 0.55 ? 3 : 2]?.push(stitch(u, meet - 0.05, 0.955 - 0.05 * u * u));
  }
  return paths.map((d, i) => `<path d="${d.join('')}" stroke="${reds[i]}"/>`).join('');
}

function petalOutline() {
  const points = [];
  for (let s = 0; s <= 1.001; s += 0.05) points.push(petalPoint(1, Math.min(s, 1)));
  for (let s = 1; s >= -0.001; s -= 0.05) points.push(petalPoint(-1, Math.max(s, 0)));
  return `M${points.map(([x = 0, y = 0]) => `${n(x)} ${n(y)}`).join('L')}Z`;
}

/** Five times around. @param {string} id */
const around = (id) =>
  [0, 72, 144, 216, 288].map((angle) => `<use href="#${id}" transform="rotate(${angle})"/>`).join('');

/** @param {number} count @param {number} thick */
function stamens(count, thick) {
  const threads = [];
  const knots = [];
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * (i + 0.5)) / count;
    const radius = i % 2 === 0 ? 66 : 50;
    const [x, y] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
    threads.push(`M${n(x * 0.25)} ${n(y * 0.25)}L${n(x)} ${n(y)}`);
    knots.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${thick * 1.1}"/>`);
  }
  return (
    `<circle r="40" fill="${reds[0]}"/>` +
    `<path d="${threads.join('')}" stroke="${gold}" stroke-width="${thick}"/>` +
    `<g fill="${gold}">${knots.join('')}</g><circle r="9" fill="${darkGold}"/>`
  );
}

/** @param {string} body */
const svg = (body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-256 -256 512 512" width="512" height="512">${body}</svg>\n`;

/** The icon: a kapok flower in silk thread on raw silk, inside a line of running stitch. */
export const icon = () =>
  svg(
    `<rect x="-248" y="-248" width="496" height="496" rx="104" fill="${silk}" stroke="${line}" stroke-width="4"/>` +
      `<circle r="226" fill="none" stroke="${gold}" stroke-width="4" stroke-dasharray="14 9.66" stroke-linecap="round"/>` +
      `<defs><g id="p">${stitchedPetal()}</g></defs>` +
      `<g fill="none" stroke-width="5.4" stroke-linecap="round" stroke-linejoin="round">${around('p')}</g>` +
      `<g stroke-linecap="round">${stamens(20, 4.5)}</g>`,
  );

/** The same for 48 pixels and less, where single threads would be mud. */
export const smallIcon = () =>
  svg(
    `<rect x="-252" y="-252" width="504" height="504" rx="112" fill="${silk}" stroke="${line}" stroke-width="8"/>` +
      `<defs><path id="p" d="${petalOutline()}"/></defs>` +
      `<g fill="${reds[1]}" stroke="${silk}" stroke-width="10" transform="scale(1.14)">${around('p')}</g>` +
      `<g stroke-linecap="round">${stamens(10, 13)}</g>`,
  );
