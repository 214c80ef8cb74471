/** Layout of chart texts and axes: pure, in pixels. */

/** Top of a zero-based axis and its marks: round figures, with room for the highest value. */
export function zeroBasedAxis(highest: number): { top: number; marks: number[] } {
  const need = Math.max(4, Number.isFinite(highest) ? highest : 0);
  const power = 10 ** Math.floor(Math.log10(need));
  const top = [1, 2, 4, 6, 8, 10].map((factor) => factor * power).find((value) => value >= need) ?? need;
  return { top, marks: [0, top / 2, top] };
}

/**
 * Moves labels apart so that none overlaps its neighbour and all stay between `low` and `high` where there is room.
 * Takes the wished middles and gives the middles in the same order.
 */
export function spreadLabels(wishes: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wishes.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y || a.index - b.index);
  const placed: number[] = [];
  for (const [k, wish] of order.entries()) {
    const above = placed[k - 1];
    placed.push(Math.max(wish.y, low, above === undefined ? low : above + gap));
  }
  // Pushed out at the lower end: push back upwards from there.
  for (let k = placed.length - 1; k >= 0; k--) {
    const limit = k === placed.length - 1 ? high : (placed[k + 1] ?? high) - gap;
    placed[k] = Math.min(placed[k] ?? limit, limit);
  }
  const out: number[] = new Array(wishes.length).fill(0);
  for (const [k, { index }] of order.entries()) out[index] = placed[k] ?? 0;
  return out;
}

/** Estimated width of a text: a full em for Chinese and full-width signs, somewhat more than half of one for others. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const char of text) ems += /[\u2E80-\u9FFF\uF900-\uFAFF\uFE30-\uFF60]/.test(char) ? 1 : 0.58;
  return ems * size;
}

/** The text cut to a width with an ellipsis; unchanged where it fits. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = '';
  for (const char of text) {
    if (textWidth(`${kept}${char}…`, size) > width) break;
    kept += char;
  }
  return `${kept.trimEnd()}…`;
}

/** The stretches of weekend days in consecutive days, as index ranges; `weekdayOf` gives 1 Monday to 7 Sunday. */
export function weekends(
  days: readonly string[],
  weekdayOf: (day: string) => number,
): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = [];
  for (const [index, day] of days.entries()) {
    if (weekdayOf(day) < 6) continue;
    const last = out.at(-1);
    if (last && last.to === index - 1) last.to = index;
    else out.push({ from: index, to: index });
  }
  return out;
}
