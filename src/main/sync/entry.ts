import { join } from 'node:path';
import { Caller, type CallKind } from '@shared/contract/caller';
import { CodedError } from '@shared/contract/errors';
import { serve } from '@shared/contract/rpc';
import { wireOf } from '../wires';
import type { FromSync, SyncCallName, SyncCalls, ToSync } from './calls';
import { Courier } from './courier/courier';
import { realWorld } from './engine/realWorld';
import { DeviceKeys } from './identity/deviceKeys';
import { pgDoors } from './service/doors';
import { SyncService } from './service/syncService';
import { StationPort } from './stationPort';

const parent: Electron.ParentPort = process.parentPort;

function tell(message: FromSync): void {
  parent.postMessage(message);
}

type Init = Extract<ToSync, { kind: 'init' }>;
type CallHandlers = { [N in SyncCallName]: (input: SyncCalls[N]['input']) => unknown };

/** The sync process: hubs and couriers on one side, a port to the store on the other. It never sees the data folder. */
class SyncProcess {
  private readonly station = new StationPort();
  private service: SyncService | undefined;
  private courier: Courier | undefined;

  async receive(message: ToSync, ports: readonly Electron.MessagePortMain[]): Promise<void> {
    const port = ports[0];
    switch (message.kind) {
      case 'init':
        this.open(message);
        return;
      case 'store':
        if (!port) return;
        this.station.use(new Caller(wireOf(port)));
        this.service?.storeBack();
        return;
      case 'main':
        if (!port) return;
        serve(wireOf(port), {
          allows: () => true,
          call: (_kind: CallKind, name, input) => this.call(name, input),
          follow: () => () => {},
        });
        return;
      case 'quit':
        await this.service?.close();
        tell({ kind: 'closed' });
        setTimeout(() => process.exit(0), 20);
    }
  }

  private open({ seed, folder, ...init }: Init): void {
    const keys = DeviceKeys.fromSeed(seed);
    const { station } = this;
    this.service = new SyncService({
      ...init,
      keys,
      log: join(folder, 'log.jsonl'),
      memory: join(folder, 'waiting.json'),
      station,
      doors: pgDoors(keys, init.program),
      world: realWorld,
      keep: (links, anchors) => tell({ kind: 'keep', links, anchors }),
      welcomed: (welcome) => tell({ kind: 'welcomed', welcome }),
    });
    const { service } = this;
    this.courier = new Courier(station, keys, join(folder, 'courier'), init.program, () => service.believed);
    service.start();
  }

  private call(name: string, input: unknown): unknown {
    if (!Object.hasOwn(this.handlers, name)) throw new CodedError('rpc.unknown', { name });
    return (this.handlers[name as SyncCallName] as (input: unknown) => unknown)(input);
  }

  private get sync(): SyncService {
    if (!this.service) throw new CodedError('sync.notReady');
    return this.service;
  }

  private get theCourier(): Courier {
    if (!this.courier) throw new CodedError('sync.notReady');
    return this.courier;
  }

  private readonly handlers: CallHandlers = {
    status: () => this.sync.status(),
    now: ({ link }) => this.sync.now(link),
    resume: () => this.sync.resume(),
    join: (wish) => this.sync.join(wish),
    joinKept: () => this.sync.joinKept(),
    joinFailed: (why) => this.sync.joinFailed(why),
    cancelJoin: () => this.sync.cancelJoin(),
    invite: ({ link }) => this.sync.invite(link),
    confirm: ({ link, ...wish }) => this.sync.confirm(link, wish),
    refuse: ({ link, request }) => this.sync.refuse(link, request),
    revoke: (wish) => this.sync.revoke(wish),
    setLink: (change) => this.sync.setLink(change),
    removeLink: ({ id }) => this.sync.removeLink(id),
    dismissAlarm: ({ key }) => this.sync.dismissAlarm(key),
    retryQuarantine: () => this.sync.retryQuarantine(),
    'courier.export': (request) =>
      this.sync.courierJob.run('courierExport', (watch) => this.theCourier.exportFor(request, watch)),
    'courier.open': (request) =>
      this.sync.courierJob.run('courierOpen', (watch) => this.theCourier.open(request, watch)),
    'courier.take': (request) =>
      this.sync.courierJob.run('courierTake', (watch) => this.theCourier.take(request, watch)),
    'courier.cancel': () => this.sync.courierJob.cancel(),
    'courier.safety': async () => ({ digits: this.theCourier.safety() }),
    'courier.peers': () => this.theCourier.peers(),
  };
}

const running = new SyncProcess();
parent.on('message', (event) => void running.receive(event.data as ToSync, event.ports));
