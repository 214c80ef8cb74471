import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALARMS, LOG_LINES, LogBook } from './logBook';

const start = Date.UTC(2024, 11, 31);

describe('the log of sharing', () => {
  it('gathers what only counts, newest first, each link apart, and begins anew after a while or an event', () => {
    let now = start;
    const book = new LogBook(
      undefined,
      () => now,
      () => {},
    );
    const [one, two] = [book.reporter('one'), book.reporter('two')];
    one.log('info', 'log.sent', { commits: 2 });
    two.log('info', 'log.sent', { commits: 7 });
    one.log('info', 'log.received', { commits: 1 });
    one.log('info', 'log.sent', { commits: 3 });
    expect(book.log.map(({ link, code, params }) => [link, code, params.commits])).toEqual([
      ['one', 'log.sent', 5],
      ['one', 'log.received', 1],
      ['two', 'log.sent', 7],
    ]);
    one.log('warn', 'sync.unreachable', {});
    one.log('info', 'log.sent', { commits: 1 });
    now += 6 * 60_000;
    one.log('info', 'log.sent', { commits: 1 });
    expect(book.log.slice(0, 3).map(({ code }) => code)).toEqual([
      'log.sent',
      'log.sent',
      'sync.unreachable',
    ]);
  });

  it('keeps the newest alarms, and of their words no more than a line', () => {
    const book = new LogBook(
      undefined,
      () => start,
      () => {},
    );
    const reporter = book.reporter('a');
    for (let i = 0; i < ALARMS + 50; i++)
      reporter.alarm(`quarantine:${i}`, 'alarm.quarantine.gap', { seq: i });
    // The first of those that are left is raised anew.
    reporter.alarm('quarantine:50', 'alarm.quarantine.shape', { chain: 'x'.repeat(1e6) });
    reporter.alarm('join', 'sync.joinRefused');
    expect(book.alarms).toHaveLength(ALARMS);
    expect(book.alarms.map(({ key }) => key).slice(-2)).toEqual(['a:quarantine:50', 'a:join']);
    expect(book.alarms[0]?.key).toBe('a:quarantine:52');
    expect(JSON.stringify(book.alarms).length).toBeLessThan(20_000);
  });

  it('is bounded, and read again by the next run; what cannot be read is left out', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'xiuhua-log-')), 'deep', 'log.jsonl');
    const book = new LogBook(
      path,
      () => start,
      () => {},
    );
    for (let i = 0; i < LOG_LINES + 50; i++)
      book.reporter('a').log('warn', 'log.clockJumped', { seconds: i });
    book.flush();
    const text = readFileSync(path, 'utf8');
    expect(text.trim().split('\n')).toHaveLength(LOG_LINES);
    writeFileSync(path, `${text}{"torn`);
    const again = new LogBook(
      path,
      () => start,
      () => {},
    );
    expect(again.log).toEqual(book.log);
    expect(again.log[0]?.params).toEqual({ seconds: LOG_LINES + 49 });
  });

  it('keeps an alarm until it is settled or dismissed, one for each key and link', () => {
    let changes = 0;
    const book = new LogBook(
      undefined,
      () => start,
      () => {
        changes += 1;
      },
    );
    const reporter = book.reporter('a');
    reporter.alarm('clock', 'alarm.clockAhead', { minutes: 2 });
    reporter.alarm('clock', 'alarm.clockAhead', { minutes: 2 });
    expect(changes).toBe(1);
    reporter.alarm('clock', 'alarm.clockAhead', { minutes: 3 });
    book.reporter('b').alarm('clock', 'alarm.clockBehind', { minutes: 1 });
    expect(book.alarms.map(({ key, code, params }) => [key, code, params.minutes])).toEqual([
      ['a:clock', 'alarm.clockAhead', 3],
      ['b:clock', 'alarm.clockBehind', 1],
    ]);
    reporter.settle('clock');
    book.dismiss('b:clock');
    expect(book.alarms).toEqual([]);
  });
});
