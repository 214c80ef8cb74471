import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ack } from '@shared/contract/contract';
import type { CommandInput, EnvelopeInput } from '@shared/domain/commands';
import { chainOf } from '@shared/sync/vector';
import { joinFolder } from '../../../src/main/store/jobs/join';
import { newIdentity } from '../../../src/main/store/journal/identity';
import { saveWitness } from '../../../src/main/store/journal/witness';
import { centreKeyPath, openCentreKey } from '../../../src/main/store/keys/centre';
import { openDeviceSeed } from '../../../src/main/store/keys/deviceSeed';
import { Store } from '../../../src/main/store/service/store';
import { readResource, TestFolder } from '../../../src/main/store/testing/folder';
import { Courier } from '../../../src/main/sync/courier/courier';
import { DeviceKeys } from '../../../src/main/sync/identity/deviceKeys';

/** The street of the fixture's centre. */
export const STREET = '440106014';

/** The one clock of all desks (epoch ms); every command takes a minute. */
export interface Time {
  ms: number;
}

const MINUTE_MS = 60_000;
let commands = 0;

/** A desk of the centre that the fixture is made of: a real folder, its store, and its courier. */
export class Desk {
  readonly folder: TestFolder;
  readonly keys: DeviceKeys;
  private opened: Store | undefined;
  private carrier: Courier | undefined;

  private constructor(
    private readonly base: string,
    readonly device: string,
    readonly letter: string,
    private readonly time: Time,
    private readonly anchors: () => ReturnType<Desk['card']>[],
  ) {
    this.folder = new TestFolder(base);
    this.keys = DeviceKeys.fromSeed(openDeviceSeed(this.folder.dataDir, undefined).seed);
  }

  /** A desk with an empty folder and the centre's key, which the first one makes. */
  static make(base: string, letter: string, time: Time, first?: Desk): Desk {
    const { dataDir, witnessDir } = new TestFolder(base);
    const { device } = newIdentity(false);
    joinFolder(dataDir, { device, letter, street: STREET, demo: false }, witnessDir);
    if (first) cpSync(centreKeyPath(first.folder.dataDir), centreKeyPath(dataDir), { recursive: true });
    else openCentreKey(dataDir, undefined);
    return new Desk(base, device, letter, time, () => (first ? [first.card()] : []));
  }

  get store(): Store {
    if (!this.opened) throw new Error(`desk ${this.letter} is closed`);
    return this.opened;
  }

  get courier(): Courier {
    if (!this.carrier) throw new Error(`desk ${this.letter} is closed`);
    return this.carrier;
  }

  async open(): Promise<void> {
    const { dataDir, witnessDir, centreKey } = this.folder;
    const hostNow = (): number => this.time.ms;
    this.opened = await Store.open({ dataDir, witnessDir, readResource, centreKey, write: true, hostNow });
    this.carrier = new Courier(
      this.opened.sharing,
      this.keys,
      join(this.base, 'courier'),
      'xiuhua',
      this.anchors,
    );
  }

  close(): void {
    this.store.close();
    this.opened = undefined;
  }

  /** What its enrolment says of it. */
  card(): { device: string; name: string; letter: string; signKey: string; boxKey: string } {
    const { device, letter, keys } = this;
    return { device, name: `${letter} 席`, letter, signKey: keys.signKey, boxKey: keys.boxKey };
  }

  /** Execute a command a minute later. */
  async act(
    command: CommandInput,
    actor = 'dispatch-li',
    more: Partial<Omit<EnvelopeInput, 'id' | 'command'>> = {},
  ): Promise<Ack> {
    this.time.ms += MINUTE_MS;
    commands += 1;
    const id = `desk-${this.letter}-${String(commands).padStart(4, '0')}`;
    return this.store.execute({ id, command, ...more }, actor);
  }

  /** Hand over by package what the other one lacks, and read its receipt. */
  async carryTo(other: Desk): Promise<void> {
    this.time.ms += MINUTE_MS;
    const { files } = await this.courier.exportFor({ peer: other.device, folder: join(this.base, 'out') });
    for (const path of files) {
      const opened = await other.courier.open({ path });
      if (opened.kind !== 'package') throw new Error(`${path} is no package`);
      const { token, blocked } = opened.preview;
      if (blocked) throw new Error(`${path}: ${blocked.code}`);
      const { refused, receipt } = await other.courier.take({ token });
      if (refused > 0) throw new Error(`${path}: ${refused} refused`);
      await this.courier.open({ path: receipt });
      rmSync(receipt);
    }
  }

  /** Another computer with the closed folder of this one and its witness: neither notices. */
  clone(base: string): Desk {
    cpSync(this.base, base, { recursive: true });
    const copy = new Desk(base, this.device, this.letter, this.time, this.anchors);
    mkdirSync(copy.folder.witnessDir, { recursive: true });
    saveWitness(copy.folder.witnessDir, copy.folder.dataDir, { device: this.device, incarnation: 1, seq: 0 });
    return copy;
  }

  /** How far it holds the first chain of a device. */
  async held({ device }: Desk): Promise<number> {
    return (await this.store.sharing.state()).vector[chainOf(device, 1)] ?? 0;
  }
}
