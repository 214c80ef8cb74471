import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** What a release must have; the same list as electronFuses in electron-builder.yml, on purpose written twice. */
const release = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  OnlyLoadAppFromAsar: true,
  EnableCookieEncryption: true,
  EnableEmbeddedAsarIntegrityValidation: true,
  GrantFileProtocolExtraPrivileges: false,
  LoadBrowserProcessSpecificV8Snapshot: false,
};

/** The wire holds characters: '0' off, '1' on, 'r' removed from this Electron. */
const states = new Map([
  [0x30, 'off'],
  [0x31, 'on'],
  [0x72, 'removed'],
]);

/**
 * Reads the fuses of an executable back. A fuse that this Electron does not have (yet, or any more) cannot be wrong.
 * @param {string} executable
 * @param {{ inspect: boolean }} options `inspect`: the smoke build leaves that one on
 * @returns {Promise<{ name: string, state: string, wanted: string, right: boolean }[]>}
 */
export async function readFuses(executable, { inspect }) {
  const wire = await getCurrentFuseWire(executable);
  return Object.entries(release).map(([name, on]) => {
    const index = FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)];
    const state = states.get(Number(wire[index])) ?? 'absent';
    const wanted = on || (inspect && name === 'EnableNodeCliInspectArguments') ? 'on' : 'off';
    return { name, state, wanted, right: state === wanted || state === 'removed' || state === 'absent' };
  });
}
