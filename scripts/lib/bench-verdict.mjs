/** More than this is worse, where the ranges lie apart as well. */
const MARGIN = 0.1;

/**
 * @typedef {object} Range of the runs of one side, in the figure's unit; smaller is better
 * @property {number} min
 * @property {number} median
 * @property {number} max
 *
 * @typedef {object} Compared
 * @property {string} name
 * @property {string} against the figure's peer, without its value
 * @property {string} unit
 * @property {Range | null} old `null`: it has no such figure
 * @property {Range | null} now
 * @property {'worse' | 'better' | 'same' | 'not comparable'} verdict
 */

/** @param {readonly number[]} values at least one @returns {Range} */
export function rangeOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const half = (sorted.length - 1) / 2;
  return {
    min: at(0),
    median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    max: at(sorted.length - 1),
  };
}

/**
 * Worse: the median is more than 10 % above the old one, and even the best new run is above the worst old one. Better is
 * the same the other way round.
 * @param {Range} old @param {Range} now
 */
export function verdictOf(old, now) {
  if (now.median > old.median * (1 + MARGIN) && now.min > old.max) return 'worse';
  if (old.median > now.median * (1 + MARGIN) && old.min > now.max) return 'better';
  return 'same';
}

/** The same measurement in another run. A name stands once per peer, whose own value follows a colon. @param {{ name: string, against: string }} figure */
const keyOf = ({ name, against }) => `${name}\0${peerOf(against)}`;
const peerOf = (/** @type {string} */ against) => against.split(/[:;]/, 1)[0] ?? '';

/**
 * @param {readonly (readonly import('./bench-record.mjs').Figure[])[]} runs
 * @returns {Map<string, { figure: import('./bench-record.mjs').Figure, values: number[] }>}
 */
function collect(runs) {
  const found = new Map();
  for (const figure of runs.flat()) {
    const one = found.get(keyOf(figure)) ?? { figure, values: [] };
    one.values.push(figure.value);
    found.set(keyOf(figure), one);
  }
  return found;
}

/**
 * @param {readonly (readonly import('./bench-record.mjs').Figure[])[]} old figures of each run of the old side
 * @param {readonly (readonly import('./bench-record.mjs').Figure[])[]} now
 * @returns {Compared[]} a figure that lacks in a run of either side is not comparable
 */
export function compareRuns(old, now) {
  const [before, after] = [collect(old), collect(now)];
  return [...new Set([...before.keys(), ...after.keys()])].map((key) => {
    const [a, b] = [before.get(key), after.get(key)];
    const figure = /** @type {{ figure: import('./bench-record.mjs').Figure }} */ (b ?? a).figure;
    const [was, is] = [a ? rangeOf(a.values) : null, b ? rangeOf(b.values) : null];
    const whole = a?.values.length === old.length && b?.values.length === now.length;
    const verdict = was && is && whole ? verdictOf(was, is) : 'not comparable';
    return {
      name: figure.name,
      against: peerOf(figure.against),
      unit: figure.unit,
      old: was,
      now: is,
      verdict,
    };
  });
}
