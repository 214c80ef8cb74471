const STEP_MS = 30;
const MOST_MS = 5000;

/** Timers run in a hidden window where animation frames may not. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Wait until every chart in `root` is drawn: the charts lay themselves out in several steps, and are done when two looks in a
 * row find the same picture. @throws Error after five seconds.
 */
export async function settled(root: Element, charts: number): Promise<SVGSVGElement[]> {
  let last = '';
  for (let waited = 0; waited < MOST_MS; waited += STEP_MS) {
    const drawn = [...root.querySelectorAll<SVGSVGElement>('svg.recharts-surface')];
    const now = drawn.map((svg) => svg.outerHTML).join('\n');
    if (drawn.length === charts && drawn.every((svg) => svg.querySelector('path')) && now === last)
      return drawn;
    last = now;
    await pause(STEP_MS);
  }
  throw new Error(`Charts not drawn after ${MOST_MS} ms.`);
}
