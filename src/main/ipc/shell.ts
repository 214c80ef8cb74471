import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import {
  type ShellCalls,
  type ShellInput,
  type ShellName,
  type ShellOutput,
  shellCalls,
} from '@shared/contract/shell';
import { ipcMain } from 'electron';
import { roleOf } from './callers';

/** What main does for windows, by name. */
export type ShellHandlers = {
  [N in ShellName]: (input: ShellInput<N>) => Promise<ShellOutput<N>> | ShellOutput<N>;
};

type Answer = { ok: true; value: unknown } | { ok: false; error: WireError };

/** Answer the desk's calls to main; every other sender is refused, and every input is checked here, where it arrives. */
export function setupShell(handlers: ShellHandlers): void {
  ipcMain.handle('xiuhua:shell', async (event, name: unknown, input: unknown): Promise<Answer> => {
    const call = String(name);
    try {
      if (roleOf(event) !== 'desk') throw new CodedError('rpc.forbidden', { name: call });
      if (!(call in shellCalls)) throw new CodedError('rpc.unknown', { name: call });
      const known = call as ShellName;
      const parsed = shellCalls[known].input.parse(input);
      const run = handlers[known] as (input: unknown) => Promise<ShellOutput<keyof ShellCalls>>;
      return { ok: true, value: await run(parsed) };
    } catch (error) {
      return { ok: false, error: toWireError(error, call) };
    }
  });
}
