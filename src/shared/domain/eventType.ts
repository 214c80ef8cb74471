import type { z } from 'zod';
import type { Fact } from './envelope';
import { choicesKnownBy, unknownChoices, type ValueLists, valueListsOf } from './valueLists';

/** What an event says, by its schema. */
type DataSchema = z.ZodType<object>;

/** One version of an event type: its schema, and the lists of values in it. */
interface Version {
  readonly schema: DataSchema;
  readonly lists: ValueLists;
  /** Data of this version as the next one says them. Pure. Lacking in the latest. */
  readonly upcast?: (data: object) => object;
  /** Can data of the latest version be written as they are in this one, so that older programs read them too? */
  readonly fits?: (data: object) => boolean;
}

/** An event type with all of its versions, the first being 1: `D` is what the latest says. Made by {@link nextVersion}. */
export interface EventType<D extends object> {
  readonly versions: readonly Version[];
  /** Tells the type of the data only; there is no value behind it. */
  readonly says?: D;
}

/** The event types of an aggregate by name. A bare schema is a type that has one version. */
export type EventTypes = Readonly<Record<string, DataSchema | EventType<object>>>;

/** What an event of this type says, in its latest version. */
export type EventData<E extends EventTypes, T extends keyof E> =
  E[T] extends EventType<infer D> ? D : E[T] extends z.ZodType ? z.infer<E[T]> : never;

/** A fact of one of these types, its data in the latest version. */
export type FactOf<E extends EventTypes, T extends keyof E & string = keyof E & string> = {
  [K in T]: Fact<K, EventData<E, K>>;
}[T];

/** How an event type gets its next version. */
interface Change<A extends object, B extends object> {
  /** What a fact of the version before says in the new one. Pure, and the same at every station. */
  upcast(data: A): B;
  /**
   * Can these data be written in the version before as they are, with the same meaning? Then they are, and programs that know only
   * that one go on reading them. Without it everything is written in the new version.
   */
  fits?(data: B): boolean;
}

function isEventType(type: DataSchema | EventType<object>): type is EventType<object> {
  return 'versions' in type;
}

const firstVersion = (schema: DataSchema): EventType<object> => ({
  versions: [{ schema, lists: valueListsOf(schema) }],
});

/** All versions of an event type, oldest first. */
function versionsOf(type: DataSchema | EventType<object>): readonly Version[] {
  return (isEventType(type) ? type : firstVersion(type)).versions;
}

/**
 * An event type with one version more. Optional fields may be added to a version without one; a value or a meaning that programs
 * before did not know needs one (see {@link Change.fits} for what they can go on reading).
 */
export function nextVersion<A extends object, S extends DataSchema>(
  before: z.ZodType<A> | EventType<A>,
  schema: S,
  change: Change<A, z.infer<S>>,
): EventType<z.infer<S>> {
  const versions = versionsOf(before);
  const step = {
    upcast: (data: object) => change.upcast(data as A),
    fits: (data: object) => change.fits?.(data as z.infer<S>) ?? false,
  };
  const earlier = versions.map((one, i) => (i === versions.length - 1 ? { ...one, ...step } : one));
  return { versions: [...earlier, { schema, lists: valueListsOf(schema) }] };
}

/** Versions of an event type with the lists of values in each, as plain data: what of its events this program knows. */
export function outlineOf(type: DataSchema | EventType<object>): unknown {
  return versionsOf(type).map(({ lists }) => lists.map(({ at, values }) => [at.join('/'), [...values]]));
}

/** How this program stands to an event: it reads it, a newer program wrote it, or it has no shape that it could have. */
export type Standing = 'known' | 'newer' | 'malformed';

/** Reads the events of one type in all versions that this program knows. */
export class EventReader {
  private readonly versions: readonly Version[];
  private readonly checks: readonly ((data: object) => boolean)[];

  constructor(type: DataSchema | EventType<object>) {
    this.versions = versionsOf(type);
    this.checks = this.versions.map(({ lists }) => choicesKnownBy(lists));
  }

  /** Does this program know this version, and every value of a list in it? The shape is not proved again. */
  knows(v: number, data: object): boolean {
    return this.checks[v - 1]?.(data) ?? false;
  }

  /** The same with the shape proved: for what another station wrote. Only a value that no list has makes it newer. */
  standing(v: number, data: unknown): Standing {
    const version = this.versions[v - 1];
    if (!version) return 'newer';
    const { success, error } = version.schema.safeParse(data);
    if (success) return 'known';
    if (data === null || typeof data !== 'object') return 'malformed';
    const unknown = new Set(unknownChoices(version.lists, data));
    return error.issues.every(({ path }) => unknown.has(path.join('/'))) ? 'newer' : 'malformed';
  }

  /** Is it in the latest version, with values that this program knows? Only such a fact is folded. */
  reads({ v, data }: { readonly v: number; readonly data: object }): boolean {
    return v === this.versions.length && this.knows(v, data);
  }

  /** Is there a later version than this one? */
  isEarlier(v: number): boolean {
    return v < this.versions.length;
  }

  /** The version and the data of a known event as the latest version says them. */
  upcast<D extends object>(v: number, data: D): { readonly v: number; readonly data: object } {
    if (v === this.versions.length) return { v, data };
    const steps = this.versions.slice(v - 1);
    return {
      v: this.versions.length,
      data: steps.reduce<object>((said, step) => step.upcast?.(said) ?? said, data),
    };
  }

  /** The version in which data of the latest are written: the oldest that can say them. */
  versionFor(data: object): number {
    let v = this.versions.length;
    while (v > 1 && this.versions[v - 2]?.fits?.(data)) v -= 1;
    return v;
  }
}
