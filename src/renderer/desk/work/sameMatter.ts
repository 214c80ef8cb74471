import type { Item } from '@shared/contract/models';

type Matter = Pick<Item, 'id' | 'kind' | 'classRef' | 'className'>;

/** Of one class: by its code, or by its name where two catalogues call it the same. Without a class nothing is the same. */
function sameClass(a: Matter, b: Matter): boolean {
  const [own, other] = [a.classRef, b.classRef];
  if (own && other && own.scheme === other.scheme) return own.code === other.code;
  return a.className !== null && a.className === b.className;
}

/** The first open case near by of the item's own class: perhaps one matter with it. */
export function sameMatter<T extends Matter>(item: Matter, near: readonly T[]): T | undefined {
  return near.find((one) => one.kind === 'case' && one.id !== item.id && sameClass(item, one));
}
