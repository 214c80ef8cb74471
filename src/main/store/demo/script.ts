import type { Command, Envelope } from '@shared/domain/commands';
import type { Via } from '@shared/domain/envelope';
import type { UnitRow } from '@shared/rules/tables';
import { type Instant, MINUTE_MS, toInstant } from '@shared/rules/time';

/** One wish of the demo, complete (no default left to fill), with the time at which the store is to decide it. */
export interface PlanItem {
  readonly now: Instant;
  readonly actor: string;
  readonly envelope: Envelope;
}

/** How an answer came, and for whom the operator recorded it. */
export interface Told {
  readonly via?: Via | undefined;
  readonly onBehalfOf?: string | undefined;
  /** Who at the unit said so: a role, never a name. */
  readonly saidBy?: string | undefined;
}

interface Line extends Told {
  readonly ms: number;
  readonly actor: string;
  readonly command: Command;
}

/** Collects wishes in any order and gives them back in the order of time; what lies after the end is left out. */
export class Script {
  private readonly lines: Line[] = [];

  constructor(readonly end: number) {}

  /** Adds a wish at `ms`; false when that lies after the end. */
  add(ms: number, actor: string, command: Command, told: Told = {}): boolean {
    if (ms > this.end) return false;
    this.lines.push({ ms: Math.floor(ms / 1000) * 1000, actor, command, ...told });
    return true;
  }

  *items(): Generator<PlanItem> {
    this.lines.sort((a, b) => a.ms - b.ms);
    let n = 0;
    for (const { ms, actor, command, via, onBehalfOf, saidBy } of this.lines) {
      n++;
      const envelope: Envelope = { id: `demo-${String(n).padStart(6, '0')}`, command };
      if (via) envelope.via = via;
      if (onBehalfOf) envelope.onBehalfOf = onBehalfOf;
      if (saidBy) envelope.saidBy = saidBy;
      yield { now: toInstant(ms), actor, envelope };
    }
  }
}

/** By which way a unit answers: outside bureaus by phone, the rest in their chat groups. */
export function wayOf(unit: UnitRow | undefined): Via {
  const byPhone =
    unit?.kind === 'bureau' ||
    unit?.kind === 'utility' ||
    unit?.kind === 'property' ||
    unit?.kind === 'village';
  return byPhone ? 'phone' : 'chat';
}

const HOUR = 60;

/** Beijing minutes since midnight of a moment. */
export function clockOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS + 8 * HOUR) % (24 * HOUR);
}

/** Who sits at a post at a moment: two by day (the shift changes at 15:00), one at night from 22:30 to 7:00. */
export function atPost(post: 'intake' | 'dispatch' | 'supervise' | 'duty' | 'patrol', ms: number): string {
  const minute = clockOf(ms);
  const night = minute < 7 * HOUR || minute >= 22.5 * HOUR;
  const early = minute < 15 * HOUR;
  // The two of a post take turns with the early shift, day by day.
  const first = (Math.floor((ms / HOUR / MINUTE_MS + 8) / 24) % 2 === 0) === early;
  switch (post) {
    case 'intake':
      return night ? 'intake-liang' : first ? 'intake-chen' : 'intake-huang';
    case 'dispatch':
      return night ? (first ? 'duty-zhang' : 'duty-luo') : first ? 'dispatch-li' : 'dispatch-zhou';
    case 'supervise':
      return first ? 'supervise-he' : 'supervise-xu';
    case 'duty':
      return first ? 'duty-zhang' : 'duty-luo';
    case 'patrol':
      return first ? 'patrol-deng' : 'patrol-su';
  }
}
