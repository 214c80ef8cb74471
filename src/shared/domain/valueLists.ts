import type { z } from 'zod';

/** Where in data of a schema a value of a list stands (`*`: each element), and the values that the list has. */
export type ValueLists = readonly { readonly at: readonly string[]; readonly values: ReadonlySet<unknown> }[];

type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes['_zod']['def'];

const EVERY = '*';

function under(name: string, schema: Schema): ValueLists {
  return valueListsOf(schema).map(({ at, values }) => ({ at: [name, ...at], values }));
}

/**
 * The lists of values (enums) in a schema, wherever they stand in objects, arrays and records. Lists inside of unions are not
 * found: a union tells apart shapes, not values.
 */
export function valueListsOf(schema: Schema): ValueLists {
  const def = schema._zod.def as Definition;
  switch (def.type) {
    case 'enum':
      return [{ at: [], values: new Set(Object.values(def.entries)) }];
    case 'object':
      return Object.entries(def.shape).flatMap(([name, one]) => under(name, one));
    case 'array':
      return under(EVERY, def.element);
    case 'record':
      return under(EVERY, def.valueType);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return valueListsOf(def.innerType);
    default:
      return [];
  }
}

/** A name that somebody gives a value of a list; anything longer is no such name. */
const LONGEST_NAME = 100;

function isUnknown(value: unknown, values: ReadonlySet<unknown>): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME && !values.has(value);
}

function unknownAt(
  data: unknown,
  at: readonly string[],
  values: ReadonlySet<unknown>,
  path: string,
): readonly string[] {
  const [name, ...rest] = at;
  if (name === undefined) return isUnknown(data, values) ? [path] : [];
  if (data === null || typeof data !== 'object') return [];
  const inner: [string, unknown][] =
    name === EVERY
      ? Object.entries(data)
      : Object.hasOwn(data, name)
        ? [[name, (data as Record<string, unknown>)[name]]]
        : [];
  return inner.flatMap(([key, value]) =>
    unknownAt(value, rest, values, path === '' ? key : `${path}/${key}`),
  );
}

/** Paths (`parts/0/kind`) at which data have a value that its list does not: what a newer program may have added. */
export function unknownChoices(lists: ValueLists, data: object): readonly string[] {
  return lists.flatMap(({ at, values }) => unknownAt(data, at, values, ''));
}

type Check = (data: unknown) => boolean;

function checkAt(at: readonly string[], values: ReadonlySet<unknown>): Check {
  const [name, ...rest] = at;
  if (name === undefined) return (data) => !isUnknown(data, values);
  const inner = checkAt(rest, values);
  if (name === EVERY)
    return (data) => {
      if (data === null || typeof data !== 'object') return true;
      for (const value of Object.values(data)) if (!inner(value)) return false;
      return true;
    };
  return (data) => {
    if (data === null || typeof data !== 'object') return true;
    return !Object.hasOwn(data, name) || inner(Reflect.get(data, name));
  };
}

/**
 * Whether data have only values that their lists have: the same as no {@link unknownChoices}. Made once for a schema, since every fact of
 * a journal is asked when it is folded.
 */
export function choicesKnownBy(lists: ValueLists): (data: object) => boolean {
  const checks = lists.map(({ at, values }) => checkAt(at, values));
  return (data) => {
    for (const check of checks) if (!check(data)) return false;
    return true;
  };
}
