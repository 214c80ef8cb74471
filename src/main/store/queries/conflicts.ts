import type { ConflictView } from '@shared/contract/pages';
import { caseStream } from '@shared/domain/case/evolve';
import type { Conflict } from '@shared/domain/conflicts';
import { DEVICES } from '@shared/domain/devices/events';
import { devicesStream } from '@shared/domain/devices/evolve';
import type { Fact } from '@shared/domain/envelope';
import type { QueryContext } from './context';
import { historyOf } from './views';

/** The open conflicts of a stream as its page shows them: each side's events as lines of a history, the computers by name. */
export function conflictViews(
  stream: string,
  conflicts: readonly Conflict[] | undefined,
  facts: readonly Fact[],
  context: QueryContext,
): ConflictView[] {
  if (!conflicts?.length) return [];
  const known = context.get(devicesStream, DEVICES)?.devices ?? {};
  return conflicts.map(({ key, at, winner, sides }) => ({
    stream,
    key,
    at,
    winner,
    sides: sides.map(({ id, device, actor, at: acted, effective, events }) => {
      const refs = new Set(events.map(({ ref }) => ref));
      const idle = new Set(events.filter((event) => !event.effective).map(({ ref }) => ref));
      return {
        id,
        device,
        name: known[device]?.name ?? null,
        letter: known[device]?.letter ?? null,
        actor,
        at: acted,
        effective,
        cases: [...new Set(events.flatMap(({ to }) => to ?? []))].flatMap((to) => {
          const state = context.get(caseStream, to);
          return state ? [{ id: to, no: state.no, title: state.title }] : [];
        }),
        lines: historyOf(
          facts.filter(({ ref }) => refs.has(ref)),
          idle,
        ),
      };
    }),
  }));
}
