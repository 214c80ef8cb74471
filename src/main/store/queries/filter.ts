import type { Light, QueueFilter } from '@shared/contract/models';
import type { Columns, DeskTable } from '../search/table';
import { flagReports, search } from '../search/words';
import type { QueryContext } from './context';
import { type Test, viewTest } from './queueViews';

/** Does the filter say more than which view? Then it is answered from the rows in memory. */
export function narrows(filter: QueueFilter): boolean {
  const { units, channels, communities, classes, lights, gridCode, owner, text, foundBy, view } = filter;
  return Boolean(
    units?.length ||
      channels?.length ||
      communities?.length ||
      classes?.length ||
      lights?.length ||
      gridCode ||
      (owner && view !== 'mine') ||
      text?.trim() ||
      foundBy,
  );
}

function oneOf(column: readonly number[], names: readonly string[], table: DeskTable): Test {
  const wanted = new Set(names.map((name) => table.code(name)));
  return (slot) => wanted.has(column[slot] ?? -1);
}

function lightTest(lights: readonly Light[], { red, yellow }: Columns, nowMs: number): Test {
  const wanted = new Set(lights);
  return (slot) => {
    const at = red[slot] ?? 0;
    if (at === Number.POSITIVE_INFINITY) return wanted.has('none');
    if (at < nowMs) return wanted.has('red');
    return wanted.has((yellow[slot] ?? 0) <= nowMs ? 'yellow' : 'green');
  };
}

/** Which rows a filter means, cheapest conditions first. */
export function filterTest(
  filter: QueueFilter,
  columns: Columns,
  table: DeskTable,
  context: QueryContext,
): Test {
  const { units, channels, communities, classes, lights, gridCode, owner, text, foundBy } = filter;
  const tests = [viewTest(filter, columns, table, context)];
  if (units?.length) tests.push(oneOf(columns.unit, units, table));
  if (channels?.length) tests.push(oneOf(columns.channel, channels, table));
  if (communities?.length) tests.push(oneOf(columns.community, communities, table));
  if (classes?.length) {
    const refs = classes.map(({ scheme, code }) => `${scheme}/${code}`);
    tests.push(oneOf(columns.classRef, refs, table));
  }
  if (gridCode) tests.push(oneOf(columns.grid, [gridCode], table));
  if (owner) tests.push(oneOf(columns.owner, [owner], table));
  if (lights?.length) tests.push(lightTest(lights, columns, context.nowMs));
  if (foundBy) {
    const found = flagReports(context.foundBy(foundBy), columns, table, context);
    tests.unshift((slot) => found[slot] === 1);
  }
  if (text?.trim()) {
    const found = search(text, columns, table, context);
    // Most rows fail here.
    tests.unshift((slot) => found[slot] === 1);
  }
  return (slot) => tests.every((test) => test(slot));
}
