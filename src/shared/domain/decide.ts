import { DAY_MS, MINUTE_MS, toMs } from '../rules/time';
import type { Aggregate } from './aggregate';
import { aggregates } from './aggregates';
import type { Envelope } from './commands';
import { LATE_DAYS } from './common';
import type { DecideContext, DerivedIds, Streams } from './context';
import { type Decision, refuse } from './envelope';

/** When it happened must not lie ahead (a minute of clock difference is borne), nor far back without a reason. */
function checkTime(envelope: Envelope, now: string): Decision | undefined {
  if (envelope.at === undefined) return undefined;
  const ahead = toMs(envelope.at) - toMs(now);
  if (ahead > MINUTE_MS) return refuse('time.future', { at: envelope.at });
  if (-ahead > LATE_DAYS * DAY_MS && !envelope.lateReason)
    return refuse('time.tooOld', { at: envelope.at, days: LATE_DAYS });
  return undefined;
}

const deciding: ReadonlyMap<string, Aggregate> = new Map(
  aggregates.flatMap((aggregate: Aggregate) =>
    Object.keys(aggregate.begins).map((type) => [type, aggregate]),
  ),
);

/**
 * Decide a command: the events it makes, or a refusal. Pure but for `streams`, which folds on demand.
 * Everything that writes goes through here; the desk asks the same tables (`caseMoves`) which buttons to show.
 */
export function decide(envelope: Envelope, streams: Streams, ids: DerivedIds, ctx: DecideContext): Decision {
  const wrong = checkTime(envelope, ctx.now);
  if (wrong) return wrong;
  const { command } = envelope;
  const said = envelope.at !== undefined && envelope.at < ctx.now ? envelope.at : undefined;
  const scope = { streams, ids, ctx, at: said ?? ctx.now, said, lateReason: envelope.lateReason };
  const aggregate = deciding.get(command.type);
  if (!aggregate) throw new Error(`Nobody decides ${command.type}`);
  return aggregate.decide(command, scope);
}
