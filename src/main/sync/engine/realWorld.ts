import type { World } from './world';

/** The longest that a timer of the runtime can wait; a longer one would fire at once. */
const MOST_MS = 2 ** 31 - 1;

/** The computer's clocks and chance. */
export const realWorld: World = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, MOST_MS));
      signal.addEventListener('abort', end, { once: true });
    }),
};
