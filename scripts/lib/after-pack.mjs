import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * electron-builder's hook, before the fuses are set: takes out what a development runtime has and a release must not.
 * @param {{ appOutDir: string }} context
 */
export default async function afterPack({ appOutDir }) {
  await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true });
}
