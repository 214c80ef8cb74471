/** A wish to ask again, kept within bounds. */
export interface Refresher {
  /** Something changed: ask soon. Any number of wishes while one waits or runs is one. */
  want(): void;
  /** No more questions; a running one is forgotten. */
  stop(): void;
}

export interface RefresherOptions {
  /** The question; resolves when its answer was taken over, rejects when it failed. `gone` tells that nobody waits any more. */
  readonly ask: (gone: () => boolean) => Promise<void>;
  /** Least time from the start of one question to the start of the next. */
  readonly gapMs: number;
  /** A question without an answer counts as failed after this time. */
  readonly patienceMs: number;
  /** Waits after the first, second … failure; the last one stays. */
  readonly retryMs: readonly number[];
}

/**
 * Asks at once when something changes, at most once per gap while changes keep coming, never twice at a time, and again with
 * growing waits after a failure. Whatever happens there is one timer at most.
 */
export function makeRefresher({ ask, gapMs, patienceMs, retryMs }: RefresherOptions): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  let running = false;
  let wanted = false;
  let failures = 0;
  let startedAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const later = (ms: number, what: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(what, ms);
  };

  function start(): void {
    const mine = ++turn;
    running = true;
    wanted = false;
    startedAt = performance.now();
    const end = (ok: boolean) => {
      if (mine !== turn || stopped) return;
      turn++;
      running = false;
      failures = ok ? 0 : failures + 1;
      clearTimeout(timer);
      const retry = retryMs[Math.min(failures, retryMs.length) - 1];
      if (!ok && retry !== undefined) later(retry, start);
      else if (wanted) soon();
    };
    later(patienceMs, () => end(false));
    ask(() => mine !== turn || stopped).then(
      () => end(true),
      () => end(false),
    );
  }

  function soon(): void {
    later(Math.max(0, startedAt + gapMs - performance.now()), start);
  }

  return {
    want() {
      if (stopped) return;
      wanted = true;
      if (!running) soon();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
