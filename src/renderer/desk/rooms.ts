import { app } from './app';
import { briefing } from './briefing';
import { bulk } from './bulk';
import { help } from './help';
import { intake } from './intake';
import { ledger } from './ledger';
import { map } from './map';
import { notices } from './notices';
import { operator } from './operator';
import { queue } from './queue';
import type { DeskCommand, DeskContext, DialogEntry, Plain, PropsOf, ScreenEntry } from './room';
import { search } from './search';
import { settings } from './settings';
import { sharing } from './sharing';
import { sheets } from './sheets';
import { views } from './views';
import { work } from './work';

/**
 * Every room of the desk. Screens, dialogs with their props, commands with their keys, and the places in the navigation are derived from
 * this list; its order is theirs.
 */
export const rooms = [
  search,
  views,
  queue,
  work,
  intake,
  ledger,
  sheets,
  briefing,
  map,
  settings,
  sharing,
  bulk,
  app,
  notices,
  help,
  operator,
] as const;

type Rooms = (typeof rooms)[number];
/** All members of a union at once. */
type Merged<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer A) => void ? A : never;
type AllScreens = Merged<NonNullable<Rooms['screens']>>;
type AllDialogs = Merged<NonNullable<Rooms['dialogs']>>;

export type Screen = keyof AllScreens & string;
export type DialogName = keyof AllDialogs & string;
/** What each dialog is opened with: the props of its component. */
export type DialogProps = { readonly [N in DialogName]: PropsOf<AllDialogs[N]> };
/** The dialogs that can be opened without a word. */
export type PlainDialog = Plain<AllDialogs>;

/** A dialog with what it was opened with. */
export interface OpenDialog<N extends DialogName = DialogName> {
  readonly name: N;
  readonly props: DialogProps[N] | undefined;
}
/** A command of any room. */
export type RoomCommand = DeskCommand<Screen, PlainDialog>;

/** One record of several; the types are those of {@link Merged}, which `Object.assign` has for two, not for a list. */
function mergeOf<U extends object>(parts: readonly U[]): Merged<U> {
  return Object.assign({}, ...parts);
}

/** Every dialog by name; a test shows that no two rooms give one name. */
export const dialogs: { readonly [N in DialogName]: DialogEntry<DialogProps[N]> } = mergeOf(
  rooms.flatMap((room) => (room.dialogs ? [room.dialogs] : [])),
);

/** Every screen by name. */
export const screens: Readonly<Record<Screen, ScreenEntry>> = mergeOf(
  rooms.flatMap((room) => (room.screens ? [room.screens] : [])),
);

/** The name of the screen that one stands in: its own, or that of which it is a page. */
export function outerScreen(name: Screen): string {
  return screens[name].within?.screen ?? name;
}

/** The commands of a room as they stand now. */
function commandsNow(room: Rooms, context: DeskContext): readonly RoomCommand[] {
  return [...(room.commands ?? []), ...(room.commandsOf?.(context) ?? [])];
}

/** Every command as things stand now, in the order of the list. */
export function commandsOf(context: DeskContext): readonly RoomCommand[] {
  return rooms.flatMap((room) => commandsNow(room, context));
}

/** What the navigation leads to under “work”, in the order of the list. */
export const navCommands: readonly RoomCommand[] = commandsOf({ savedViews: [], operators: [] }).filter(
  ({ inNav }) => inNav,
);
