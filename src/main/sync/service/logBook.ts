import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Alarm, type LogLine, logLineSchema } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import { renameFile } from '../../renames';
import type { SyncReporter } from '../engine/world';

/** Lines that are kept. */
export const LOG_LINES = 200;

/** Alarms that are kept, and characters of a word in them: a hub that makes things up fills neither memory nor disk. */
export const ALARMS = 100;
const WORD = 300;

/** Counts of one kind within this time become one line: a busy desk sends a commit every few seconds. */
const GATHER_MS = 5 * 60_000;
const GATHERED = new Map([
  ['log.sent', 'commits'],
  ['log.received', 'commits'],
]);

/** What happened in sharing, newest first, kept beside the data folder; and what somebody must see to. */
export class LogBook {
  private lines: LogLine[];
  private readonly raised = new Map<string, Alarm>();
  private dirty = false;

  /** `path`: a file with one line of JSON each; undefined where nothing is to be kept. */
  constructor(
    private readonly path: string | undefined,
    private readonly nowMs: () => number,
    private readonly changed: () => void,
  ) {
    this.lines = path === undefined ? [] : readLines(path);
  }

  /** Newest first. */
  get log(): readonly LogLine[] {
    return this.lines;
  }

  get alarms(): readonly Alarm[] {
    return [...this.raised.values()];
  }

  /** The reporter of one link; its alarms are apart from those of others. */
  reporter(link: string | null): SyncReporter {
    const own = (key: string): string => (link === null ? key : `${link}:${key}`);
    return {
      log: (level, code, params = {}) => this.add({ at: this.now(), link, level, code, params: cut(params) }),
      alarm: (key, code, words = {}) => {
        const params = cut(words);
        const alarm = { key: own(key), at: this.now(), code, params };
        const before = this.raised.get(alarm.key);
        if (before?.code === code && JSON.stringify(before.params) === JSON.stringify(params)) return;
        this.raised.delete(alarm.key);
        this.raised.set(alarm.key, alarm);
        for (const oldest of this.raised.keys()) {
          if (this.raised.size <= ALARMS) break;
          this.raised.delete(oldest);
        }
        this.changed();
      },
      settle: (key) => this.dismiss(own(key)),
    };
  }

  dismiss(key: string): void {
    if (this.raised.delete(key)) this.changed();
  }

  /** Write the lines down. A log that cannot be written is no reason to stop: it stays in memory. */
  flush(): void {
    if (!this.dirty || this.path === undefined) return;
    this.dirty = false;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const text = [...this.lines].reverse().map((line) => `${JSON.stringify(line)}\n`);
      writeFileSync(`${this.path}.tmp`, text.join(''), { mode: 0o600 });
      renameFile(`${this.path}.tmp`, this.path);
    } catch (error) {
      console.error('sync: the log is not written.', error);
    }
  }

  private add(line: LogLine): void {
    this.lines = gathered(this.lines, line, this.nowMs()).slice(0, LOG_LINES);
    this.dirty = true;
    this.changed();
  }

  private now(): string {
    return toInstant(this.nowMs());
  }
}

function cut(params: Alarm['params']): Alarm['params'] {
  const short = ([key, word]: [string, string | number]) => [
    key,
    typeof word === 'string' ? word.slice(0, WORD) : word,
  ];
  return Object.fromEntries(Object.entries(params).map(short));
}

/** The lines with this one: added to the last of its kind where both only count. */
function gathered(lines: readonly LogLine[], line: LogLine, nowMs: number): LogLine[] {
  const field = GATHERED.get(line.code);
  const at = lines.findIndex((other) => other.link === line.link && GATHERED.has(other.code) === false);
  const recent = at < 0 ? lines : lines.slice(0, at);
  const last = field && recent.find((other) => other.code === line.code && other.link === line.link);
  if (!field || !last || nowMs - Date.parse(last.at) > GATHER_MS) return [line, ...lines];
  const sum = Number(last.params[field] ?? 0) + Number(line.params[field] ?? 0);
  const joined = { ...line, params: { ...line.params, [field]: sum } };
  return [joined, ...lines.filter((other) => other !== last)];
}

/** Lines of an earlier run, newest first; what cannot be read is left out, for it is only a log. */
function readLines(path: string): LogLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .flatMap((line) => {
      try {
        return [logLineSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    })
    .reverse()
    .slice(0, LOG_LINES);
}
