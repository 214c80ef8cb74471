import type { Saying, SyncStatus } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import { sayingOf } from '../engine/saying';
import type { SyncReporter, World } from '../engine/world';
import type { DeviceKeys } from '../identity/deviceKeys';
import type { Doors } from './doors';
import type { Enrolling } from './enrolling';
import { type Joining, JoinTry, type Kept } from './joining';

export interface JoinerDependencies {
  readonly keys: DeviceKeys;
  readonly doors: Doors;
  readonly world: World;
  readonly enrolling: Pick<Enrolling, 'enrolSelf'>;
  readonly reporter: SyncReporter;
  /** A desk was let in: what it was given is to be kept. */
  welcomed(kept: Kept): void;
  /** The first desk of a street is in: it keeps its own. */
  first(): Promise<void>;
  changed(): void;
}

/** This desk's wish to be let in: one at a time, from the asking to the day when what it was given is kept. */
export class Joiner {
  private joining: { trial: JoinTry; since: string; kept?: Kept | undefined } | undefined;

  constructor(private readonly dependencies: JoinerDependencies) {}

  get current(): SyncStatus['joining'] {
    const { joining } = this;
    return joining ? { safety: joining.trial.safety, since: joining.since } : null;
  }

  /** Resolves once the request lies at the hub, or, for the first desk of a street, once it is in. */
  async join(wish: Joining): Promise<void> {
    const { keys, doors, world, enrolling, changed } = this.dependencies;
    await this.cancel();
    const { trial, first } = await JoinTry.begin(wish, keys, doors, world);
    this.joining = { trial, since: toInstant(world.nowMs()) };
    changed();
    if (!first) {
      void this.await(trial);
      return;
    }
    try {
      await enrolling.enrolSelf(wish.name, first.letter, first.street, wish.operator);
      this.joining = { ...this.joining, kept: first };
      await this.dependencies.first();
    } catch (error) {
      await this.cancel();
      throw error;
    }
  }

  /** What was given is kept: the code is used up. Undefined where nobody asked. */
  async finish(): Promise<Kept | undefined> {
    const { joining } = this;
    if (!joining?.kept) return undefined;
    this.joining = undefined;
    await joining.trial.done();
    return joining.kept;
  }

  async cancel(): Promise<void> {
    await this.close();
    this.dependencies.changed();
  }

  async close(): Promise<void> {
    const { joining } = this;
    this.joining = undefined;
    await joining?.trial.close();
  }

  /** What the centre gave could not be kept: the code still counts, and it can be asked again. */
  async failed(why: Saying): Promise<void> {
    this.tell(why);
    await this.cancel();
  }

  private tell({ code, params }: Saying): void {
    const { reporter } = this.dependencies;
    reporter.log('error', code, params);
    reporter.alarm('join', code, params);
  }

  private async await(trial: JoinTry): Promise<void> {
    const { welcomed } = this.dependencies;
    try {
      const kept = await trial.answer();
      if (!kept || this.joining?.trial !== trial) return;
      this.joining = { ...this.joining, kept };
      welcomed(kept);
    } catch (error) {
      this.tell(sayingOf(error));
      if (this.joining?.trial === trial) await this.cancel();
    }
  }
}
