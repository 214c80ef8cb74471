import type { Plugin } from 'vite';

/** Notes which packages the bundles hold, for the third-party notices. */
export function bundledPackages(file: string): Plugin;
export function packageDirOf(id: string): string | undefined;
