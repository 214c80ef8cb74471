import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import type { SessionView } from '@shared/contract/session';
import {
  type ShellCalls,
  type ShellInput,
  type ShellName,
  type ShellOutput,
  shellCalls,
} from '@shared/contract/shell';
import type { Deed } from '@shared/rules/whoMay';
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { roleOf } from './callers';

/** Where a call comes from: the window, by the number that ports and tokens know it by, and who sits there. */
export interface Seat {
  readonly id: number;
  readonly window: BrowserWindow | null;
  /** Absent where the call needs nobody, and in a folder that has no store yet. */
  readonly session?: SessionView | undefined;
}

/** What main does for windows, by name. */
export type ShellHandlers = {
  [N in ShellName]: (input: ShellInput<N>, seat: Seat) => Promise<ShellOutput<N>> | ShellOutput<N>;
};

/** Whom to ask who sits at a window; undefined where the folder is empty and nobody can. */
export type Doorkeeper = (window: number, deed: Deed) => Promise<SessionView | undefined>;

/** What each call is in the table "who may"; undefined: it tells and shows what the window has anyway. */
export const shellDeeds: Readonly<Record<ShellName, Deed | undefined>> = {
  'app.info': undefined,
  'app.speak': undefined,
  'displays.list': undefined,
  'wall.open': undefined,
  'wall.close': undefined,
  notify: undefined,
  'file.show': undefined,
  'help.open': undefined,
  'parse.cancel': undefined,
  'sync.status': undefined,
  'courier.safety': undefined,
  'sheet.open': 'desk.work',
  'catalogue.open': 'desk.work',
  'unitSheet.open': 'desk.work',
  'briefing.export': 'desk.write',
  'case.paper': 'desk.write',
  'unit.sheets': 'desk.write',
  'replies.export': 'desk.write',
  'caller.erase': 'caller.erase',
  'sync.now': 'sharing.tend',
  'sync.setLink': 'sharing.tend',
  'sync.dismissAlarm': 'sharing.tend',
  'sync.retryQuarantine': 'sharing.tend',
  'sync.join': 'sharing.connect',
  'sync.cancelJoin': 'sharing.connect',
  'sync.removeLink': 'sharing.connect',
  'sync.invite': 'devices.decide',
  'sync.confirm': 'devices.decide',
  'sync.refuse': 'devices.decide',
  'sync.revoke': 'devices.decide',
  'courier.export': 'courier.export',
  'courier.open': 'courier.take',
  'courier.take': 'courier.take',
  'courier.cancel': 'courier.take',
  'courier.peers': 'courier.take',
};

type Answer = { ok: true; value: unknown } | { ok: false; error: WireError };

/** The window that a message of a desk's page came from. */
export function windowOf(event: IpcMainInvokeEvent): Seat {
  return { id: event.sender.id, window: BrowserWindow.fromWebContents(event.sender) };
}

/** Answer the desk's calls to main; every other sender is refused, who sits there is asked of the store, every input checked here. */
export function setupShell(handlers: ShellHandlers, doorkeeper: Doorkeeper): void {
  ipcMain.handle('xiuhua:shell', async (event, name: unknown, input: unknown): Promise<Answer> => {
    const call = String(name);
    try {
      if (roleOf(event) !== 'desk') throw new CodedError('rpc.forbidden', { name: call });
      if (!Object.hasOwn(shellCalls, call)) throw new CodedError('rpc.unknown', { name: call });
      const known = call as ShellName;
      const deed = shellDeeds[known];
      const seat = windowOf(event);
      const session = deed && (await doorkeeper(seat.id, deed));
      const parsed = shellCalls[known].input.parse(input);
      const run = handlers[known] as (input: unknown, seat: Seat) => Promise<ShellOutput<keyof ShellCalls>>;
      return { ok: true, value: await run(parsed, { ...seat, session }) };
    } catch (error) {
      return { ok: false, error: toWireError(error, call) };
    }
  });
}
