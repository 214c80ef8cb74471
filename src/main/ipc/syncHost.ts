import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Caller } from '@shared/contract/caller';
import { CodedError, toWireError } from '@shared/contract/errors';
import type { Link, SyncStatus } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import type { TrustedDevice } from '@shared/sync/station';
import { MessageChannelMain, powerMonitor, type UtilityProcess, utilityProcess } from 'electron';
import { z } from 'zod';
import { renameFile } from '../renames';
import { writeFileSafely } from '../store/files';
import { readIdentity } from '../store/journal/identity';
import { hostFacts } from '../store/journal/witness';
import { type CentreKey, openCentreKey, saveCentreKey } from '../store/keys/centre';
import { openDeviceSeed } from '../store/keys/deviceSeed';
import type { KeyProtector } from '../store/keys/secretFile';
import type { FromSync, SyncCallName, SyncCalls, ToSync } from '../sync/calls';
import syncPath from '../sync/entry?modulePath';
import { NO_LINKS, readSyncFile, type SyncFile, syncFilePath } from '../sync/syncFile';
import { wireOf } from '../wires';
import type { StoreHost } from './storeHost';
import { standing, type Trouble, troubleOf } from './syncStanding';

/** Waits between restarts of a process that keeps dying, in ms. */
const BACKOFF = [500, 2000, 10_000, 60_000];
const CALM_MS = 120_000;

/** Where it cannot be started it is tried again this often. */
const RETRY_MS = 30_000;

export interface SyncHostDependencies {
  readonly dataDir: string;
  readonly witnessDir: string;
  readonly store: StoreHost;
  readonly protector: () => KeyProtector | undefined;
  readonly program: string;
  /** The folder has another centre's key now. */
  keyChanged(key: CentreKey): void;
}

/**
 * The sync process as main sees it. It is started only where there is something to share, restarted when it dies, and given a
 * port to the store, anew after a restart of either. Main keeps `sync.json` and opens the device's secret; it never talks to a hub.
 */
export class SyncHost {
  private child: UtilityProcess | undefined;
  private caller: Caller | undefined;
  private quitting = false;
  private deaths: number[] = [];
  private listening = false;
  private closedWaiter: (() => void) | undefined;
  private file: SyncFile;
  /** `sync.json` is there and cannot be read: it is put aside before another is written. */
  private broken = false;
  /** Why there is no process though there should be one. */
  private trouble: Trouble | undefined;
  private retry: NodeJS.Timeout | undefined;
  /** Whether somebody at the empty folder found the digits of both screens to be the same: nothing is kept before. */
  private compared: Promise<boolean> = Promise.resolve(false);

  constructor(private readonly dependencies: SyncHostDependencies) {
    this.file = this.readFile();
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Start the process where there are links. Called once the store is open: a plain start does not wait for it. */
  start(): void {
    if (this.quitting || this.child) return;
    if (this.broken || this.trouble?.code === 'alarm.linksMissing') this.file = this.readFile();
    if (this.broken) this.failed({ code: 'alarm.linksUnreadable', params: {} });
    else if (this.lost) this.failed({ code: 'alarm.linksMissing', params: {} });
    else if (this.file.links.length === 0) this.trouble = undefined;
    else
      try {
        this.fork();
      } catch (error) {
        console.error('sync: the process is not started.', error);
        this.failed(troubleOf(toWireError(error, 'sync').code));
      }
  }

  /** The store was started again: it gets a new port. */
  storeReopened(): void {
    if (this.child) this.connectStore();
    else if (this.trouble) this.tellStore();
  }

  /** How sharing stands, also where no process can be started for it. */
  async status(): Promise<SyncStatus> {
    return this.child ? this.call('status', {}) : standing(this.file.links, this.trouble);
  }

  /** Ask the process, starting it where it is not running. */
  call<N extends SyncCallName>(name: N, input: SyncCalls[N]['input']): Promise<SyncCalls[N]['output']> {
    if (!this.child && this.broken) this.start();
    if (this.broken) throw new CodedError('sync.linksUnreadable');
    if (!this.child) this.fork();
    if (!this.caller) throw new CodedError('sync.notReady');
    return this.caller.call('action', name, input) as Promise<SyncCalls[N]['output']>;
  }

  /**
   * Ask to be let in. In an empty folder nobody sits yet: `compare` puts the digits before whoever is there, and what the centre
   * gives is kept only once he has found them to be the same; otherwise the wish is taken back.
   */
  async join(wish: SyncCalls['join']['input'], compare: (digits: string) => Promise<boolean>): Promise<void> {
    let tell: (same: boolean) => void = () => {};
    this.compared = new Promise((resolve) => {
      tell = resolve;
    });
    await this.call('join', wish);
    if (wish.letter !== null) return;
    const { joining } = await this.status();
    const same = joining ? compare(joining.safety).catch(() => false) : Promise.resolve(false);
    void same.then(async (ok) => {
      tell(ok);
      if (!ok) await this.call('cancelJoin', {}).catch(() => {});
    });
  }

  /** The device that asks to be let in: the folder's, or a new one for an empty folder. */
  asker(): { device: string; letter: string | null; street: string | null } {
    const path = join(this.dependencies.dataDir, 'device.json');
    if (existsSync(path)) {
      const identity = z
        .object({ device: z.string(), letter: z.string(), street: z.string().optional() })
        .parse(JSON.parse(readFileSync(path, 'utf8')));
      return { device: identity.device, letter: identity.letter, street: identity.street ?? null };
    }
    const device = this.file.asking ?? randomBytes(10).toString('hex');
    this.write({ ...this.file, asking: device });
    return { device, letter: null, street: null };
  }

  centreKey(): CentreKey {
    return openCentreKey(this.dependencies.dataDir, this.dependencies.protector());
  }

  async quit(limitMs = 3000): Promise<void> {
    if (this.quitting) return;
    this.quitting = true;
    clearTimeout(this.retry);
    if (!this.child) return;
    const closed = new Promise<void>((resolve) => {
      this.closedWaiter = resolve;
    });
    this.send({ kind: 'quit' });
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, limitMs))]);
    this.child?.kill();
  }

  /** A computer that slept has connections that are dead and do not know it. */
  private listenForSleep(): void {
    if (this.listening) return;
    this.listening = true;
    powerMonitor.on('resume', () => {
      if (this.child) void this.call('resume', {}).catch(() => {});
    });
  }

  private fork(): void {
    this.listenForSleep();
    const { dataDir, witnessDir, protector, program } = this.dependencies;
    const { seed, protection } = openDeviceSeed(dataDir, protector());
    const child = utilityProcess.fork(syncPath, [], { serviceName: 'xiuhua-sync', stdio: 'pipe' });
    this.child = child;
    child.stdout?.on('data', (bytes: Buffer) => process.stdout.write(`[sync] ${bytes}`));
    child.stderr?.on('data', (bytes: Buffer) => process.stderr.write(`[sync] ${bytes}`));
    child.on('message', (message: FromSync) => this.receive(message));
    child.once('exit', (code) => this.exited(child, code));
    this.send({
      kind: 'init',
      links: this.file.links,
      anchors: this.file.anchors as TrustedDevice[],
      seed: new Uint8Array(seed),
      protection,
      host: hostFacts(witnessDir),
      program,
      folder: `${dataDir}.sync`,
    });
    const { port1, port2 } = new MessageChannelMain();
    this.send({ kind: 'main' }, port1);
    this.caller = new Caller(wireOf(port2));
    this.connectStore();
    clearTimeout(this.retry);
    this.trouble = undefined;
  }

  /** It is told, and tried again: a key store may be unlocked, a file be put right. */
  private failed(why: Pick<Trouble, 'code' | 'params'>): void {
    if (this.trouble?.code !== why.code) {
      this.trouble = { ...why, at: toInstant(Date.now()) };
      this.tellStore();
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.start(), RETRY_MS);
  }

  /** In the place of the process: desks and wall are not to believe that nothing is shared. */
  private tellStore(): void {
    const { port1, port2 } = new MessageChannelMain();
    this.dependencies.store.connectSync(port1);
    const told = new Caller(wireOf(port2)).call('action', 'sync.report', {
      status: standing(this.file.links, this.trouble),
    });
    void told.catch(() => {}).finally(() => port2.close());
  }

  private connectStore(): void {
    const { port1, port2 } = new MessageChannelMain();
    this.dependencies.store.connectSync(port1);
    this.send({ kind: 'store' }, port2);
  }

  private send(message: ToSync, port?: Electron.MessagePortMain): void {
    this.child?.postMessage(message, port ? [port] : []);
  }

  private receive(message: FromSync): void {
    if (message.kind === 'keep')
      this.write({ ...this.file, links: [...message.links] as Link[], anchors: copies(message.anchors) });
    else if (message.kind === 'welcomed')
      void this.moveIn(message.welcome).catch((error: unknown) => {
        const { code, detail } = toWireError(error, 'sync.join');
        console.error(`sync: what the centre gave could not be kept: ${code} ${detail ?? ''}`);
        void this.call('joinFailed', { code: 'alarm.joinNotKept', params: { reason: code } }).catch(() => {});
      });
    else this.closedWaiter?.();
  }

  /** The centre let this desk in: its key is kept first, then the folder is begun, and only then the code is used up. */
  private async moveIn(welcome: Extract<FromSync, { kind: 'welcomed' }>['welcome']): Promise<void> {
    const { dataDir, store, protector, keyChanged } = this.dependencies;
    const { centreKey, build, device, letter, street, demo, nowMs } = welcome;
    if (build && centreKey) {
      if (!(await this.compared)) return;
      const key = saveCentreKey(dataDir, Buffer.from(centreKey), protector());
      keyChanged(key);
      const given = { key: new Uint8Array(key.key), protection: key.protection };
      await store.own.call('action', 'data.join', { device, letter, street, demo, nowMs, key: given });
    }
    const { asking: _asked, ...rest } = this.file;
    this.write(rest);
    await this.call('joinKept', {});
  }

  private exited(child: UtilityProcess, code: number): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.caller = undefined;
    this.closedWaiter?.();
    if (this.quitting) return;
    console.error(`The sync process ended unexpectedly (code ${code}); it is started again.`);
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < CALM_MS), now];
    const wait = BACKOFF[Math.min(this.deaths.length, BACKOFF.length) - 1];
    setTimeout(() => {
      if (!this.quitting && !this.child) this.start();
    }, wait);
  }

  /** There is no `sync.json` though this centre shares: it is not that somebody took the last link out, which leaves an empty list. */
  private get lost(): boolean {
    if (existsSync(this.path)) return false;
    try {
      return readIdentity(this.dependencies.dataDir)?.street !== undefined;
    } catch {
      return false;
    }
  }

  private get path(): string {
    return syncFilePath(this.dependencies.dataDir);
  }

  /** A file that cannot be read stops sharing, never work. */
  private readFile(): SyncFile {
    try {
      return readSyncFile(this.dependencies.dataDir);
    } catch (error) {
      console.error('sync: sync.json cannot be read; nothing is shared.', error);
      this.broken = true;
      return NO_LINKS;
    }
  }

  private write(file: SyncFile): void {
    if (this.broken) renameFile(this.path, `${this.path}.broken`);
    this.broken = false;
    this.file = file;
    writeFileSafely(this.path, `${JSON.stringify(file, null, 1)}\n`);
  }
}

function copies(devices: readonly TrustedDevice[]): SyncFile['anchors'] {
  return devices.map(({ revoked, ...device }) => ({
    ...device,
    ...(revoked ? { revoked: { at: revoked.at, upTo: { ...revoked.upTo } } } : {}),
  }));
}
