import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionInput, FileKind, FileSaid } from '@shared/contract/contract';
import { CodedError, toWireError } from '@shared/contract/errors';
import { toInstant } from '@shared/rules/time';
import { wireOf } from '../wires';
import { joinFolder } from './jobs/join';
import type { CentreKey } from './keys/centre';
import { derivedIds } from './service/author';
import { DEMO_START } from './service/centreClock';
import { StoreServer } from './service/server';
import type { Role } from './service/sessions';
import { SnapshotThread } from './service/snapshotThread';
import { Store } from './service/store';

/** What main tells the store process. Ports come beside the message. */
export type ToStore =
  | {
      kind: 'init';
      dataDir: string;
      witnessDir: string;
      resourcesDir: string;
      key:
        | { key: Uint8Array; protection: 'os' | 'file' }
        | { problem: { code: string; params: Record<string, string | number> } };
      start?: string | undefined;
      write: boolean;
      build?: 'demo' | undefined;
      /** Path of the built entry of the thread that makes snapshots. */
      snapshotEntry?: string | undefined;
    }
  /** `window`: main's number for the window that the port goes to. */
  | { kind: 'port'; role: Role; window?: number | undefined }
  | { kind: 'workshop' }
  /** The port beside it brings what a parse process reads of a file; `said`: what the desk says about it. */
  | { kind: 'file'; file: FileKind; request: number; said: FileSaid<FileKind> }
  | { kind: 'quit' };

/** What the store process tells main. */
export type FromStore =
  | { kind: 'ready'; state: string }
  | { kind: 'failed'; error: ReturnType<typeof toWireError> }
  | {
      kind: 'preview';
      request: number;
      answer: { ok: true; value: unknown } | { ok: false; error: ReturnType<typeof toWireError> };
    }
  /** A picture waits: the workshop is to be opened, and its port to be sent; `stuck`: the one that is open is to be ended. */
  | { kind: 'workshop'; stuck: boolean }
  | { kind: 'closed' };

const parent: Electron.ParentPort = process.parentPort;

function tell(message: FromStore): void {
  parent.postMessage(message);
}

type Init = Extract<ToStore, { kind: 'init' }>;

/** Let messages go out and come in: building and rebuilding hold this process for seconds. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class StoreProcess {
  private readonly server = new StoreServer(
    (kind) => this.build(kind),
    (stuck) => tell({ kind: 'workshop', stuck }),
    (joined) => this.join(joined),
  );
  private init: Init | undefined;

  async receive(message: ToStore, ports: readonly Electron.MessagePortMain[]): Promise<void> {
    const port = ports[0];
    switch (message.kind) {
      case 'init':
        this.init = message;
        await this.open(message);
        return;
      case 'port':
        if (port) this.server.serve(wireOf(port), message.role, message.window);
        return;
      case 'workshop':
        if (port) this.server.connectWorkshop(wireOf(port));
        return;
      case 'file':
        if (port) this.readFrom(port, message);
        return;
      case 'quit':
        await this.server.close();
        tell({ kind: 'closed' });
        setTimeout(() => process.exit(0), 20);
    }
  }

  private async open(init: Init): Promise<void> {
    try {
      this.server.use(await Store.open(this.options(init)));
      tell({ kind: 'ready', state: 'ready' });
    } catch (error) {
      if (error instanceof CodedError && error.code === 'store.empty') {
        this.server.wait({ state: 'empty', problem: null });
        tell({ kind: 'ready', state: 'empty' });
        if (init.build) await this.buildAtStart(init.build);
        return;
      }
      const wire = toWireError(error, 'open');
      this.server.wait({ state: 'failed', problem: { code: wire.code, params: wire.params ?? {} } });
      tell({ kind: 'failed', error: wire });
    }
  }

  /** Nobody waits for the answer of a build that was asked for by the start: a failure is shown instead. */
  private async buildAtStart(kind: 'demo' | 'empty'): Promise<void> {
    try {
      await this.build(kind);
    } catch (error) {
      const wire = toWireError(error, 'data.build');
      this.server.wait({ state: 'failed', problem: { code: wire.code, params: wire.params ?? {} } });
      tell({ kind: 'failed', error: wire });
    }
  }

  /** The folder belongs to a centre now: it is empty, and gets everything from there. */
  private async join({ nowMs, key, ...joined }: ActionInput<'data.join'>): Promise<void> {
    const init = { ...this.theInit(), key, build: undefined };
    joinFolder(init.dataDir, joined, init.witnessDir);
    const start = joined.demo ? toInstant(nowMs) : undefined;
    this.init = { ...init, start: undefined };
    await this.open({ ...init, start });
  }

  private async build(kind: 'demo' | 'empty'): Promise<void> {
    const init = this.theInit();
    const { key } = init;
    if ('problem' in key) throw new CodedError(key.problem.code, key.problem.params);
    this.server.wait({ state: 'building', problem: null });
    // Loaded on need: what builds a folder is no part of a daily start.
    const [{ buildFolder }, { DEMO_COMMANDS, DEMO_SEED, demoPlan }, { pictureFiles }] = await Promise.all([
      import('./jobs/build'),
      import('./demo/plan'),
      import('./demo/pictures'),
    ]);
    const read = this.reader(init);
    const centreKey: CentreKey = { key: Buffer.from(key.key), protection: key.protection };
    const demo = kind === 'demo';
    const started = demo
      ? '2024-01-01T00:00:00.000+08:00'
      : new Date(Date.now() + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
    const plan = demo
      ? { total: DEMO_COMMANDS, commands: demoPlan(read, DEMO_SEED, derivedIds) }
      : { total: 0, commands: [] };
    const blobs = demo
      ? pictureFiles(read).map(({ path }) => readFileSync(join(init.resourcesDir, path)))
      : [];
    const progress = async (done: number, total: number): Promise<void> => {
      this.server.feeds.publish('job', {
        job: 'build',
        kind: 'demo',
        phase: 'commands',
        done,
        total,
        ended: false,
      });
      await breathe();
    };
    const options = { demo, readResource: read, centreKey, started, blobs, witnessDir: init.witnessDir };
    await buildFolder(init.dataDir, options, plan, progress);
    this.server.feeds.publish('job', {
      job: 'build',
      kind: 'demo',
      phase: 'commands',
      done: plan.total,
      total: plan.total,
      ended: true,
    });
    await this.open({ ...init, build: undefined, start: init.start ?? (demo ? DEMO_START : undefined) });
  }

  /** A parse process hands what it read over on a port of its own; main never sees what is in it. */
  private readFrom(
    port: Electron.MessagePortMain,
    { request, file, said }: Extract<ToStore, { kind: 'file' }>,
  ): void {
    const wire = wireOf(port);
    let answered = false;
    const answer = (reply: Extract<FromStore, { kind: 'preview' }>['answer']): void => {
      if (answered) return;
      answered = true;
      tell({ kind: 'preview', request, answer: reply });
      wire.close();
    };
    wire.onMessage((message) => {
      const given = message as
        | { ok: true; sheet: unknown }
        | { ok: false; error: ReturnType<typeof toWireError> };
      if (!given.ok) return answer({ ok: false, error: given.error });
      try {
        answer({ ok: true, value: this.server.preview(file, given.sheet, said) });
      } catch (error) {
        answer({ ok: false, error: toWireError(error, `${file}.open`) });
      }
    });
  }

  private options(init: Init): Parameters<typeof Store.open>[0] {
    const { key } = init;
    return {
      dataDir: init.dataDir,
      witnessDir: init.witnessDir,
      readResource: this.reader(init),
      centreKey:
        'problem' in key
          ? new CodedError(key.problem.code, key.problem.params)
          : { key: Buffer.from(key.key), protection: key.protection },
      write: init.write,
      start: init.start,
      ...(init.snapshotEntry ? { snapshots: new SnapshotThread(init.snapshotEntry) } : {}),
      onProgress: async (done, total) => {
        this.server.feeds.publish('job', {
          job: 'rebuild',
          kind: 'rebuild',
          phase: 'kilobytes',
          done,
          total,
          ended: done === total,
        });
        await breathe();
      },
    };
  }

  private reader(init: Init): (path: string) => string {
    return (path) => readFileSync(join(init.resourcesDir, path), 'utf8');
  }

  private theInit(): Init {
    if (!this.init) throw new CodedError('store.notReady');
    return this.init;
  }
}

const main = new StoreProcess();
parent.on('message', (event) => void main.receive(event.data as ToStore, event.ports));
// An unexpected failure must not leave a store running that may be wrong: it ends, and main starts it anew.
process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
