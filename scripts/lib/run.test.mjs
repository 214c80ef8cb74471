import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run, watchSilence } from './run.mjs';

describe('the watch for silence', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function watched() {
    const [out, err] = [new EventEmitter(), new EventEmitter()];
    /** @type {string[]} */
    const signals = [];
    const kill = (/** @type {string} */ signal) => void signals.push(signal);
    return {
      out,
      err,
      signals,
      watch: watchSilence([out, err, null], { silenceMs: 60_000, graceMs: 5000, kill }),
    };
  }

  it('leaves alone whatever goes on saying something, however long the whole takes', () => {
    const { out, err, signals, watch } = watched();
    for (let minute = 0; minute < 600; minute += 1) {
      vi.advanceTimersByTime(59_000);
      (minute % 2 ? out : err).emit('data', '.');
    }
    expect({ signals, silent: watch.silent() }).toEqual({ signals: [], silent: false });
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks what is silent to end, and kills what does not', () => {
    const { signals, watch } = watched();
    vi.advanceTimersByTime(60_000);
    expect(signals).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect({ signals, silent: watch.silent() }).toEqual({ signals: ['SIGTERM'], silent: true });
    vi.advanceTimersByTime(5000);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('takes for no silence what lay in the pipe while we had no turn ourselves', () => {
    const { out, signals } = watched();
    vi.advanceTimersByTime(60_100);
    out.emit('data', 'written long ago');
    vi.advanceTimersByTime(59_000);
    expect(signals).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(signals).toEqual(['SIGTERM']);
  });

  it('what it says while it ends does not save it', () => {
    const { out, signals } = watched();
    vi.advanceTimersByTime(61_000);
    out.emit('data', 'ending');
    vi.advanceTimersByTime(5000);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });
});

describe('a command', () => {
  const node = (/** @type {string} */ script, /** @type {import('./run.mjs').RunOptions} */ options) =>
    run(process.execPath, ['-e', script], options);

  it('that says nothing is ended, with all below it, and the result says why', async () => {
    const { code, silent, output } = await node('setInterval(() => {}, 1000)', { silenceMs: 200 });
    expect({ code, silent }).toEqual({ code: 124, silent: true });
    expect(output).toContain('it had written nothing for 0.2 s');
  });

  it('that ends by itself has its own code', async () => {
    expect(await node('process.exit(3)', { silenceMs: 600_000 })).toMatchObject({ code: 3, silent: false });
  });
});
