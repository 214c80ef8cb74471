import {
  type AllHandlers,
  type Capability,
  type Handlers,
  merged,
  type ShellEntry,
} from '@shared/contract/capability';
import type { Capabilities } from '@shared/contract/contract';
import { CodedError, toWireError, type WireError } from '@shared/contract/errors';
import type { SessionView } from '@shared/contract/session';
import { type ShellName, type ShellOutput, shellCalls } from '@shared/contract/shell';
import type { Deed } from '@shared/rules/whoMay';
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { Consent } from '../windows/consent';
import type { Workshop } from '../windows/workshop';
import { roleOf } from './callers';
import type { Parses } from './parses';
import type { PathTokens } from './pathTokens';
import type { StoreHost } from './storeHost';
import type { SyncHost } from './syncHost';

/** Where a call comes from: the window, by the number that ports and tokens know it by, and who sits there. */
export interface Seat {
  readonly id: number;
  readonly window: BrowserWindow | null;
  /** Absent where the call needs nobody, and in a folder that has no store yet. */
  readonly session?: SessionView | undefined;
}

/** What main has for answering windows: its processes, its windows, and what it keeps from pages. */
export interface MainServices {
  readonly store: StoreHost;
  readonly sync: SyncHost;
  readonly workshop: Workshop;
  readonly tokens: PathTokens;
  readonly consent: Consent;
  readonly parses: Parses;
  readonly dataDir: string;
  readonly resourcesDir: string;
  /** What an empty folder was started for. */
  firstStart(): ShellOutput<'app.info'>['firstStart'];
  openWall(display: number | undefined, language: string | undefined): void;
  closeWall(): void;
  /** Bring the desk to the front, at the item where one is named. */
  showDesk(itemId: string | undefined): void;
}

/** What the handler of a call may use. */
export interface ShellContext extends MainServices {
  readonly seat: Seat;
}

/** A handler for each call of a capability. */
export type ShellHandlers<C extends Capability> = Handlers<C, 'shell', ShellContext>;

/** The handlers of all capabilities that have calls. */
export type AllShellHandlers = AllHandlers<Capabilities, 'shell', ShellContext>;

/** Whom to ask who sits at a window; undefined where the folder is empty and nobody can. */
export type Doorkeeper = (window: number, deed: Deed) => Promise<SessionView | undefined>;

type Answer = { ok: true; value: unknown } | { ok: false; error: WireError };

/** The window that a message of a desk's page came from. */
export function windowOf(event: IpcMainInvokeEvent): Seat {
  return { id: event.sender.id, window: BrowserWindow.fromWebContents(event.sender) };
}

/** Answer the desk's calls to main; every other sender is refused, who sits there is asked of the store, every input checked here. */
export function setupShell(all: AllShellHandlers, services: MainServices, doorkeeper: Doorkeeper): void {
  const handlers = merged<(input: never, context: ShellContext) => unknown>(Object.values(all));
  ipcMain.handle('xiuhua:shell', async (event, name: unknown, input: unknown): Promise<Answer> => {
    const call = String(name);
    try {
      if (roleOf(event) !== 'desk') throw new CodedError('rpc.forbidden', { name: call });
      const entry = entryOf(call);
      const handler = handlers[call];
      if (!entry || !handler) throw new CodedError('rpc.unknown', { name: call });
      const seat = windowOf(event);
      const session = entry.deed === null ? undefined : await doorkeeper(seat.id, entry.deed);
      const parsed = entry.input.parse(input) as never;
      return { ok: true, value: await handler(parsed, { ...services, seat: { ...seat, session } }) };
    } catch (error) {
      return { ok: false, error: toWireError(error, call) };
    }
  });
}

function entryOf(name: string): ShellEntry | undefined {
  return Object.hasOwn(shellCalls, name) ? shellCalls[name as ShellName] : undefined;
}
