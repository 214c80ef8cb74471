import { Caller } from '@shared/contract/caller';
import type { FileKind, FilePreview, FileSaid } from '@shared/contract/contract';
import { CodedError, RemoteError, type WireError } from '@shared/contract/errors';
import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from 'electron';
import type { FromStore, ToStore } from '../store/entry';
import storePath from '../store/entry?modulePath';
import snapshotEntry from '../store/service/snapshotWorker?modulePath';
import { wireOf } from '../wires';

type Init = Extract<ToStore, { kind: 'init' }>;
type PreviewAnswer = Extract<FromStore, { kind: 'preview' }>['answer'];

/** Waits between restarts of a store that keeps dying, in ms. */
const BACKOFF = [100, 500, 2000, 10_000];
const CALM_MS = 60_000;

/**
 * The store process as main sees it: started, restarted when it dies, and given the ports of windows, of the workshop and
 * of the parse processes. Main carries messages; what is in them it does not look at.
 */
export class StoreHost {
  private child: UtilityProcess | undefined;
  private readonly callers = new Map<'main' | 'cli', Caller>();
  private quitting = false;
  private deaths: number[] = [];
  private requests = 0;
  private readonly windows = new Map<number, { contents: WebContents; role: 'desk' | 'wall' }>();
  private readonly previews = new Map<
    number,
    { readonly file: FileKind; settle(answer: PreviewAnswer): void }
  >();
  private readonly openings: ((state: string) => void)[] = [];
  /** What was sent while no store ran; the next one gets it. */
  private unsent: { readonly message: ToStore; readonly port: MessagePortMain | undefined }[] = [];
  private closedWaiter: (() => void) | undefined;
  private state: string | undefined;

  constructor(
    private init: Init,
    private readonly hooks: {
      reopened(): void;
      failed(error: WireError): void;
      wantsWorkshop?(stuck: boolean): void;
    },
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const child = utilityProcess.fork(storePath, [], { serviceName: 'xiuhua-store', stdio: 'pipe' });
    this.child = child;
    child.stdout?.on('data', (bytes: Buffer) => process.stdout.write(`[store] ${bytes}`));
    child.stderr?.on('data', (bytes: Buffer) => process.stderr.write(`[store] ${bytes}`));
    child.on('message', (message: FromStore) => this.receive(message));
    child.once('exit', (code) => this.exited(child, code));
    this.send({ ...this.init, snapshotEntry });
    for (const { message, port } of this.unsent.splice(0)) this.send(message, port);
    for (const { contents, role } of this.windows.values()) this.connect(contents, role);
  }

  /** Resolves when the store that runs, or the next one, has opened (or found an empty folder). */
  opened(): Promise<string> {
    return this.state ? Promise.resolve(this.state) : new Promise((resolve) => this.openings.push(resolve));
  }

  /** Give a window its port; again after every restart of the store and every reload of the page. */
  connect(contents: WebContents, role: 'desk' | 'wall'): void {
    if (!this.windows.has(contents.id)) contents.once('destroyed', () => this.windows.delete(contents.id));
    this.windows.set(contents.id, { contents, role });
    // The next store connects every window when it starts.
    if (!this.child) return;
    const { port1, port2 } = new MessageChannelMain();
    this.send({ kind: 'port', role, window: contents.id }, port1);
    contents.postMessage('xiuhua:port', null, [port2]);
  }

  /** Give the sync process its port. */
  connectSync(port: MessagePortMain): void {
    this.send({ kind: 'port', role: 'sync' }, port);
  }

  /** The folder was given another centre's key: it counts from the next start of the store on. */
  changeKey(key: Init['key']): void {
    this.init = { ...this.init, key };
  }

  connectWorkshop(port: MessagePortMain): void {
    this.send({ kind: 'workshop' }, port);
  }

  /** Main's own questions and actions: it acts as `system`. What is asked while the store is started again waits for it. */
  get own(): Caller {
    return this.callerAs('main');
  }

  /** What the command line wishes of the running program: it acts as `cli`. */
  get cli(): Caller {
    return this.callerAs('cli');
  }

  private callerAs(role: 'main' | 'cli'): Caller {
    const known = this.callers.get(role);
    if (known) return known;
    const { port1, port2 } = new MessageChannelMain();
    this.send({ kind: 'port', role }, port1);
    const caller = new Caller(wireOf(port2));
    this.callers.set(role, caller);
    return caller;
  }

  /** Hand the store the port on which a parse process will deliver what it reads; resolves with the preview. */
  expectFile<K extends FileKind>(
    file: K,
    said: FileSaid<K>,
    port: MessagePortMain,
  ): { request: number; preview: Promise<FilePreview<K>> } {
    this.requests += 1;
    const request = this.requests;
    const preview = new Promise<FilePreview<K>>((resolve, reject) => {
      const settle = (answer: PreviewAnswer): void =>
        answer.ok ? resolve(answer.value as FilePreview<K>) : reject(new RemoteError(answer.error));
      this.previews.set(request, { file, settle });
    });
    this.send({ kind: 'file', file, request, said }, port);
    return { request, preview };
  }

  /** The parse process died without a word. */
  fileFailed(request: number, error: CodedError): void {
    const call = `${this.previews.get(request)?.file ?? 'file'}.open`;
    this.settlePreview(request, {
      ok: false,
      error: { code: error.code, call, params: { ...error.params } },
    });
  }

  /** Ask the store to flush and close; kill it if it does not within the limit. */
  async quit(limitMs = 5000): Promise<void> {
    if (this.quitting) return;
    this.quitting = true;
    for (const { port } of this.unsent.splice(0)) port?.close();
    if (!this.child) return;
    const closed = new Promise<void>((resolve) => {
      this.closedWaiter = resolve;
    });
    this.send({ kind: 'quit' });
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, limitMs))]);
    this.child?.kill();
  }

  private send(message: ToStore, port?: MessagePortMain): void {
    if (this.child) this.child.postMessage(message, port ? [port] : []);
    else if (this.quitting) port?.close();
    else this.unsent.push({ message, port });
  }

  private receive(message: FromStore): void {
    if (message.kind === 'ready') this.ready(message.state);
    else if (message.kind === 'failed') {
      this.hooks.failed(message.error);
      this.ready('failed');
    } else if (message.kind === 'preview') this.settlePreview(message.request, message.answer);
    else if (message.kind === 'workshop') this.hooks.wantsWorkshop?.(message.stuck);
    else this.closedWaiter?.();
  }

  private ready(state: string): void {
    this.state = state;
    for (const resolve of this.openings.splice(0)) resolve(state);
  }

  private settlePreview(request: number, answer: PreviewAnswer): void {
    this.previews.get(request)?.settle(answer);
    this.previews.delete(request);
  }

  private exited(child: UtilityProcess, code: number): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.callers.clear();
    this.state = undefined;
    this.closedWaiter?.();
    if (this.quitting) return;
    console.error(`The store process ended unexpectedly (code ${code}); it is started again.`);
    for (const request of [...this.previews.keys()]) this.fileFailed(request, new CodedError('rpc.closed'));
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < CALM_MS), now];
    // A restarted demo goes on from where its clock stood; only a first start is told a time.
    this.init = { ...this.init, start: undefined, build: undefined };
    setTimeout(
      () => {
        if (this.quitting) return;
        this.start();
        this.hooks.reopened();
      },
      BACKOFF[Math.min(this.deaths.length, BACKOFF.length) - 1],
    );
  }
}
