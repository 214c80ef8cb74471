import type { ElectronApplication, Page } from '@playwright/test';

export type Role = 'desk' | 'wall' | 'workshop';

export interface LaunchOptions {
  /** Data folder; a fresh one by default. */
  data?: string;
  /** Arguments of the application, e.g. `['--demo', '--now', '2024-12-31T16:00:00']`. */
  args?: string[];
  env?: Record<string, string>;
  /** Executable of a packed application instead of the development runtime. */
  packed?: string;
  /** How long the start may take, ms; give more where the demo data is built first. */
  readyMs?: number;
  /** false: return at once, e.g. to watch the progress bar or a refused second start. */
  waitReady?: boolean;
}

export interface RunningApp {
  electron: ElectronApplication;
  data: string;
  pid: number | undefined;
  /** Start to ready, ms. */
  startMs: number;
  exited: boolean;
  exitCode: number | null;
  /** What the application wrote to stdout and stderr (the last 2000 pieces). */
  log(): string;
  /** Waits for the window of a role (`app://<role>/…`). */
  window(role: Role, limitMs?: number): Promise<Page>;
  /** The windows of a role there are now. */
  windows(role: Role): Page[];
  /** Asks the application to quit; kills what has not ended in time. `clean`: it ended by itself, and wholly. */
  close(limitMs?: number): Promise<{ clean: boolean; survivors: number[] }>;
  /** SIGKILL for the whole tree, as a power cut would. */
  kill(): Promise<void>;
}

export function launchApp(options?: LaunchOptions): Promise<RunningApp>;
/** A second start on a folder in use; its exit code, or the signal that ended it. */
export function startAgain(data: string, args: string[], limitMs?: number): Promise<number | string>;
export function newDataDir(name?: string): string;
export function packedExecutable(): string | undefined;
/** Where the started applications remember their data folders (`XIUHUA_WITNESS`). */
export const witnessDir: string;
/** The checkout. */
export const root: string;
