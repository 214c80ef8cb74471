/** Builds the demo's data folder unless this build has made one already; gives back its path. */
export function ensureSeed(): Promise<string>;
/** A fresh copy of it, for one test. */
export function copySeed(name?: string): Promise<string>;
