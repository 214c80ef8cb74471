import type { CommandInput } from '@shared/domain/commands';
import { envelopeSchema } from '@shared/domain/commands';
import { decide } from '@shared/domain/decide';
import type { Commit, Decision, Fact } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import type { Folded } from '@shared/domain/fold';
import { sittingFor } from '@shared/domain/testing/world';
import { toInstant, toMs } from '@shared/rules/time';
import { HybridClock } from '../journal/hlc';
import { encodeLine, hashLine } from '../journal/line';
import type { Written } from '../journal/writer';
import { MemoryFold } from '../projection/memoryFold';
import { seedTables } from '../seed/seedTables';
import { Author, CaseNumbers, type ChainHead, derivedIds, FIRST_HEAD } from '../service/author';
import { Knowledge } from '../service/knowledge';
import { BatchStreams } from '../service/streams';
import { readResource, TEST_NOW } from './folder';

let count = 0;

/** Folds commits in whatever order they come: a stream with a late event is folded again from all of its facts. */
export class AnyOrderFold {
  readonly fold = new MemoryFold();
  private readonly held = new Map<string, Fact[]>();

  add(commit: Commit, place?: Written): void {
    for (const fact of factsOf(commit)) {
      const list = this.held.get(fact.stream) ?? [];
      list.push(fact);
      this.held.set(fact.stream, list);
    }
    this.fold.add(commit, place);
    for (const stream of this.fold.late) this.fold.refold(stream, this.held.get(stream) ?? []);
  }

  state(stream: string): unknown {
    return this.fold.state(stream);
  }

  load(stream: string): Folded {
    return this.fold.load(stream);
  }

  reportsOf(caseId: string): readonly string[] {
    return this.fold.reportsOf(caseId);
  }

  facts(stream: string): readonly Fact[] {
    return this.held.get(stream) ?? [];
  }

  get streams(): string[] {
    return [...this.held.keys()];
  }
}

/**
 * A station in memory with a clock of its own: what two desks do that exchange commits. Used until stations can share
 * for real, so that order and folding are proved on commits of several devices.
 */
export class Station {
  readonly own: Commit[] = [];
  readonly fold = new AnyOrderFold();
  private readonly seen = new Set<string>();
  private readonly author: Author;
  private readonly numbers: CaseNumbers;
  private readonly knowledge: Knowledge;
  private head: ChainHead = FIRST_HEAD;

  /** `aheadMs` is how far this station's clock is ahead of the truth. */
  constructor(
    readonly device: string,
    letter: string,
    private readonly aheadMs: number,
  ) {
    const identity = { v: 1 as const, device, incarnation: 1, letter, demo: false };
    this.author = new Author(identity, new HybridClock(), undefined);
    this.numbers = new CaseNumbers(letter, () => 0);
    this.knowledge = new Knowledge(readResource, (stream) => this.fold.state(stream) as never);
  }

  /** Start with the shipped tables; done by one station, whose commits the others see first. */
  seed(): void {
    for (const command of seedTables(readResource)) this.act(command, toMs(TEST_NOW) - 60_000);
    this.knowledge.forget();
  }

  /** Begin with commits that everybody has, such as the shipped tables. */
  start(commits: readonly Commit[]): void {
    for (const commit of commits) this.see(commit);
  }

  /** Decide at this true time, on what this station has seen. */
  act(command: CommandInput, trueMs: number): Decision {
    count += 1;
    const now = toInstant(trueMs + this.aheadMs);
    const envelope = envelopeSchema.parse({ id: `station-${count}`, command });
    const streams = new BatchStreams(this.fold);
    const decision = decide(envelope, streams, derivedIds, {
      now,
      actor: sittingFor(command, this.device),
      rules: this.knowledge.rules,
      newId: (aggregate) => `${aggregate}:${this.device}-${count}`,
      newCaseNo: (at) => this.numbers.next(at),
      callerHash: () => undefined,
    });
    if (!decision.ok || decision.events.length === 0) return decision;
    const commit = this.author.commit(envelope, this.device, decision.events, now, this.head, streams);
    this.head = { seq: commit.seq, hash: hashLine(encodeLine(commit)) };
    this.own.push(commit);
    this.see(commit);
    return decision;
  }

  /** Take in what another station has written and this one has not seen. */
  pull(other: Station): void {
    for (const commit of other.own) this.see(commit);
    this.knowledge.forget();
  }

  private see(commit: Commit): void {
    const key = `${commit.device}.${commit.seq}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.fold.add(commit);
  }
}
