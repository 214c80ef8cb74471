import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError, RemoteError, toWireError, type WireError } from '@shared/contract/errors';
import { answerDeadlines } from '@shared/rules/deadlineFile';
import { fromLocalMinute, type Instant, isInstant } from '@shared/rules/time';
import { type Paths, pathsOf } from '../paths';
import { realSystem } from '../store/holder';
import { Imports, type IncomingSheet } from '../store/jobs/imports';
import { type CentreKey, holdsData, type KeyProtector, openCentreKey } from '../store/keys/centre';
import { breakLock, lookAtLock } from '../store/lock';
import { counters } from '../store/queries/counters';
import { Store } from '../store/service/store';
import { sendWish } from './control';
import { INTERRUPTED, interruptible } from './interrupt';
import { readSheetApart } from './sheet';
import { errorWords, words } from './texts';
import { verify } from './verify';

/** What the command line runs in: plain Node, or the program itself with the system's key store at hand. */
export interface CliHost {
  readonly resources: string;
  readonly script: string;
  readonly protector: KeyProtector | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Reads a foreign sheet in a process of its own where this program cannot be started as plain Node. */
  readSheet?(path: string, profilePath: string, signal: AbortSignal): Promise<IncomingSheet>;
  /** Makes documents; only where there is a browser engine. */
  briefing?(
    paths: Paths,
    options: {
      weekStart?: string | undefined;
      folder: string;
      formats: ('docx' | 'pdf')[];
      now: Instant | undefined;
    },
  ): Promise<unknown>;
}

/** The outcome of a command: what it prints, and its exit code. */
export interface CliOutcome {
  readonly value: unknown;
  readonly code: number;
  /** For people, where the value laid out would not do. */
  readonly words?: string | undefined;
}

export const USAGE = `xiuhua <command> [--data DIR | --demo] [--json] [--now 2024-12-31T16:00]

  repair              what is wrong with a damaged folder, and the way back   查看、修复损坏的数据文件夹
                      [--apply] [--from FOLDER|PACKAGE [--password-file FILE]] [--give-up] [--letter A]
  unlock              who holds the folder; [--force] gives a dead holder’s lock back   查看、解除文件夹占用
  verify              prove journal and projection       核验数据
  stats               the counters of the wall           大屏计数
  import FILE         take in a 12345 sheet              导入热线表格
  briefing            write last week's briefing         导出周报   [--out DIR] [--week 2024-12-23] [--format docx,pdf]
  deadline FILE.json  compute deadlines of a file        计算时限
  hub init|status|enrol|revoke|audit                     同步服务器（docs/hub.md）
                      --hub postgres://admin@host:port/db [--password-file FILE] [--ca FILE.pem] [--street CODE --name NAME]
                      [--district-role NAME] [--device ID] [--hours 24]
  district refresh|export                                区级视图（docs/district-views.md）
                      --hub postgres://district@host:port/db --from 2024-12-01 --to 2024-12-31 [--format json|csv] [--out DIR]
  open311             serve Open311 GeoReport v2, reading only   --hub postgres://district@host:port/db [--host 127.0.0.1] [--port 8311]
                                                                    [--origin https://…,…] [--public-url https://…]
  courier export|import|receipt|peers                    摆渡包（docs/courier.md）
                      export --peer NAME [--out DIR] [--part-mb N] [--attachments original|reduced|none] [--password-file FILE]
                      import FILE… [--look] [--password-file FILE] [--trust DIGITS] [--hub postgres://courier@host:port/db]; receipt FILE…
`;

interface Options {
  readonly paths: Paths;
  readonly positionals: readonly string[];
  readonly now: Instant | undefined;
  readonly values: Record<string, string | boolean | undefined>;
}

function optionsOf(argv: readonly string[], host: CliHost): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
      now: { type: 'string' },
      out: { type: 'string' },
      week: { type: 'string' },
      format: { type: 'string' },
      hub: { type: 'string' },
      street: { type: 'string' },
      name: { type: 'string' },
      device: { type: 'string' },
      hours: { type: 'string' },
      ca: { type: 'string' },
      'password-file': { type: 'string' },
      peer: { type: 'string' },
      'part-mb': { type: 'string' },
      attachments: { type: 'string' },
      trust: { type: 'string' },
      look: { type: 'boolean' },
      'district-role': { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      origin: { type: 'string' },
      'public-url': { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      apply: { type: 'boolean' },
      'give-up': { type: 'boolean' },
      letter: { type: 'string' },
      force: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const now = values.now === undefined || isInstant(values.now) ? values.now : fromLocalMinute(values.now);
  const folder = host.env.INIT_CWD ?? process.cwd();
  const data = values.data === undefined ? undefined : resolve(folder, values.data);
  return { paths: pathsOf(data, values.demo === true, host.env), positionals, now, values };
}

function fileArgument(options: Options, host: CliHost): string {
  const file = options.positionals[1];
  if (!file) throw new CodedError('cli.fileMissing');
  return resolve(host.env.INIT_CWD ?? process.cwd(), file);
}

/** The centre's key, or why it cannot be had; none is made. */
function keyOf(paths: Paths, host: CliHost): CentreKey | CodedError | undefined {
  if (!holdsData(paths.data)) return undefined;
  try {
    return openCentreKey(paths.data, host.protector);
  } catch (error) {
    return error instanceof CodedError ? error : new CodedError('store.key', {}, String(error));
  }
}

function openStore(
  paths: Paths,
  host: CliHost,
  now: Instant | undefined,
  centreKey?: CentreKey | CodedError,
): Promise<Store> {
  const readResource = (path: string): string => readFileSync(join(host.resources, path), 'utf8');
  return Store.open({
    dataDir: paths.data,
    witnessDir: paths.witness,
    readResource,
    write: centreKey !== undefined,
    start: now,
    centreKey,
  });
}

async function stats({ paths, now }: Options, host: CliHost): Promise<CliOutcome> {
  const store = await openStore(paths, host, now);
  const value = counters(store.context());
  store.close();
  return { value, code: 0 };
}

/** Through the running instance where there is one; else this process opens the store itself, with its lock. */
async function importSheet(options: Options, host: CliHost, signal: AbortSignal): Promise<CliOutcome> {
  const file = fileArgument(options, host);
  const { paths } = options;
  const reply = await sendWish(paths.data, paths.control, { kind: 'import', file }, signal);
  if (reply) {
    if (!reply.ok) throw new RemoteError(reply.error);
    return { value: (reply.value as { job: unknown }).job, code: 0 };
  }
  const profile = join(host.resources, 'import-profiles', '12345.json');
  const sheet = host.readSheet
    ? await host.readSheet(file, profile, signal)
    : await readSheetApart(host.script, file, profile, { signal });
  const store = await openStore(paths, host, options.now, openCentreKey(paths.data, host.protector));
  try {
    const imports = new Imports(store, () => {});
    const { token, job } = imports.preview(sheet);
    signal.addEventListener('abort', () => imports.cancel(job));
    const value = await imports.start(token, 'cli');
    return { value, code: signal.aborted ? INTERRUPTED : 0 };
  } finally {
    store.close();
  }
}

async function briefing(options: Options, host: CliHost): Promise<CliOutcome> {
  const { paths, values } = options;
  const formats = String(values.format ?? 'docx,pdf')
    .split(',')
    .filter((one): one is 'docx' | 'pdf' => one === 'docx' || one === 'pdf');
  const folder = resolve(host.env.INIT_CWD ?? process.cwd(), String(values.out ?? '.'));
  const weekStart = typeof values.week === 'string' ? values.week : undefined;
  const reply = await sendWish(paths.data, paths.control, {
    kind: 'briefing',
    folder,
    formats,
    ...(weekStart ? { weekStart } : {}),
  });
  if (reply) {
    if (!reply.ok) throw new RemoteError(reply.error);
    return { value: reply.value, code: 0 };
  }
  if (!host.briefing) throw new CodedError('cli.needsProgram');
  return { value: await host.briefing(paths, { weekStart, folder, formats, now: options.now }), code: 0 };
}

/** Loaded when it is asked for: no other command needs a database. */
async function hub(options: Options, host: CliHost): Promise<CliOutcome | undefined> {
  const { hubCommand } = await import('./hub');
  const { positionals, values } = options;
  const folder = host.env.INIT_CWD ?? process.cwd();
  return hubCommand({ action: positionals[1], values, folder, resources: host.resources, env: host.env });
}

/** Loaded when it is asked for, as above. */
async function district(options: Options, host: CliHost): Promise<CliOutcome | undefined> {
  const { districtCommand } = await import('./district');
  const { positionals, values, now } = options;
  const folder = host.env.INIT_CWD ?? process.cwd();
  const args = { action: positionals[1], values, folder, resources: host.resources, env: host.env };
  return districtCommand(args, now);
}

/** Loaded when it is asked for, as above. */
async function open311({ values }: Options, host: CliHost): Promise<CliOutcome> {
  const { open311Command } = await import('./open311');
  const folder = host.env.INIT_CWD ?? process.cwd();
  return open311Command({ action: undefined, values, folder, resources: host.resources, env: host.env });
}

/** Loaded when it is asked for: no other command reads or writes packages. */
async function courier(
  options: Options,
  host: CliHost,
  signal: AbortSignal,
): Promise<CliOutcome | undefined> {
  const { courierCommand } = await import('./courier');
  const { positionals, values, paths, now } = options;
  return courierCommand({
    action: positionals[1],
    files: positionals.slice(2),
    values,
    folder: host.env.INIT_CWD ?? process.cwd(),
    paths,
    env: host.env,
    protector: host.protector,
    signal,
    openStore: (centreKey) => openStore(paths, host, now, centreKey),
  });
}

/** Loaded when it is asked for, as above. */
async function repair(options: Options, host: CliHost, signal: AbortSignal): Promise<CliOutcome> {
  const { repairCommand } = await import('./repair');
  const { paths, values, now } = options;
  return repairCommand({
    dataDir: paths.data,
    witnessDir: paths.witness,
    folder: host.env.INIT_CWD ?? process.cwd(),
    values,
    env: host.env,
    centreKey: () => keyOrProblem(paths.data, host),
    openStore: () => openStore(paths, host, now, keyOrProblem(paths.data, host)),
    takePackage: (file) => courier({ ...options, positionals: ['courier', 'import', file] }, host, signal),
  });
}

/** Who holds the folder; a holder that is proved dead, or with `--force` cannot be asked, gives it back. */
function unlock({ paths, values }: Options, host: CliHost): CliOutcome {
  const system = realSystem(paths.witness);
  const held = lookAtLock(paths.data, system);
  const say = (code: string, params: Record<string, string | number> = {}): string =>
    words(`unlock.${code}`, params, host.env);
  if (!held) return { value: { held: false, free: true }, code: 0, words: say('nobody') };
  const { holder, state } = held;
  const free = state === 'dead' || (state !== 'alive' && values.force === true);
  if (free) breakLock(paths.data, system);
  const lines = [
    ...(holder ? [say('held', { pid: holder.pid, host: holder.host })] : []),
    say(free && state !== 'dead' ? 'broken' : state),
    ...(state === 'elsewhere' ? [say('network')] : []),
  ];
  const value = { held: true, state, pid: holder?.pid ?? 0, host: holder?.host ?? '', free };
  return { value, code: free ? 0 : 1, words: lines.join('\n') };
}

/** A journal can be repaired without its key: what is sealed in it stays sealed. */
function keyOrProblem(dataDir: string, host: CliHost): CentreKey | CodedError {
  try {
    return openCentreKey(dataDir, host.protector);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

function failed(error: WireError, host: CliHost, code: number): CliOutcome {
  return { value: { error: { ...error, message: errorWords(error, host.env) } }, code };
}

/** Run a command. Failures come back as values with exit code 1 (what was asked for went wrong) or 2 (it was asked for wrongly). */
export async function runCli(argv: readonly string[], host: CliHost): Promise<CliOutcome> {
  let options: Options;
  try {
    options = optionsOf(argv, host);
  } catch (error) {
    return failed({ code: 'cli.usage', call: 'cli', detail: (error as Error).message }, host, 2);
  }
  const [command] = options.positionals;
  try {
    switch (command) {
      case 'verify': {
        const value = await verify(options.paths.data, keyOf(options.paths, host));
        return { value, code: value.ok ? 0 : 1 };
      }
      case 'repair':
        return await interruptible((signal) => repair(options, host, signal));
      case 'unlock':
        return unlock(options, host);
      case 'stats':
        return await stats(options, host);
      case 'import':
        return await interruptible((signal) => importSheet(options, host, signal));
      case 'briefing':
        return await briefing(options, host);
      case 'deadline':
        return {
          value: answerDeadlines(JSON.parse(readFileSync(fileArgument(options, host), 'utf8'))),
          code: 0,
        };
      case 'hub': {
        const done = await hub(options, host);
        if (done) return done;
        return failed({ code: 'cli.usage', call: 'hub' }, host, 2);
      }
      case 'district': {
        const done = await district(options, host);
        if (done) return done;
        return failed({ code: 'cli.usage', call: 'district' }, host, 2);
      }
      case 'open311':
        return await open311(options, host);
      case 'courier': {
        const done = await interruptible((signal) => courier(options, host, signal));
        if (done) return done;
        return failed({ code: 'cli.usage', call: 'courier' }, host, 2);
      }
      default:
        return failed({ code: 'cli.usage', call: command ?? 'cli' }, host, 2);
    }
  } catch (error) {
    const stopped = error instanceof CodedError && /\.(cancelled|interrupted)$/.test(error.code);
    return failed(toWireError(error, command ?? ''), host, stopped ? INTERRUPTED : 1);
  }
}

/** What a command prints: one line with --json, else laid out to be read. */
export function printed(outcome: CliOutcome, argv: readonly string[]): string {
  if (argv.includes('--json')) return JSON.stringify(outcome.value);
  return outcome.words ?? JSON.stringify(outcome.value, null, 2);
}
