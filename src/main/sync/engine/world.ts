import type { Saying } from '@shared/contract/sync';

/** Time and chance as the exchange sees them: the computer's, or a test's. */
export interface World {
  /** Wall clock, epoch ms. */
  nowMs(): number;
  /** A clock that nobody can set, ms. */
  monotonicMs(): number;
  /** 0 (inclusive) to 1. */
  random(): number;
  /** Resolves after `ms`, or sooner when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Where an exchange writes down what happened, and raises what somebody must see to. */
export interface SyncReporter {
  log(level: 'info' | 'warn' | 'error', code: Saying['code'], params?: Saying['params']): void;
  /** `key`: of two alarms with one key only the last counts. */
  alarm(key: string, code: Saying['code'], params?: Saying['params']): void;
  /** What the alarm was about is over. */
  settle(key: string): void;
}
