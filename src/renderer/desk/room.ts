import type { Directory } from '@shared/contract/models';
import { type ComponentType, createElement, lazy, type ReactNode } from 'react';
import type help from '../common/i18n/zh-CN/help.json';
import type { Say } from './kit/say';
import type { SavedView } from './state';
import type { Shortcut } from './state/shortcuts';

/** A task of the help (`help.json`): how to do what. */
export type HelpTask = keyof typeof help.tasks;

/** What the frame gives a screen; most take nothing. */
export interface ScreenProps {
  /** The screens that stand within this one: their entries in its own list. */
  readonly entries?: ReactNode;
  /** The one of them that is looked at, instead of this screen's own content; `label`: the key of its name. */
  readonly page?: { readonly label: string; readonly content: ReactNode };
}

/** A screen beside the navigation. */
export interface ScreenEntry {
  readonly component: ComponentType<ScreenProps>;
  /** The work pane (and the line that parts it) stands beside it always, while an item is chosen, or never. */
  readonly pane: 'always' | 'chosen' | 'never';
  /** It is a page of another screen, whose place in the navigation is its place too. */
  readonly within?: {
    readonly screen: string;
    /** The key of its name. */
    readonly label: string;
    /** Its line in the list of that screen. */
    readonly entry: ComponentType;
  };
}

/** A screen that is fetched when somebody goes there. Say what the component returns: `Screen` is read from its type. */
export function screen(
  load: () => Promise<{ default: ComponentType<ScreenProps> }>,
  how: Omit<ScreenEntry, 'component'>,
): ScreenEntry {
  return { component: lazy(load), ...how };
}

interface AnyDialog {
  readonly kind: 'dialog';
}

/** A dialog; `P` is what it is opened with. */
export interface DialogEntry<P> extends AnyDialog {
  readonly show: (props: P | undefined) => ReactNode;
}

/**
 * A dialog that is fetched when it is opened first. What its component takes is what {@link openDialog} wants, so the component
 * says what it returns: a type that is inferred from inside would go round in circles. `keyOf`: other props with another key are
 * another dialog, begun anew.
 *
 * @see openDialog in `state/index.ts`
 */
export function dialog<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  keyOf?: (props: P) => string,
): DialogEntry<P> {
  const Lazy = lazy(async () => {
    const { default: Loaded } = await load();
    return { default: ({ props }: { props: P | undefined }) => createElement(Loaded, props) };
  });
  return { kind: 'dialog', show: (props) => createElement(Lazy, { props, key: props && keyOf?.(props) }) };
}

/** What a dialog is opened with. */
export type PropsOf<E> = E extends DialogEntry<infer P> ? P : never;

type Nothing = Record<never, never>;
/** The dialogs that can be opened without a word. */
export type Plain<D> = { [N in keyof D & string]: Nothing extends PropsOf<D[N]> ? N : never }[keyof D &
  string];

/** What a command does: it opens a dialog of its room, goes to a screen of it, or runs. */
type CommandEffect<S, D> =
  | { readonly opens: D; readonly shows?: undefined; readonly run?: undefined }
  | { readonly shows: S; readonly opens?: undefined; readonly run?: undefined }
  | { readonly run: () => void; readonly opens?: undefined; readonly shows?: undefined };

/** An action of the desk that can be had at any time: from the palette, by a key, from the navigation. */
export type DeskCommand<S = string, D = string> = CommandEffect<S, D> & {
  readonly id: string;
  readonly group: Shortcut['group'];
  /** The key of its name (`desk:work.map`), or how the name is made. */
  readonly label: string | ((say: Say) => string);
  /** As {@link Shortcut.keys}. */
  readonly keys?: readonly string[];
  /** Its keys are left to a text field that has the focus. */
  readonly notWhileTyping?: boolean;
  /** It has a place in the navigation too, under “work”. */
  readonly inNav?: boolean;
};

/** What commands may hang on, beside the language. */
export interface DeskContext {
  readonly savedViews: readonly SavedView[];
  readonly operators: Directory['operators'];
}

type Screens = Readonly<Record<string, ScreenEntry>>;
type Dialogs = Readonly<Record<string, AnyDialog>>;

/**
 * Keys that work beside those of commands while something is on screen: a screen, by its name, or an `item` in the work pane; each by the
 * name of what it does. A room has them in `keys.ts`, as `keys`, and its components offer them (`useShortcuts`): a test looks that no two
 * at a time share one.
 */
export type KeysOnScreen = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What a capability has on the desk. Light: what needs antd is fetched when it is used. See `docs/adding-a-capability.md`. */
export interface Room<S extends Screens = Nothing, D extends Dialogs = Nothing> {
  readonly name: string;
  readonly screens?: S;
  readonly dialogs?: D;
  /** In the order of the palette, of the list of keys and of the navigation. Names of dialogs and screens are this room's own. */
  readonly commands?: readonly DeskCommand<NoInfer<keyof S & string>, NoInfer<Plain<D>>>[];
  /** Commands that hang on what there is: saved views, operators. */
  readonly commandsOf?: (context: DeskContext) => readonly DeskCommand<never, never>[];
  /** The tasks of the help that tell of it. */
  readonly help?: readonly HelpTask[];
}

/** Describe what a capability has on the desk; see {@link Room}. */
export function defineRoom<const S extends Screens = Nothing, const D extends Dialogs = Nothing>(
  room: Room<S, D>,
): Room<S, D> {
  return room;
}
