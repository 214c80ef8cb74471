/**
 * A table in which names are looked up that come from outside: it has no prototype, so that `constructor`, `toString` or `__proto__`
 * are in it as little as any other name that nobody wrote there.
 */
export function bare<T extends object>(table: T): T {
  return Object.assign(Object.create(null) as T, table);
}
