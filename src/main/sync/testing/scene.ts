import type { Link } from '@shared/contract/sync';
import type { Hub } from '@shared/sync/hub';
import type { TrustedDevice } from '@shared/sync/station';
import { Exchange } from '../engine/link';
import type { LastHubState } from '../engine/outbox';
import type { SyncReporter, World } from '../engine/world';
import { DeviceKeys } from '../identity/deviceKeys';
import { type Fate, faultyHub } from './faultyHub';
import { MemoryHubServer } from './memoryHub';
import { ModelStation } from './modelStation';
import { VirtualWorld } from './virtualWorld';

export const STREET = '440106014';

/** What a reporter was told, for tests to look at. */
export class RecordingReporter implements SyncReporter {
  readonly lines: string[] = [];
  readonly alarms = new Map<string, string>();

  log(level: string, code: string, params: Record<string, string | number> = {}): void {
    this.lines.push(`${level} ${code} ${JSON.stringify(params)}`);
  }

  alarm(key: string, code: string): void {
    this.alarms.set(key, code);
  }

  settle(key: string): void {
    this.alarms.delete(key);
  }
}

/** Keys of a test's device: always the same for the same number. */
export function testKeys(number: number): DeviceKeys {
  return DeviceKeys.fromSeed(Buffer.alloc(32, number));
}

/** A link as most tests need it. */
export function testLink(part: Partial<Link> = {}): Link {
  return {
    id: 'hub',
    name: '中心',
    address: 'localhost:5432/xiuhua',
    street: STREET,
    mode: { kind: 'live' },
    attachments: 'original',
    bandwidth: 0,
    paused: false,
    ...part,
  };
}

/** A station with its keys, its reporter and its exchange over one link. */
export class Desk {
  readonly station: ModelStation;
  readonly keys: DeviceKeys;
  readonly book = new RecordingReporter();
  readonly states: string[] = [];
  /** What was to be remembered last. */
  memory: LastHubState | undefined;
  exchange: Exchange;

  constructor(
    readonly number: number,
    private readonly options: {
      readonly world: World;
      connect(device: string): Hub;
      readonly link?: Link | undefined;
      readonly station?: ModelStation | undefined;
      readonly host?: string | undefined;
      readonly anchors?: readonly TrustedDevice[] | undefined;
      readonly closeLogin?: ((device: string) => Promise<boolean>) | undefined;
    },
  ) {
    this.keys = testKeys(number);
    this.station = options.station ?? new ModelStation(STREET, `device${number}`);
    this.exchange = this.newExchange();
    this.station.onCommit(() => this.exchange.committed());
  }

  get trusted(): TrustedDevice {
    const { device } = this.station;
    const { signKey, boxKey } = this.keys;
    return { device, name: device, letter: 'A', signKey, boxKey };
  }

  /** A new process: nothing is remembered but what the station holds, and what is told of an earlier one. */
  newExchange(remembered?: LastHubState): Exchange {
    const { world, connect, link, host, anchors, closeLogin } = this.options;
    const exchange: Exchange = new Exchange({
      link: link ?? testLink(),
      station: this.station,
      connect: () => connect(this.station.device),
      keys: this.keys,
      anchors: anchors ?? [],
      program: { host: host ?? `host${this.number}`, program: 'test' },
      reporter: this.book,
      world,
      remembered,
      remember: (memory) => {
        this.memory = memory;
      },
      ...(closeLogin ? { closeLogin } : {}),
      changed: () => {
        const { state } = exchange.status;
        if (this.states.at(-1) !== state) this.states.push(state);
      },
    });
    this.exchange = exchange;
    return exchange;
  }
}

/** A centre: a hub in memory, a clock that tests turn, and desks that know each other from their events. */
export class Centre {
  readonly server: MemoryHubServer;
  /** Calls that arrived at the hub, as `device call`. */
  readonly calls: string[] = [];
  fate: (device: string, call: string, args: readonly unknown[]) => Fate = () => 'through';

  constructor(readonly world = new VirtualWorld()) {
    this.server = new MemoryHubServer(() => world.nowMs());
  }

  connect(device: string): Hub {
    return faultyHub(
      this.server.client(STREET, device),
      (call, args) => this.fate(device, call, args),
      (call) => this.calls.push(`${device} ${call}`),
    );
  }

  /** How often this call of this device arrived. */
  count(device: string, call: string): number {
    return this.calls.filter((one) => one === `${device} ${call}`).length;
  }

  desk(number: number, options: Partial<ConstructorParameters<typeof Desk>[1]> = {}): Desk {
    const desk = new Desk(number, {
      world: this.world,
      connect: (device) => this.connect(device),
      ...options,
    });
    this.server.enrol(STREET, desk.station.device);
    return desk;
  }

  /** So many desks; the first let all of them in, and they believe it from the start. */
  desks(count: number, options: Partial<ConstructorParameters<typeof Desk>[1]> = {}): Desk[] {
    const first = this.desk(1, options);
    const others = Array.from({ length: count - 1 }, (_, i) =>
      this.desk(i + 2, { anchors: [first.trusted], ...options }),
    );
    for (const desk of [first, ...others]) first.station.enrol(desk.trusted);
    return [first, ...others];
  }
}
