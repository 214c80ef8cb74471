import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './paths.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to our own
 * @property {'inherit' | 'pipe'} [stdio] `pipe` collects both streams in the order they came
 * @property {number} [timeoutMs] the whole process group is killed after that; for what has an answer or none (a network)
 * @property {number} [silenceMs] with `pipe`: the group is ended once it has written nothing for so long
 * @property {number} [graceMs] between asking a silent group to end and killing it
 * @property {(line: string) => void} [onLine] with `pipe`: called per line as it comes
 *
 * @typedef {object} RunResult
 * @property {number} code exit code; 124 after a timeout or a silence, 128+n after a signal
 * @property {boolean} silent it was ended because it had written nothing for too long
 * @property {string} stdout
 * @property {string} output stdout and stderr together
 * @property {number} ms
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
const signals = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Ends a child and what it started. @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
export function killTree(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    else process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    for (const child of children) killTree(child, 'SIGTERM');
    setTimeout(() => process.exit(128 + signals[signal]), 300);
  });
}
process.on('exit', () => {
  for (const child of children) killTree(child, 'SIGKILL');
});

/**
 * Starts a process in a group of its own, so that nothing of it outlives us.
 * @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnOptions} options
 */
export function start(command, args, options) {
  const child = spawn(command, args, { detached: process.platform !== 'win32', ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', () => children.delete(child));
  return child;
}

/**
 * Calls back per line; the rest without a newline comes at the end.
 * @param {import('node:stream').Readable} stream @param {(line: string) => void} onLine
 */
export function eachLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => rest && onLine(rest));
}

/** What came while we ourselves had no turn lies in the pipe: it is read before the last word is spoken. */
const LAST_LOOK_MS = 500;

/**
 * Ends what has been silent for too long: asked first, so that a runner can end what it started in groups of its own.
 * @param {readonly (import('node:events').EventEmitter | null)[]} streams what it says
 * @param {{ silenceMs: number, graceMs: number, kill: (signal: NodeJS.Signals) => void }} options
 */
export function watchSilence(streams, { silenceMs, graceMs, kill }) {
  let heard = false;
  let silent = false;
  const end = () => {
    if (heard) return restart();
    silent = true;
    kill('SIGTERM');
    timer = setTimeout(() => kill('SIGKILL'), graceMs);
  };
  const doubt = () => {
    heard = false;
    timer = setTimeout(end, LAST_LOOK_MS);
  };
  let timer = setTimeout(doubt, silenceMs);
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(doubt, silenceMs);
  };
  const hear = () => {
    heard = true;
    if (!silent) restart();
  };
  for (const stream of streams) stream?.on('data', hear);
  return { silent: () => silent, stop: () => clearTimeout(timer) };
}

/**
 * Runs a command to its end.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, options = {}) {
  const { cwd = root, env, stdio = 'pipe', timeoutMs, silenceMs, graceMs = 10_000, onLine } = options;
  const began = performance.now();
  const child = start(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let output = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  if (onLine && child.stdout && child.stderr) {
    eachLine(child.stdout, onLine);
    eachLine(child.stderr, onLine);
  }
  let timedOut = false;
  const timer = timeoutMs
    ? setTimeout(() => {
        timedOut = true;
        killTree(child, 'SIGKILL');
      }, timeoutMs)
    : undefined;
  const kill = (/** @type {NodeJS.Signals} */ signal) => killTree(child, signal);
  const silence = silenceMs
    ? watchSilence([child.stdout, child.stderr], { silenceMs, graceMs, kill })
    : undefined;
  const silent = () => silence?.silent() ?? false;
  const done = (/** @type {number} */ code) => {
    if (silent()) output += `\nended: it had written nothing for ${seconds(silenceMs ?? 0)}\n`;
    return { code, silent: silent(), stdout, output, ms: performance.now() - began };
  };
  try {
    const [code, signal] = await once(child, 'close');
    if (timedOut || silent()) return done(124);
    return done(code ?? 128 + (signals[/** @type {keyof typeof signals} */ (signal)] ?? 0));
  } catch (error) {
    output += `${command}: ${/** @type {Error} */ (error).message}\n`;
    return done(127);
  } finally {
    clearTimeout(timer);
    silence?.stop();
  }
}

/** Runs a script with this Node. @param {string} script @param {readonly string[]} args @param {RunOptions} [options] */
export const runNode = (script, args, options) => run(process.execPath, [script, ...args], options);

/** 1234 → "1.2 s". @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
