import type { z } from 'zod';
import { bare } from '../lookup';
import { accessEvents } from './access/events';
import { evolveAccess } from './access/evolve';
import { caseEvents } from './case/events';
import { evolveCase } from './case/evolve';
import { centreEvents } from './centre/events';
import { evolveCentre } from './centre/evolve';
import { deviceEvents } from './devices/events';
import { evolveDevices } from './devices/evolve';
import { aggregateOf, type Fact } from './envelope';
import { erasureEvents } from './erasure/events';
import { evolveErasure } from './erasure/evolve';
import { intakeEvents } from './intake/events';
import { evolveIntake } from './intake/evolve';
import { ledgerEvents } from './ledger/events';
import { evolveLedger } from './ledger/evolve';
import { noticeEvents } from './notice/events';
import { evolveNotice } from './notice/evolve';
import { tableEvents } from './registry/events';
import { evolveTables } from './registry/evolve';
import { reportEvents } from './report/events';
import { evolveReport } from './report/evolve';

type Evolve = (state: never, fact: Fact) => unknown;

const evolvers: Readonly<Record<string, Evolve>> = bare({
  report: evolveReport as Evolve,
  case: evolveCase as Evolve,
  registry: evolveTables as Evolve,
  rules: evolveTables as Evolve,
  ledger: evolveLedger as Evolve,
  intake: evolveIntake as Evolve,
  notice: evolveNotice as Evolve,
  devices: evolveDevices as Evolve,
  centre: evolveCentre as Evolve,
  erasure: evolveErasure as Evolve,
  access: evolveAccess as Evolve,
});

/** The version of every event that this program writes and folds. A newer one has a shape that it cannot know. */
const VERSION = 1;

/** Fold one fact into the state of its stream. What a newer program wrote (another aggregate, type or version) is kept and changes nothing. */
export function evolve(state: unknown, fact: Fact): unknown {
  if (fact.v > VERSION) return state;
  const fold = evolvers[aggregateOf(fact.stream)];
  return fold ? fold(state as never, fact) : null;
}

const known: ReadonlyMap<string, z.ZodType> = new Map(
  [
    reportEvents,
    caseEvents,
    tableEvents,
    ledgerEvents,
    intakeEvents,
    noticeEvents,
    deviceEvents,
    centreEvents,
    erasureEvents,
    accessEvents,
  ].flatMap((events) => Object.entries(events)),
);

/** Does this program know this event? An unknown type is kept, forwarded and counted as parked until the upgrade. */
export function knowsEvent(event: {
  readonly stream: string;
  readonly type: string;
  readonly v: number;
}): boolean {
  return event.v <= VERSION && aggregateOf(event.stream) in evolvers && known.has(event.type);
}

/**
 * Has an event that this program knows the shape that it must have? What another station wrote is looked at before it is
 * written here: a fold must never meet what it cannot read. Unknown events are nobody's to judge.
 */
export function isWellFormed(event: {
  readonly stream: string;
  readonly type: string;
  readonly v: number;
  readonly data: unknown;
}): boolean {
  return !knowsEvent(event) || (known.get(event.type)?.safeParse(event.data).success ?? true);
}
