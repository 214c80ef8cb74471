import type { Deadline } from '@shared/domain/common';
import type { LimitFor } from '@shared/rules/ruleBook';
import { toInstant, toMs } from '@shared/rules/time';
import type { DraftCase } from './life';
import type { DraftReport } from './reports';
import type { World } from './world';

type About = Pick<DraftCase, 'first' | 'classRef' | 'urgent' | 'takenOver'>;

/** What the limits of a case depend on, as its decisions ask for them. */
function limitFor({ first, classRef, urgent, takenOver }: About, unit?: string): LimitFor {
  const { channel, appealKind } = first;
  if (takenOver) return { channel, appealKind, classRef };
  return { channel, appealKind, classRef, priority: urgent ? 'urgent' : 'normal', unit };
}

/** The handling limit of a unit from `from` on; the rounds that it had before count (捆绑). */
export function handleDeadline(
  draft: About,
  unit: string,
  from: number,
  world: World,
  before: readonly { readonly from: number; readonly to: number }[] = [],
): Deadline {
  const ran = before.map((one) => ({ from: toInstant(one.from), to: toInstant(one.to) }));
  return world.rules.deadlineOver('handle', limitFor(draft, unit), [...ran, { from: toInstant(from) }]);
}

/** When another clock of a case is due that starts at `from`: assigning, checking, returning, a reply. */
export function dueOf(
  item: 'assign' | 'check' | 'return' | 'reply',
  draft: About,
  from: number,
  world: World,
  unit?: string,
): number {
  return toMs(world.rules.deadline(item, limitFor(draft, unit), toInstant(from)).due);
}

/** The outside deadline of a report, as its command will be granted; infinity where there is none. */
export function outsideDue(report: DraftReport, world: World): number {
  const { channel, appealKind, ms } = report;
  if (channel !== 'hotline12345' || !appealKind || appealKind === 'praise') return Number.POSITIVE_INFINITY;
  return toMs(world.rules.deadline('outside', { channel, appealKind }, toInstant(ms)).due);
}
