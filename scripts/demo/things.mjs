// Things that stand or lie in the way, drawn in metres with the foot at 0,0.
/** @typedef {import('./ground.mjs').Chance} Chance */

const wheel = (x, r, tyre = 0.055) =>
  `<circle cx="${x}" cy="${-r}" r="${r - tyre / 2}" fill="#55565a" stroke="#232428" stroke-width="${tyre}"/><circle cx="${x}" cy="${-r}" r="${r * 0.42}" fill="#8a8c8e"/>`;

/** An electric moped from the side. @param {string} body @param {string | undefined} box colour of a courier's box */
export function moped(body, box) {
  return `<path d="M-.1 -.16L-.16 0" stroke="#2c2d30" stroke-width=".03"/>
${wheel(-0.56, 0.23)}${wheel(0.58, 0.23)}
<path d="M-.82 -.5C-.8 -.66 -.6 -.74 -.34 -.7L.02 -.62L.06 -.36H.34L.44 -.5L.36 -.92L.45 -.95L.66 -.42C.6 -.3 .4 -.24 .28 -.24H-.24C-.3 -.42 -.52 -.56 -.82 -.5Z" fill="${body}"/>
<path d="M-.24 -.24H.28L.32 -.32H-.2Z" fill="#26272a"/>
<path d="M-.78 -.7C-.6 -.8 -.3 -.8 .02 -.72L.04 -.64C-.2 -.68 -.5 -.72 -.76 -.64Z" fill="#2a2b2e"/>
<path d="M.38 -.9L.33 -1.06L.2 -1.08M.33 -1.06L.4 -1.14" stroke="#2b2c2f" stroke-width=".035" fill="none" stroke-linecap="round"/>
<path d="M.4 -1.12L.44 -1.3" stroke="#2b2c2f" stroke-width=".018"/><ellipse cx=".45" cy="-1.33" rx=".06" ry=".04" fill="#3a3b3f"/>
<ellipse cx=".47" cy="-.86" rx=".05" ry=".07" fill="#efe9d6"/>
<path d="M-.5 -.68L.0 -.58" stroke="#fff" stroke-width=".02" opacity=".35"/>
${box ? `<rect x="-.94" y="-1.2" width=".5" height=".46" rx=".04" fill="${box}"/><path d="M-.94 -1.06H-.44" stroke="#1d1e20" stroke-width=".015" opacity=".45"/><rect x="-.54" y="-1.2" width=".1" height=".46" rx=".03" fill="#000" opacity=".16"/>` : ''}`;
}

/** A shared bicycle from the side. @param {string} paint */
export function bicycle(paint) {
  const ring = (x) =>
    `<circle cx="${x}" cy="-.32" r=".3" fill="none" stroke="#2a2b2e" stroke-width=".045"/><circle cx="${x}" cy="-.32" r=".27" fill="none" stroke="#a9abab" stroke-width=".014"/><path d="M${x - 0.26} -.32h.52M${x} -.58v.52M${x - 0.18} -.5l.36 .36M${x - 0.18} -.14l.36 -.36" stroke="#b8b8b4" stroke-width=".008"/>`;
  return `${ring(-0.52)}${ring(0.54)}<g fill="none" stroke="${paint}" stroke-linecap="round" stroke-linejoin="round"><path d="M-.52 -.32L-.05 -.3L-.2 -.76L-.52 -.32M-.05 -.3L.36 -.72L-.18 -.62" stroke-width=".065"/><path d="M.54 -.32L.36 -.9" stroke-width=".05"/></g>
<path d="M-.8 -.6A.34 .34 0 0 1 -.3 -.56" fill="none" stroke="${paint}" stroke-width=".03"/><path d="M.28 -.6A.34 .34 0 0 1 .84 -.48" fill="none" stroke="${paint}" stroke-width=".03"/>
<path d="M-.22 -.78L-.24 -.86" stroke="#333" stroke-width=".04"/><path d="M-.4 -.88H-.1" stroke="#242528" stroke-width=".07" stroke-linecap="round"/><path d="M.36 -.9L.3 -1H.2" stroke="#2b2c2f" stroke-width=".035" fill="none" stroke-linecap="round"/>
<path d="M.36 -.98h.3l-.04 .22h-.24z" fill="#3d4044"/><circle cx="-.05" cy="-.3" r=".07" fill="#4a4b4e"/>`;
}

/** A tied bag. @param {string} fill */
export const bag = (fill, w = 0.6, h = 0.5) =>
  `<path d="M${-w / 2} -.04C${-w * 0.62} ${-h * 0.5} ${-w * 0.36} ${-h * 0.82} -.05 ${-h * 0.86}L-.09 ${-h - 0.06}L.02 ${-h * 0.95}L.1 ${-h - 0.04}L.06 ${-h * 0.86}C${w * 0.4} ${-h * 0.8} ${w * 0.6} ${-h * 0.4} ${w / 2} -.03C${w * 0.2} .04 ${-w * 0.3} .04 ${-w / 2} -.04Z" fill="${fill}"/>
<path d="M${-w * 0.3} ${-h * 0.2}C${-w * 0.36} ${-h * 0.5} ${-w * 0.2} ${-h * 0.66} -.06 ${-h * 0.74}" stroke="#fff" stroke-width=".03" opacity=".28" fill="none"/><path d="M.04 ${-h * 0.8}C.1 ${-h * 0.5} ${w * 0.24} ${-h * 0.3} ${w * 0.3} -.06" stroke="#000" stroke-width=".03" opacity=".25" fill="none"/>`;

/** A carton. */
export const carton = (w = 0.5, h = 0.4, fill = '#b08d5f') =>
  `<rect x="${-w / 2}" y="${-h}" width="${w}" height="${h}" fill="${fill}"/><path d="M${w / 2} ${-h}l.14 -.09V-.09L${w / 2} 0Z" fill="#7d6342"/><path d="M${-w / 2} ${-h}l.14 -.09H${w / 2 + 0.14}L${w / 2} ${-h}Z" fill="#c5a578"/><rect x="-.04" y="${-h}" width=".08" height="${h * 0.45}" fill="#d9c59d" opacity=".75"/><path d="M${-w * 0.35} -.1h${w * 0.25}" stroke="#5f4a30" stroke-width=".02" opacity=".6"/>`;

/** Small litter lying about. @param {Chance} random */
export const bit = (random) =>
  random.next() < 0.5
    ? `<ellipse rx="${random.between(0.05, 0.11).toFixed(2)}" ry=".03" fill="${random.pick(['#f1ede2', '#d9d2c2', '#c96f4e', '#8fa58a'])}"/>`
    : `<path d="M-.09 0l.05 -.08l.1 .02l.03 .06z" fill="${random.pick(['#f4f0e6', '#d8c9a5', '#b7bec2'])}"/>`;

/** A woven sack of rubble. */
export const sack = () =>
  `<path d="M-.3 0C-.36 -.2 -.3 -.48 -.18 -.56L.16 -.58C.32 -.45 .36 -.2 .3 0Z" fill="#d6d2c5"/><path d="M.1 -.57C.3 -.45 .36 -.2 .3 0H.12C.2 -.2 .18 -.4 .1 -.57Z" fill="#9f9b8f" opacity=".8"/><path d="M-.16 -.57l.06 -.1l.08 .07l.1 -.06l.06 .09z" fill="#c2beb1"/><path d="M-.26 -.3H.2M-.27 -.2H.22" stroke="#7e9a8c" stroke-width=".02" opacity=".6"/>`;

/** Broken bricks and mortar. @param {Chance} random */
export function rubble(random) {
  let out =
    '<path d="M-1.1 0C-.9 -.25 -.5 -.5 -.1 -.56C.3 -.6 .7 -.3 1.15 0C.6 .08 -.6 .08 -1.1 0Z" fill="#8f867b"/>';
  for (let k = 0; k < 60; k++) {
    const x = random.between(-1, 1);
    const y = -random.between(0, 0.5) * (1 - Math.abs(x) * 0.85);
    const s = random.between(0.05, 0.13);
    out += `<path transform="translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(${random.between(0, 180).toFixed(0)})" d="M${-s} ${-s * 0.6}H${s}L${s * 0.8} ${s * 0.6}H${-s * 0.9}Z" fill="${random.pick(['#a2745c', '#b8b0a4', '#7d756b', '#c9c2b6', '#94604a'])}"/>`;
  }
  return out;
}

/** An old sofa. */
export const sofa = () =>
  `<rect x="-.95" y="-.82" width="1.9" height=".6" rx=".12" fill="#77604f"/><rect x="-.8" y="-.5" width="1.6" height=".25" rx=".06" fill="#8d7460"/><rect x="-1.05" y="-.6" width=".26" height=".52" rx=".1" fill="#6a5545"/><rect x=".79" y="-.6" width=".26" height=".52" rx=".1" fill="#5d4a3c"/><rect x="-.9" y="-.25" width="1.8" height=".17" fill="#544336"/><path d="M0 -.5V-.26M-.3 -.75l.12 .1l-.06 .1" stroke="#3f3228" stroke-width=".02" fill="none"/>`;

/** A fruit cart under an umbrella. @param {Chance} random */
export function cart(random) {
  let fruit = '';
  for (let k = 0; k < 70; k++) {
    const x = random.between(-0.82, 0.82);
    const colour = x < -0.3 ? '#c98a3c' : x < 0.28 ? '#a9473a' : '#8a9a4c';
    fruit += `<circle cx="${x.toFixed(2)}" cy="${random.between(-1.02, -0.82).toFixed(2)}" r=".062" fill="${colour}" stroke="#3b2a1c" stroke-width=".008" stroke-opacity=".5"/>`;
  }
  return `${wheel(-0.6, 0.24)}${wheel(0.6, 0.24)}<path d="M.9 -.6H1.3l.1 -.12" stroke="#3b3d3f" stroke-width=".045" fill="none"/>
<rect x="-.95" y="-.84" width="1.9" height=".42" fill="#5f7480"/><rect x="-.95" y="-.84" width="1.9" height=".07" fill="#8799a1"/><rect x="-.95" y="-.5" width="1.9" height=".08" fill="#42535c"/>${fruit}
<rect x="-.5" y="-1.32" width=".5" height=".2" fill="#e9dfc8"/><path d="M-.44 -1.25h.3M-.44 -1.18h.22" stroke="#8d4035" stroke-width=".03"/><path d="M-.25 -1.12v.2" stroke="#555" stroke-width=".02"/>
<path d="M.12 -.84V-2.3" stroke="#4a4c4e" stroke-width=".045"/><path d="M-1.2 -1.92Q.12 -2.85 1.44 -1.92Q1 -2.06 .56 -1.94Q.12 -2.06 -.32 -1.94Q-.8 -2.06 -1.2 -1.92Z" fill="#8f4f40"/><path d="M.12 -2.38Q.3 -2.2 .56 -1.94Q.12 -2.06 -.32 -1.94Q-.06 -2.2 .12 -2.38Z" fill="#d9c6a3"/>`;
}

/** A folding table with stools. */
export const table = () =>
  `<path d="M-.4 -.72L-.3 0M.4 -.72L.3 0M-.3 -.72L-.36 0M.3 -.72L.38 0" stroke="#5b5d5f" stroke-width=".03"/><ellipse cx="0" cy="-.73" rx=".52" ry=".1" fill="#d4c3a1"/><ellipse cx="0" cy="-.745" rx=".52" ry=".095" fill="#e6d9bd"/><rect x="-.1" y="-.92" width=".07" height=".17" fill="#7d8f6d"/><ellipse cx=".16" cy="-.77" rx=".11" ry=".03" fill="#f4f1ea"/>`;
export const stool = (fill = '#9c4a3d') =>
  `<path d="M-.15 -.44L-.2 0M.15 -.44L.2 0M-.06 -.44L-.08 0M.07 -.44L.1 0" stroke="${fill}" stroke-width=".045"/><path d="M-.2 -.46h.4l-.03 .07h-.34z" fill="${fill}"/><ellipse cx="0" cy="-.46" rx=".2" ry=".045" fill="#b86a5a"/>`;
/** A rack of goods before a shop. @param {Chance} random */
export function rack(random) {
  let out = '<path d="M-.7 0V-1.5M.7 0V-1.5" stroke="#55585a" stroke-width=".04"/>';
  for (const y of [-0.2, -0.62, -1.05]) {
    out += `<rect x="-.74" y="${y}" width="1.48" height=".05" fill="#6b6e70"/>`;
    for (let x = -0.68; x < 0.6; x += 0.2) {
      const h = random.between(0.18, 0.34);
      out += `<rect x="${x.toFixed(2)}" y="${(y - h).toFixed(2)}" width=".17" height="${h.toFixed(2)}" fill="${random.pick(['#b06a4c', '#7d8ea2', '#c6a560', '#8f9f7a', '#d3cbbb', '#9a5a55'])}"/>`;
    }
  }
  return out;
}

/** A wheeled bin; `full` lets it overflow. */
export const bin = (fill, full = false) =>
  `${full ? `<g transform="translate(-.04 -.9) scale(.8)">${bag('#2f3336', 0.6, 0.42)}</g><g transform="translate(.16 -.86) scale(.62)">${bag('#5b6b62', 0.6, 0.5)}</g>` : ''}<path d="M-.3 -.92H.3L.25 -.04H-.25Z" fill="${fill}"/><path d="M.12 -.92H.3L.25 -.04H.12Z" fill="#000" opacity=".2"/><rect x="-.34" y="-.98" width=".68" height=".09" rx=".03" fill="${fill}"/><rect x="-.34" y="-.93" width=".68" height=".04" fill="#000" opacity=".22"/>${full ? `<path d="M-.34 -.98L-.5 -1.6H.02L.1 -1.5" fill="${fill}" opacity="0"/>` : ''}<circle cx="-.2" cy="-.05" r=".07" fill="#26282a"/><circle cx=".2" cy="-.05" r=".07" fill="#26282a"/><rect x="-.13" y="-.6" width=".26" height=".22" fill="#e9e5da" opacity=".5"/>`;

/** A post that keeps cars off. */
export const bollard = () =>
  `<ellipse cx="0" cy="-.01" rx=".13" ry=".035" fill="#6d6f70"/><rect x="-.075" y="-.85" width=".15" height=".85" fill="#a6a8a8"/><rect x=".02" y="-.85" width=".055" height=".85" fill="#6d6f72"/><rect x="-.05" y="-.85" width=".03" height=".85" fill="#dcdcd8" opacity=".8"/><ellipse cx="0" cy="-.85" rx=".075" ry=".03" fill="#c9cac8"/><rect x="-.075" y="-.72" width=".15" height=".1" fill="#c2962f"/>`;

/** A panel of railing, 1.6 m wide. */
export function panel() {
  let out =
    '<path d="M-.8 -.95H.8M-.8 -.2H.8" stroke="#e3e4e0" stroke-width=".06"/><path d="M-.8 -.92H.8M-.8 -.17H.8" stroke="#8f9392" stroke-width=".018"/>';
  for (let x = -0.66; x < 0.75; x += 0.165)
    out += `<path d="M${x.toFixed(2)} -.95V-.2" stroke="#d7d9d5" stroke-width=".03"/>`;
  return out;
}
export const post = () =>
  '<rect x="-.05" y="-1.08" width=".1" height="1.08" fill="#d5d7d3"/><rect x=".01" y="-1.08" width=".04" height="1.08" fill="#8b8f8e"/><rect x="-.12" y="-.06" width=".24" height=".06" fill="#7b7f7e"/><circle cx="0" cy="-1.1" r=".055" fill="#c9973b"/>';

/** A switch cabinet; `papers` are stuck on it. @param {Chance} random @param {boolean} papers */
export function cabinet(random, papers) {
  let out =
    '<rect x="-.95" y="-.12" width="1.9" height=".12" fill="#8b8780"/><rect x="-.9" y="-1.65" width="1.8" height="1.55" fill="#8b9a92"/><rect x="-.95" y="-1.72" width="1.9" height=".1" fill="#75837c"/><path d="M0 -1.6V-.14" stroke="#5c6862" stroke-width=".02"/><path d="M.08 -.95v.2M-.08 -.95v.2" stroke="#4d5753" stroke-width=".035"/><path d="M-.8 -.35h.5M-.8 -.3h.5M-.8 -.25h.5M.3 -.35h.5M.3 -.3h.5M.3 -.25h.5" stroke="#5c6862" stroke-width=".018"/><path d="M.6 -1.5l.1 .17h-.2z" fill="#c9a53c"/><rect x=".7" y="-1.65" width=".2" height="1.55" fill="#000" opacity=".08"/>';
  out += papers
    ? leaflets(random, -0.8, 0.72, -1.5, -0.45, 19)
    : '<rect x="-.62" y="-1.2" width=".3" height=".24" fill="#a9b5ae" opacity=".5"/><rect x=".3" y="-.95" width=".26" height=".3" fill="#a9b5ae" opacity=".45"/>';
  return out;
}

/** Papers stuck on something. @param {Chance} random */
export function leaflets(random, x1, x2, y1, y2, count) {
  let out = '';
  for (let k = 0; k < count; k++) {
    const w = random.between(0.2, 0.32);
    const h = random.between(0.16, 0.36);
    const fill = random.pick(['#f3efe3', '#f0e3a8', '#e6b9ae', '#cfe0dd', '#f4f2ec', '#e8cf7d']);
    let lines = `<path d="M.03 .06H${(w - 0.03).toFixed(2)}" stroke="#a33d2e" stroke-width=".045"/>`;
    for (let y = 0.12; y < h - 0.02; y += 0.05)
      lines += `<path d="M.03 ${y.toFixed(2)}H${(w - random.between(0.03, 0.1)).toFixed(2)}" stroke="#4a4846" stroke-width=".014" opacity=".75"/>`;
    out += `<g transform="translate(${random.between(x1, x2 - w).toFixed(2)} ${random.between(y1, y2 - h * 0.5).toFixed(2)}) rotate(${random.between(-9, 9).toFixed(0)})"><rect width="${w.toFixed(2)}" height="${h.toFixed(2)}" fill="${fill}" stroke="#00000030" stroke-width=".006"/>${lines}</g>`;
  }
  return out;
}

/** A garden lamp, 3.1 m. */
export const lamp = (lit) =>
  `<rect x="-.14" y="-.12" width=".28" height=".12" fill="#3f4448"/><path d="M-.05 0L-.035 -2.75H.035L.05 0Z" fill="#565c61"/><path d="M-.3 -2.72C-.2 -2.6 .2 -2.6 .3 -2.72" stroke="#565c61" stroke-width=".05" fill="none"/>${[-0.3, 0.3].map((x) => `<circle cx="${x}" cy="-2.92" r=".2" fill="${lit ? '#fff2cf' : '#a9adb0'}" stroke="#4a5054" stroke-width=".02"/>`).join('')}`;
