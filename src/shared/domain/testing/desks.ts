import type { RuleBook } from '../../rules/ruleBook';
import { toInstant, toMs } from '../../rules/time';
import type { StreamType } from '../aggregate';
import { caseStream } from '../case/evolve';
import type { CaseState } from '../case/state';
import { type CommandInput, envelopeSchema } from '../commands';
import type { DecideContext, DerivedIds, Streams } from '../context';
import { decide } from '../decide';
import type { Decision, Fact, NewEvent } from '../envelope';
import { factsOf } from '../facts';
import { type Folded, foldAll, foldOn, NOTHING } from '../fold';
import { versionFor } from '../knowledge';
import { reportStream } from '../report/evolve';
import { linkedCase, type ReportState } from '../report/state';
import { stateAs } from '../streams';
import { ruleBook, sittingFor, WORLD_START } from './world';

const derived: DerivedIds = {
  reportOf: (channel, outsideNo) => `report:${channel}-${outsideNo}`,
  caseOf: (reportId) => `case:of-${reportId}`,
};

/** What may be said beside a command. */
interface Said {
  readonly at?: string;
  readonly cause?: string;
  readonly actor?: string;
  readonly lateReason?: string;
}

let count = 0;

/**
 * A desk of a centre that is cut off from the others until it hears of them: streams, a clock of its own, and what it wrote. What it
 * hears folds on where that is possible, and anew where it is not, as in the store.
 */
export class Desk implements Streams {
  readonly own: Fact[][] = [];
  private readonly facts = new Map<string, Fact[]>();
  private readonly folded = new Map<string, Folded>();
  private readonly heard = new Set<string>();
  /** True time, the same at all desks unless a test says otherwise. */
  now = toMs(WORLD_START);
  /** How far its clock is ahead, in milliseconds. */
  ahead = 0;

  constructor(
    readonly device: string,
    private readonly rules: RuleBook = ruleBook(),
  ) {}

  state(stream: string): unknown {
    return this.load(stream).state;
  }
  get<S>(type: StreamType<S>, id: string): S | null {
    return stateAs(type, id, this.state(id));
  }
  case(id: string): CaseState | null {
    return this.get(caseStream, id);
  }
  report(id: string): ReportState | null {
    return this.get(reportStream, id);
  }
  reportsOf(caseId: string): string[] {
    return [...this.folded]
      .filter(([id]) => id.startsWith('report:'))
      .map(([, { state }]) => state as ReportState)
      .filter((one) => linkedCase(one) === caseId)
      .map(({ id }) => id)
      .sort();
  }

  get streams(): string[] {
    return [...this.folded.keys()].sort();
  }
  factsOf(stream: string): readonly Fact[] {
    return this.facts.get(stream) ?? [];
  }
  load(stream: string): Folded {
    return this.folded.get(stream) ?? NOTHING;
  }

  wait(minutes: number): this {
    this.now += minutes * 60_000;
    return this;
  }

  /** Decide on what is known here, and write it. */
  do(command: CommandInput, more: Said = {}): Decision {
    count += 1;
    const { actor = sittingFor(command, `op-${this.device}`), ...rest } = more;
    const envelope = envelopeSchema.parse({ id: `desk-command-${count}`, command, ...rest });
    const decision = decide(envelope, this, derived, this.context(actor));
    if (decision.ok && decision.events.length > 0) this.write(decision.events, actor, more);
    return decision;
  }

  /** The same, of which the test knows that it is accepted. */
  must(command: CommandInput, more: Said = {}): this {
    const decision = this.do(command, more);
    if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal.code}`);
    return this;
  }

  /** Hear what others wrote, each commit once, in this order. */
  hear(commits: readonly (readonly Fact[])[]): void {
    for (const commit of commits) {
      const key = `${commit[0]?.device}.${commit[0]?.seq}`;
      if (this.heard.has(key)) continue;
      this.heard.add(key);
      for (const fact of commit) this.take(fact);
    }
  }

  private take(fact: Fact): void {
    const facts = this.facts.get(fact.stream) ?? [];
    facts.push(fact);
    this.facts.set(fact.stream, facts);
    this.folded.set(fact.stream, foldOn(this.load(fact.stream), fact) ?? foldAll(facts));
  }

  private context(actor: string): DecideContext {
    let made = 0;
    return {
      now: toInstant(this.now + this.ahead),
      actor,
      rules: this.rules,
      newId: (aggregate) => {
        made += 1;
        return `${aggregate}:${this.device}-${count}${made === 1 ? '' : `-${made}`}`;
      },
      newCaseNo: (at) => `${at.slice(0, 10).replaceAll('-', '')}-${this.device}${count}`,
      callerHash: (phone) => phone && `hash of ${phone}`,
    };
  }

  private write(events: readonly NewEvent[], actor: string, { cause, lateReason }: Said): void {
    const now = toInstant(this.now + this.ahead);
    const ranks = new Map<string, number>();
    const seq = this.own.length + 1;
    const commit = factsOf({
      device: this.device,
      incarnation: 1,
      seq,
      hlc: `${String(this.now + this.ahead).padStart(15, '0')}-${this.device}`,
      id: `desk-command-${count}`,
      actor,
      recordedAt: now,
      ...(cause ? { cause } : {}),
      ...(lateReason ? { lateReason } : {}),
      prev: '0'.repeat(64),
      events: events.map(({ stream, type, at, data }) => {
        const before = this.load(stream);
        const rank = (ranks.get(stream) ?? before.rank) + 1;
        ranks.set(stream, rank);
        const json = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
        return {
          stream,
          type,
          v: versionFor(type, json),
          rank,
          basis: before.heads || null,
          at: at ?? now,
          data: json,
        };
      }),
    });
    this.own.push(commit);
    this.hear([commit]);
  }
}

/** Desks tell each other all that they know. */
export function exchange(...desks: readonly Desk[]): void {
  for (const desk of desks) for (const other of desks) desk.hear(other.own);
}
