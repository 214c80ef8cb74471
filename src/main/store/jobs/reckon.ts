import type { MovedClock } from '@shared/contract/rules';
import type { CaseEventData } from '@shared/domain/case/events';
import type { CaseState } from '@shared/domain/case/evolve';
import type { CommandInput } from '@shared/domain/commands';
import { envelopeSchema } from '@shared/domain/commands';
import type { Deadline } from '@shared/domain/common';
import type { DecideContext, Streams } from '@shared/domain/context';
import { decide } from '@shared/domain/decide';
import type { ReportEventData } from '@shared/domain/report/events';
import type { ReportState } from '@shared/domain/report/evolve';
import { streamsOver } from '@shared/domain/streams';
import type { RuleBook } from '@shared/rules/ruleBook';
import type { Db } from '../projection/database';
import type { QueryContext } from '../queries/context';
import { derivedIds } from '../service/author';

/** Commands in flight at once: they share flushes, and a cancelled job stops within one round. */
export const TOGETHER = 64;

type Because = 'calendar' | 'limits' | 'policy';

/** A stream that may have a running clock, with the number that people know it by. */
export interface Item {
  readonly id: string;
  readonly no: string;
}

/**
 * Everything that may have a running clock: what is open, what owes a reply (closed cases and refused reports too) or the
 * answer to a supervision, and the reports of cases that are open or owe a reply.
 */
export function clockItems(db: Db): Item[] {
  return db.all<{ id: string; no: string }>(
    `SELECT id, no FROM item WHERE open=1 OR to_reply>0 OR supervised=1
     UNION ALL
     SELECT r.id AS id, coalesce(r.outside_no, i.no) AS no FROM report r JOIN item i ON i.id=r.case_id
     WHERE r.status='linked' AND (i.open=1 OR i.to_reply>0)
     ORDER BY 1`,
  );
}

/** The command that counts an item's clocks again; it writes nothing where nothing changes. */
export function reckonCommand(id: string, because: Because): CommandInput {
  return id.startsWith('report:')
    ? { type: 'report.reckon', reportId: id, because }
    : { type: 'case.reckon', caseId: id, because };
}

/** Let questions and commands in between two stretches of work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function streamsOf(context: QueryContext): Streams {
  return streamsOver(
    (id) => context.state(id),
    () => [],
  );
}

/** A decision is tried under these rules; nothing of it is ever written. */
function tryContext(rules: RuleBook, now: string): DecideContext {
  const none = (): never => {
    throw new Error('Counting clocks again makes nothing new');
  };
  return { now, actor: 'system', rules, newId: none, newCaseNo: none, callerHash: () => undefined };
}

type Grants = readonly {
  readonly clock: MovedClock['clock'];
  readonly before: Deadline;
  readonly after: Deadline;
}[];

function moved(
  clock: MovedClock['clock'],
  before: Deadline | undefined,
  after: Deadline | undefined,
): Grants {
  return before && after ? [{ clock, before, after }] : [];
}

function caseGrants(state: CaseState, data: CaseEventData<'case.reckoned'>): Grants {
  const { clocks, supervisions = [], reply } = data;
  return [
    ...clocks.flatMap(({ name, unit, grant }) => {
      const before = state.clocks.findLast((clock) => clock.name === name && clock.unit === unit);
      return moved(name, before?.grant, grant);
    }),
    ...supervisions.flatMap(({ id, answer }) =>
      moved('supervise', state.supervisions.find((one) => one.id === id)?.grant, answer),
    ),
    ...moved('reply', state.reply, reply),
  ];
}

function reportGrants(state: ReportState, data: ReportEventData<'report.reckoned'>): Grants {
  const { intake, outside, verify, reply } = data;
  return [
    ...moved('intake', state.intake, intake),
    ...moved('outside', state.outside, outside),
    ...moved('verify', state.verification?.grant, verify),
    ...moved('reply', state.refusal?.reply, reply),
  ];
}

/** The clocks of an item whose due time would move under these rules: what the command would decide, and nothing is written. */
export function movedBy(item: Item, because: Because, rules: RuleBook, context: QueryContext): MovedClock[] {
  const envelope = envelopeSchema.parse({ id: `try/${item.id}`, command: reckonCommand(item.id, because) });
  const decision = decide(envelope, streamsOf(context), derivedIds, tryContext(rules, context.now));
  if (!decision.ok) return [];
  return decision.events.flatMap(({ type, data }) => {
    const state = context.state(item.id);
    const grants =
      type === 'case.reckoned'
        ? caseGrants(state as CaseState, data as CaseEventData<'case.reckoned'>)
        : reportGrants(state as ReportState, data as ReportEventData<'report.reckoned'>);
    return grants
      .filter(({ before, after }) => before.due !== after.due)
      .map(({ clock, before, after }) => ({ ...item, clock, before: before.due, after: after.due }));
  });
}
