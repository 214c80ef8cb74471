import { CodedError } from '@shared/contract/errors';
import type { CommandInput } from '@shared/domain/commands';
import type { Hub } from '@shared/sync/hub';
import type { TrustedDevice } from '@shared/sync/station';
import { chainsOf, joinVectors, type Vector } from '@shared/sync/vector';
import { makeRandom, type Random } from '../../src/main/store/demo/random';
import { digest } from '../../src/main/store/projection/compare';
import type { Store } from '../../src/main/store/service/store';
import { Round } from '../../src/main/sync/engine/round';
import { shutOut } from '../../src/main/sync/service/shutOut';
import { type Fate, faultyHub } from '../../src/main/sync/testing/faultyHub';
import { RecordingReporter, STREET, testLink } from '../../src/main/sync/testing/scene';
import { differencesOf } from './check';
import { randomCommand, randomDecision, randomErasure, randomRow } from './commands';
import { idsOf, type Meeting } from './hubs';
import { Movement } from './movement';
import { newestCommand, plantNewer } from './newer';
import { type Kind, type Plan, type Step, textOf } from './plan';
import { type Program, thisProgram } from './programs';
import { deviceOf, type Ground, LEADER, MOST_STATIONS, Site, START_MS, type TrueTime } from './site';
import { editTable, metAt, parkedAt } from './tables';
import { seenAt, seenNothing, type Tally } from './tally';

/** Who acts at the desks. */
const DESK = 'op-1';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Commands that are tried before a desk gives up. */
const MOST_TRIES = 5;

/** Rounds of everybody after which all must be the same. */
const MOST_ROUNDS = 12;

/** What is installed at the stations: `older` at those that a plan names, until the end. */
export interface Programs {
  readonly newer: Program;
  readonly older: Program;
  /** What an older program met that it does not know, in words: runs in which it met nothing prove nothing. */
  readonly met?: Set<string>;
}

type Call = (call: keyof Hub, args: readonly unknown[]) => Fate;
const through: Call = () => 'through';

/** A failure of the simulation, with all that led to it. */
export class SimulationError extends Error {
  constructor(
    readonly plan: Plan,
    readonly findings: readonly string[],
    log: readonly string[],
  ) {
    super(
      `seed ${plan.seed}, ${plan.stations} stations:\n  ${findings.join('\n  ')}\nafter\n${log.join('\n')}`,
    );
  }
}

/** Stations with real stores and one hub, to which a plan happens. */
export class Simulation {
  readonly log: string[] = [];
  private readonly sites: Site[] = [];
  /** Commands that were acknowledged, with what they were. */
  private readonly acked = new Map<string, CommandInput>();
  /** Of these, those that nobody can be asked for any more: they lay on one disk only, and it is gone. */
  private readonly forgiven = new Set<string>();
  private readonly atHub = new Set<string>();
  private readonly lines = new Map<Site, Call>();
  private readonly movement = new Movement();
  private holding: Site | undefined;
  private crashes = 0;
  private cuts = 0;
  private commands = 0;
  private clones = 0;
  private hasRevoked = false;

  private constructor(
    private readonly plan: Plan,
    private readonly ground: Ground,
    private readonly time: TrueTime,
    private readonly meeting: Meeting,
    private readonly programs: Programs,
  ) {}

  /** Carry a plan out to its end. @throws SimulationError where something does not hold. */
  static async run(
    plan: Plan,
    ground: Ground,
    meet: (time: TrueTime) => Promise<Meeting>,
    programs: Programs = { newer: thisProgram, older: thisProgram },
  ): Promise<Tally> {
    const time = { ms: START_MS };
    const simulation = new Simulation(plan, ground, time, await meet(time), programs);
    try {
      await simulation.begin();
      for (const step of plan.steps) await simulation.step(step);
      await simulation.comeToRest();
      if (plan.older) await simulation.upgrade();
      const findings = await differencesOf(simulation.live, simulation.mustHave);
      if (findings.length > 0) throw new SimulationError(plan, findings, simulation.log);
      return simulation.tally();
    } catch (error) {
      if (error instanceof SimulationError) throw error;
      throw new SimulationError(plan, [(error as Error).stack ?? String(error)], simulation.log);
    } finally {
      await simulation.end();
    }
  }

  /** Stations that still belong to the centre. */
  private get live(): Site[] {
    return this.sites.filter(({ revoked }) => !revoked);
  }

  private get mustHave(): string[] {
    return [...this.acked.keys()].filter((id) => !this.forgiven.has(id));
  }

  private tally(): Tally {
    const [first] = this.live;
    const decided = [...this.acked.values()].filter(({ type }) => type.endsWith('.settle')).length;
    return {
      ...(first ? seenAt(first.store) : seenNothing),
      commands: this.acked.size,
      decided,
      crashes: this.crashes,
      cut: this.cuts,
      forgiven: this.forgiven.size,
    };
  }

  private async begin(): Promise<void> {
    for (let number = 0; number < this.plan.stations; number += 1) await this.addSite(number, false);
    const [first] = this.sites;
    if (first) await this.exchange(first);
  }

  private async addSite(number: number, empty: boolean): Promise<void> {
    const { newer, older } = this.programs;
    const program = number < (this.plan.older ?? 0) ? older : newer;
    const site = await Site.begin(this.ground, this.time, number, { empty, program });
    site.firstTurn = this.plan.seed;
    await this.meeting.enrol(site.device);
    this.sites.push(site);
  }

  private async end(): Promise<void> {
    for (const site of this.sites) {
      await site.crash().catch(() => {});
      for (const folder of [site.folder, ...site.backups]) this.ground.drop(folder);
    }
    await this.meeting.close();
  }

  private async step(step: Step): Promise<void> {
    const random = makeRandom(step.chance);
    const { live } = this;
    const site = live[step.who % live.length];
    if (!site) return;
    this.time.ms += 1000 + random.int(20_000);
    const what = await this.happen(step.kind, site, random);
    this.log.push(`  ${textOf(step)} ${site.name}: ${what ?? ''}`);
    await this.revive();
  }

  /** Whoever lost his power is started again, and must have what he said he had. */
  private async revive(): Promise<void> {
    for (const site of this.sites) {
      if (!site.disk.dead) continue;
      this.crashes += 1;
      await site.crash();
      await site.open();
      const lost = [...site.mine].filter((id) => !site.has(id));
      if (lost.length > 0) throw new Error(`${site.name} lost in a crash what it had acknowledged: ${lost}`);
      this.log.push(`    ${site.name} crashed and was started again`);
    }
  }

  private happen(kind: Kind, site: Site, random: Random): Promise<unknown> {
    const happenings: Record<Kind, () => Promise<unknown>> = {
      commit: () => this.commit(site, random, 1 + random.int(4)),
      round: () => this.exchange(site),
      push: () => this.exchange(site, (call) => (call === 'pull' ? 'cut' : 'through')),
      pull: () => this.exchangeInParts(site, random.int(4)),
      cut: () => this.exchange(site, atCall(random.int(14), 'cut')),
      lose: () =>
        this.exchange(site, random.chance(0.6) ? atFirst('push', 'lost') : atCall(random.int(14), 'lost')),
      together: () => this.together(site, random),
      busy: () => this.busy(site, random),
      crashLater: async () => {
        const moment = random.pick(['before', 'torn', 'after'] as const);
        site.disk.arm(1 + random.int(4), moment);
        return moment;
      },
      crashNow: async () => site.disk.release(),
      reopen: () => this.reopen(site),
      hold: () => this.hold(site),
      release: () => this.meeting.release(undefined, random.chance(0.7)),
      backup: async () => {
        const gone = site.backups.length >= 2 ? site.backups.shift() : undefined;
        if (gone) this.ground.drop(gone);
        site.backups.push(site.copy());
      },
      restore: () => this.restore(site, random),
      clone: () => this.clone(site, random),
      jump: async () => {
        site.offsetMs = random.pick([0, 10 * MINUTE, -10 * MINUTE, 3 * DAY, -3 * DAY, -400 * DAY]);
        return `${site.offsetMs / MINUTE} min`;
      },
      pass: async () => {
        this.time.ms += random.chance(0.2) ? DAY : random.int(180) * MINUTE;
      },
      newer: () => this.plant(site, random),
      newest: () => this.give(site, newestCommand(site, random)),
      table: () => this.table(site, random),
      rebuild: () => this.rebuild(site),
      sheet: () => this.give(site, randomRow(site.store, random)),
      settle: () => this.give(site, randomDecision(site.store, random)),
      retry: () => this.retry(site, random),
      erase: () => this.give(site, randomErasure(site.store, random), LEADER),
      join: async () => {
        const next = Math.max(...this.sites.map(({ number }) => number)) + 1;
        if (this.sites.length < MOST_STATIONS && next < MOST_STATIONS) await this.addSite(next, true);
      },
      revoke: () => this.revoke(site, random),
    };
    return happenings[kind]();
  }

  private fresh(): string {
    this.commands += 1;
    return `sim-${this.plan.seed}-${String(this.commands).padStart(4, '0')}`;
  }

  private async commit(site: Site, random: Random, count: number): Promise<string> {
    const given = Array.from({ length: count }, () => this.try(site, random));
    return (await Promise.all(given)).join(', ');
  }

  /** Commands of chance until one is allowed just now, within reason. */
  private async try(site: Site, random: Random): Promise<string> {
    for (let times = 1; ; times += 1) {
      const said = await this.give(
        site,
        randomCommand(site.store, random, () => this.fresh()),
      );
      if (times === MOST_TRIES || site.disk.dead || /\d$/.test(said)) return said;
    }
  }

  /** Give a command; refusals are part of life. */
  private async give(
    site: Site,
    command: CommandInput | undefined,
    actor = DESK,
    id = this.fresh(),
  ): Promise<string> {
    if (!command) return 'nothing to do';
    // A computer that was just let in waits for the tables of its centre.
    if (site.store.knowledge.rules.operators.length === 0) return 'no tables yet';
    if (!site.program.knows(command)) return `${command.type} is of a newer program`;
    try {
      const ack = await site.store.execute({ id, command }, actor);
      if (ack.events > 0) {
        this.acked.set(id, command);
        this.forgiven.delete(id);
        site.mine.add(id);
      }
      return `${command.type} ${id} ${ack.events}`;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return `${command.type} ${error.code}`;
    }
  }

  /** Somebody edits a table; what his program does not know of it stays. */
  private async table(site: Site, random: Random): Promise<string> {
    if (site.store.knowledge.rules.operators.length === 0) return 'no tables yet';
    try {
      const { table, before, after } = await editTable(site, LEADER, random);
      const lost = before.filter((row) => !after.includes(row));
      if (lost.length > 0) throw new Error(`${site.name} edited ${table} and lost ${lost.join(' ')}`);
      if (before.length > 0) this.programs.met?.add(`edited ${table}`);
      return `${table}, ${before.length} rows are of a newer program`;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return error.code;
    }
  }

  private async rebuild(site: Site): Promise<void> {
    if (site.disk.dead) return;
    const before = digestOf(site.store);
    await site.rebuild();
    const after = digestOf(site.store);
    if (before !== after) throw new Error(`${site.name} rebuilt is not as it was: ${before} ${after}`);
  }

  /** Every older program is replaced. Until then none may have set a chain aside, and each must hold what the others hold. */
  private async upgrade(): Promise<void> {
    for (const site of this.live.filter(({ program }) => program !== this.programs.newer)) {
      const aside = site.skippedChains.current(this.time.ms, '');
      if (aside.length > 0) throw new Error(`${site.name} has set aside ${aside.join(', ')}`);
      const met = metAt(site);
      for (const one of met) this.programs.met?.add(one);
      this.log.push(`    ${site.name} is upgraded, which met ${met.join(', ')}`);
      await this.rebuild(site);
      await site.upgrade(this.programs.newer);
      const parked = parkedAt(site.store);
      if (parked.length > 0) throw new Error(`${site.name} upgraded still parks ${parked.join(', ')}`);
    }
    await this.comeToRest();
  }

  /** A newer program writes. */
  private async plant(site: Site, random: Random): Promise<string> {
    try {
      return plantNewer(site, random, this.fresh());
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return error.code;
    }
  }

  private async retry(site: Site, random: Random): Promise<string> {
    const [id, command] = random.pick([...this.acked, ['', undefined] as const]);
    const own = id !== '' && command && (site.mine.has(id) || this.forgiven.has(id));
    return own ? this.give(site, command, DESK, id) : 'nothing to do';
  }

  private async exchange(site: Site, call: Call = through): Promise<string> {
    if (this.meeting.kind === 'postgres') await this.meeting.release(site.device, true);
    this.lines.set(site, call);
    this.movement.begin();
    for (let times = 0; times < 8; times += 1) {
      try {
        site.round ??= this.newRound(site);
        const { again } = await site.round.run();
        if (!again) return 'ok';
      } catch (error) {
        const { round } = site;
        site.round = undefined;
        await round?.close();
        if (!(error instanceof CodedError)) throw error;
        this.cuts += 1;
        return error.code;
      }
    }
    throw new Error(`${site.name} comes to no end with the hub`);
  }

  /** Only some batches come, then the line is cut. */
  private exchangeInParts(site: Site, batches: number): Promise<string> {
    let left = batches;
    return this.exchange(site, (call, args) => {
      if (call !== 'pull') return 'through';
      (args[1] as { bytes: number }).bytes = 1;
      left -= 1;
      return left < 0 ? 'cut' : 'through';
    });
  }

  private async together(site: Site, random: Random): Promise<string> {
    const other = random.pick(this.live);
    if (other === site) return this.exchange(site);
    return (await Promise.all([this.exchange(site), this.exchange(other)])).join(', ');
  }

  /** Commands come in while the exchange is under way. */
  private async busy(site: Site, random: Random): Promise<string> {
    const working: Promise<string>[] = [];
    let left = random.int(10);
    const done = await this.exchange(site, () => {
      left -= 1;
      if (left === 0) working.push(this.commit(site, random, 2));
      return 'through';
    });
    return [done, ...(await Promise.all(working))].join(', ');
  }

  /** What is pushed stays in an open transaction. */
  private async hold(site: Site): Promise<string> {
    this.holding = site;
    try {
      return await this.exchange(site);
    } finally {
      this.holding = undefined;
    }
  }

  private async reopen(site: Site): Promise<void> {
    await site.close();
    await site.open();
  }

  private async restore(site: Site, random: Random): Promise<string> {
    if (site.backups.length === 0) return 'no backup';
    const others = this.sites.filter((other) => other !== site);
    for (const id of this.acked.keys())
      if (!this.atHub.has(id) && !others.some((other) => other.has(id))) this.forgiven.add(id);
    const how = random.pick(['elsewhere', 'inPlace', 'quietly'] as const);
    await site.restore(random.pick(site.backups), how);
    for (const id of this.forgiven) if (site.has(id)) this.forgiven.delete(id);
    return how;
  }

  private async clone(site: Site, random: Random): Promise<string> {
    if (this.sites.length >= MOST_STATIONS) return 'too many';
    this.clones += 1;
    const host = random.chance(0.5) ? site.host : `host of clone ${this.clones}`;
    const clone = await site.clone(`${site.name}'${this.clones}`, host);
    this.sites.push(clone);
    return `${clone.name} on ${host}`;
  }

  /** Somebody shuts another computer out, in the product's own order. */
  private async revoke(site: Site, random: Random): Promise<string> {
    const others = this.live.filter(({ device }) => device !== site.device);
    const devices = new Set(this.live.map(({ device }) => device));
    if (this.hasRevoked || devices.size < 3 || others.length === 0) return 'nobody';
    const { device } = random.pick(others);
    // The desk offers those only of whom its events tell.
    const offered = (await site.store.sharing.devices()).some((one) => one.device === device);
    if (!offered || site.store.knowledge.rules.operators.length === 0) return `${device} is not known here`;
    this.hasRevoked = true;
    const hub = this.meeting.connect(site.device);
    const gate = {
      name: 'hub',
      close: (one: string) => this.meeting.revoke(one),
      vector: () => hub.vector(),
    };
    const known = await shutOut([gate], device);
    await hub.close();
    const upTo = chainsOf(device, joinVectors((await site.store.sharing.state()).vector, known));
    for (const one of this.sites.filter((other) => other.device === device)) {
      one.revoked = true;
      for (const id of one.mine) if (!this.atHub.has(id)) this.forgiven.add(id);
    }
    // Under one id: a try that ended with the power may have written it, and only its own id tells.
    const id = this.fresh();
    let done = '';
    for (let times = 0; times < MOST_TRIES; times += 1) {
      done = await this.give(site, { type: 'device.revoke', device, upTo, reason: '停用' }, LEADER, id);
      if (done.endsWith(' 1')) return `${device} ${JSON.stringify(upTo)}`;
      await this.revive();
    }
    throw new Error(`${site.name} cannot shut ${device} out: ${done}`);
  }

  private newRound(site: Site): Round {
    const hub = this.line(site);
    const { time } = this;
    const { device, letter, keys } = deviceOf(0);
    const anchor: TrustedDevice = {
      device,
      name: device,
      letter,
      signKey: keys.signKey,
      boxKey: keys.boxKey,
    };
    return new Round(
      {
        hub,
        station: this.movement.counted(site.name, site.store.sharing),
        keys: site.keys,
        program: { host: site.host, program: 'simulation' },
        reporter: new RecordingReporter(),
        world: {
          nowMs: () => time.ms + site.offsetMs,
          monotonicMs: () => time.ms,
          random: () => 0.5,
          sleep: async () => {},
        },
        skippedChains: site.skippedChains,
        queue: site.queue,
        reissues: site.reissues,
        anchors: [anchor],
      },
      testLink({ street: STREET }),
      { show: () => {}, pressed: () => false },
    );
  }

  /** The hub behind a line of which the running step decides what becomes of each call. */
  private line(site: Site): Hub {
    const hub = this.movement.noted(site.name, this.meeting.connect(site.device));
    const spied = Object.create(hub) as Hub;
    spied.push = async (batch) => {
      if (this.holding === site) {
        await this.meeting.hold(site.device, batch);
        throw new CodedError('sync.unreachable');
      }
      const answer = await hub.push(batch);
      if (answer.ok) for (const id of idsOf(batch)) this.atHub.add(id);
      return answer;
    };
    const faulty = faultyHub(spied, (call, args) => (this.lines.get(site) ?? through)(call, args));
    return this.movement.counted(`hub of ${site.name}`, faulty);
  }

  /** All faults end; everybody exchanges until everybody has the same, and a whole round moves nothing any more. */
  private async comeToRest(): Promise<void> {
    await this.meeting.release(undefined, true);
    for (const site of this.sites) site.disk.disarm();
    this.movement.beginRounds();
    let said: string[] = [];
    for (let times = 0; times < MOST_ROUNDS; times += 1) {
      said = [];
      for (const site of this.live) said.push(`${site.name} ${await this.exchange(site)}`);
      await this.revive();
      // What was left alone for a while is asked for again.
      this.time.ms += 11 * MINUTE;
      const quiet = this.movement.endRound();
      if (quiet && said.every((one) => one.endsWith(' ok')) && (await this.isEven())) return;
    }
    throw new Error(`no rest: ${said.join(', ')}\n${this.movement.told(await this.vectors())}`);
  }

  private async isEven(): Promise<boolean> {
    const texts = [...(await this.vectors()).values()].map((one) =>
      JSON.stringify(Object.entries(one).sort()),
    );
    return new Set(texts).size <= 1;
  }

  private async vectors(): Promise<Map<string, Vector>> {
    const all = this.live.map(
      async ({ name, store }) => [name, (await store.sharing.state()).vector] as const,
    );
    return new Map(await Promise.all(all));
  }
}

function digestOf({ projection }: Store): string {
  return JSON.stringify(digest(projection.db));
}

function atCall(number: number, fate: Fate): Call {
  let left = number;
  return () => {
    left -= 1;
    return left === -1 ? fate : 'through';
  };
}

function atFirst(name: keyof Hub, fate: Fate): Call {
  let done = false;
  return (call) => {
    if (done || call !== name) return 'through';
    done = true;
    return fate;
  };
}
