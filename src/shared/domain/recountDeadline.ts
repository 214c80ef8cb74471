import type { Deadline } from './common';
import type { DecideContext } from './context';

/**
 * A grant counted again under the rules of now: the value of its rule's row where that is still there, an extension's share
 * kept, today's calendar. Undefined where nothing changes.
 */
export function recountDeadline(
  grant: Deadline,
  intervals: readonly { readonly from: string; readonly to?: string | undefined }[],
  ctx: DecideContext,
  unit?: string,
): Deadline | undefined {
  const row = ctx.rules.limits.find((one) => `limits/${one.id}` === grant.rule);
  const factor = grant.base ? grant.value / grant.base : 1;
  const limit = row ? { value: row.value * factor, unit: row.unit } : grant;
  const fixed = ctx.rules.fixed(limit, grant.rule, intervals, unit);
  const next = grant.base ? { ...fixed, base: row?.value ?? grant.base } : fixed;
  const same = next.due === grant.due && next.yellowAt === grant.yellowAt && next.value === grant.value;
  return same ? undefined : next;
}
