import { z } from 'zod';
import type { Deed } from '../rules/whoMay';

/** Nothing to say: the input of a call without any, the output of one that only does something. */
export const nothing = z.object({});

interface Call {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** A question to the store (查询): it never changes anything. */
export interface QueryEntry extends Call {
  /** The wall may ask it. */
  readonly wall?: true;
  /** It is answered while there is no store too: while one opens, in an empty folder, after a failure. */
  readonly withoutStore?: true;
}

/** Who sends an action to the store: a desk's page, main for itself, the command line that reached a running program. */
export type Sender = 'desk' | 'main' | 'cli';

/** Something that the store does and that is more than one command (动作): bulk jobs, pictures, sessions. Never on the wall's port. */
export interface ActionEntry extends Call {
  /** Its deed in the table “who may”; null where it touches nothing that is somebody's, and nobody need sit there for it. */
  readonly deed: Deed | null;
  /** Who sends it; a desk's page where nothing is said. */
  readonly from?: readonly Sender[];
}

/** Something that the store tells on its own (推送). */
export interface FeedEntry {
  readonly message: z.ZodType;
  /** The wall may follow it. */
  readonly wall?: true;
}

/** Something that main does for a desk's window (窗口调用). */
export interface ShellEntry extends Call {
  /** Its deed in the table “who may”; null where it tells and shows what the window has anyway. */
  readonly deed: Deed | null;
}

/** A kind of foreign file that is read in a process of its own and shown before it is recorded (外来文件). */
export interface FileEntry {
  /** The import profile that it is read by, a file of `import-profiles/`; absent where it is read without one. */
  readonly profile?: string;
  /** What the desk says about the file beside it. */
  readonly said: z.ZodType;
  /** What the store makes of it, for the operator to look at. */
  readonly preview: z.ZodType;
}

/** What of one capability (功能) crosses a process, by kind and name. */
export interface Capability {
  readonly queries?: Readonly<Record<string, QueryEntry>>;
  readonly actions?: Readonly<Record<string, ActionEntry>>;
  readonly feeds?: Readonly<Record<string, FeedEntry>>;
  readonly shell?: Readonly<Record<string, ShellEntry>>;
  readonly files?: Readonly<Record<string, FileEntry>>;
}

/** The kinds of entries that a capability may have. */
export type EntryKind = keyof Capability;

/** Describe what of a capability crosses a process. It stands in the list of `contract.ts`. */
export function defineContract<const C extends Capability>(capability: C): C {
  return capability;
}

/** The entries of one kind of a capability; `never` where it has none. */
export type Entries<C extends Capability, K extends EntryKind> = C extends {
  readonly [kind in K]: infer E extends NonNullable<Capability[K]>;
}
  ? E
  : never;

type NameIn<E> = E extends unknown ? keyof E : never;
type Named<E, N extends PropertyKey> = E extends { readonly [name in N]: infer One } ? One : never;

/** The entries of one kind of all capabilities of a list, by their names. */
export type AllEntries<L extends Readonly<Record<string, Capability>>, K extends EntryKind> = {
  readonly [N in NameIn<Entries<L[keyof L], K>>]: Named<Entries<L[keyof L], K>, N>;
};

/** The names of the capabilities of a list that have entries of a kind. */
export type Having<L extends Readonly<Record<string, Capability>>, K extends EntryKind> = {
  [C in keyof L]: [Entries<L[C], K>] extends [never] ? never : C;
}[keyof L];

type Handler<E, Context> = E extends Call
  ? (input: z.output<E['input']>, context: Context) => z.output<E['output']> | Promise<z.output<E['output']>>
  : never;

/** A handler for each entry of one kind of a capability: it gets the parsed input, and what it may use. */
export type Handlers<C extends Capability, K extends EntryKind, Context> = {
  readonly [N in keyof Entries<C, K>]: Handler<Entries<C, K>[N], Context>;
};

/** The handlers of all capabilities of a list that have entries of this kind. */
export type AllHandlers<L extends Readonly<Record<string, Capability>>, K extends EntryKind, Context> = {
  readonly [C in Having<L, K>]: Handlers<L[C], K, Context>;
};

/** Gather the entries of one kind. Throws where two capabilities use one name: the later would take the earlier's rights. */
export function gather<const L extends Readonly<Record<string, Capability>>, K extends EntryKind>(
  capabilities: L,
  kind: K,
): AllEntries<L, K> {
  return merged(Object.values(capabilities).map((capability) => capability[kind] ?? {})) as AllEntries<L, K>;
}

/** The names of those that the wall may have. */
export function wallNames(entries: Readonly<Record<string, QueryEntry | FeedEntry>>): string[] {
  return Object.entries(entries).flatMap(([name, { wall }]) => (wall ? [name] : []));
}

/** The parts as one; throws where two of them have the same name. */
export function merged<T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all = new Map<string, T>();
  for (const part of parts)
    for (const [name, one] of Object.entries(part)) {
      if (all.has(name)) throw new Error(`${name} is told twice`);
      all.set(name, one);
    }
  return Object.fromEntries(all);
}
