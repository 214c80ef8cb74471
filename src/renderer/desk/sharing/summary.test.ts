import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkStatus, SyncStatus } from '@shared/contract/sync';
import { toMs } from '@shared/rules/time';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { sharingNotices } from './notices';
import { isGrave, sayWords, shortProblem } from './say';
import { bandwidthChoices, safetyText, sizeText, waitingText } from './size';
import { centreLink, driftText, foremost, linkText, modeText, stillValid, summary } from './summary';

const texts = join(import.meta.dirname, '../../common/i18n/zh-CN');
const read = (name: string) => JSON.parse(readFileSync(join(texts, `${name}.json`), 'utf8'));
const i18n = i18next.createInstance();
void i18n.init({
  lng: 'zh-CN',
  resources: { 'zh-CN': { common: read('common'), sharing: read('sharing'), error: read('error') } },
  defaultNS: 'common',
  initAsync: false,
  interpolation: { escapeValue: false },
});
const t = (key: string, options?: Record<string, unknown>) => i18n.t(key, options ?? {});

const now = toMs('2026-03-02T16:00:00.000+08:00');
const none = { commits: 0, photos: 0, bytes: 0 };
const some = { commits: 14, photos: 3, bytes: 4_200_000 };

function link(change: Partial<LinkStatus> = {}): LinkStatus {
  return {
    id: 'centre',
    name: '中心',
    address: 'hub.example:5432/xiuhua',
    mode: { kind: 'live' },
    attachments: 'original',
    bandwidth: 0,
    state: 'inSync',
    inSyncSince: '2026-03-02T15:00:00.000+08:00',
    lastAt: '2026-03-02T15:59:58.000+08:00',
    nextAt: null,
    problem: null,
    toSend: none,
    toReceive: none,
    driftMs: null,
    ...change,
  };
}

function status(change: Partial<SyncStatus> = {}): SyncStatus {
  return {
    state: 'linked',
    street: '440106',
    links: [link()],
    devices: [],
    requests: [],
    invitation: null,
    joining: null,
    alarms: [],
    quarantined: 0,
    parked: 0,
    keyProtection: 'os',
    courierJob: null,
    log: [],
    ...change,
  };
}

const district = link({ id: 'd', name: '区平台', mode: { kind: 'period', minutes: 5 } });

describe('the one line of the status bar', () => {
  const line = (change: Partial<SyncStatus>) => summary(status(change), now, t)?.text;

  it('is nothing before it was told', () => {
    expect(summary(undefined, now, t)).toBeUndefined();
  });

  it('says each state in words', () => {
    expect(line({ state: 'alone', links: [] })).toBe('单机');
    expect(line({ state: 'joining', links: [] })).toBe('等待允许加入');
    expect(line({})).toBe('已同步 · 刚刚');
    expect(line({ links: [link({ lastAt: '2026-03-02T15:46:00.000+08:00' })] })).toBe('已同步 · 14 分钟前');
    expect(line({ links: [link({ state: 'waiting', toSend: some })] })).toBe('待发送 14 条、3 张照片');
    expect(
      line({
        links: [link({ state: 'problem', problem: { code: 'sync.unreachable', params: { address: 'a' } } })],
      }),
    ).toBe('未连接（连不上）');
    expect(line({ links: [link({ state: 'paused', toSend: some })] })).toBe(
      '同步已暂停，待发送 14 条、3 张照片',
    );
    expect(line({ links: [link({ state: 'receiving', toReceive: { ...none, commits: 1200 } })] })).toBe(
      '正在接收 1,200 条',
    );
  });

  it('has words for every state of a link', () => {
    for (const state of [
      'paused',
      'connecting',
      'sending',
      'receiving',
      'inSync',
      'waiting',
      'problem',
    ] as const) {
      const text = linkText(link({ state, lastAt: null }), now, t);
      expect(text, state).not.toMatch(/sharing:|^$/);
    }
  });

  it('tells trouble before all else, and what has its hour after what goes on at once', () => {
    const due = { ...district, state: 'waiting' as const, toSend: some };
    expect(foremost([due, link()])?.id).toBe('centre');
    expect(foremost([link(), { ...district, state: 'problem' }])?.id).toBe('d');
    expect(foremost([{ ...district, state: 'paused' }, link({ state: 'sending' })])?.id).toBe('d');
    expect(foremost([])).toBeUndefined();
    expect(line({ links: [due, link()] })).toBe('中心：已同步 · 刚刚');
  });
});

describe('what the page of sharing says', () => {
  it('lets desks in over the link that is live', () => {
    expect(centreLink([district, link()])?.id).toBe('centre');
    expect(centreLink([district])?.id).toBe('d');
    expect(centreLink([])).toBeUndefined();
  });

  it('tells the clock only where it was measured, and small differences as none', () => {
    expect(driftText(null, t)).toBeUndefined();
    expect(driftText(-1900, t)).toBe('与同步服务器一致');
    expect(driftText(40_000, t)).toBe('快 40 秒');
    expect(driftText(-184_000, t)).toBe('慢 3 分钟');
  });

  it('tells how often, how much, and whether a code still holds', () => {
    expect(modeText({ kind: 'live' }, t)).toBe('实时');
    expect(modeText({ kind: 'period', minutes: 5 }, t)).toBe('每 5 分钟');
    expect(waitingText(none, t, true)).toBeUndefined();
    expect(waitingText(some, t, true)).toBe('14 条、3 张照片 · 4.2\u00a0MB');
    expect(waitingText({ commits: 0, photos: 2, bytes: 0 }, t, true)).toBe('2 张照片');
    expect(stillValid('2026-03-02T16:00:00.001+08:00', now)).toBe(true);
    expect(stillValid('2026-03-02T16:00:00.000+08:00', now)).toBe(false);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [9_949, '9.9 KB'],
    [9_960, '10 KB'],
    [999_499, '999 KB'],
    [999_600, '1.0 MB'],
    [4_000_000_000, '4.0 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(sizeText(bytes).replace('\u00a0', ' ')).toBe(text);
  });

  it('offers the limit that a link has beside the usual ones', () => {
    expect(bandwidthChoices(250_000)).toEqual([0, 100_000, 250_000, 1_000_000, 5_000_000]);
    expect(bandwidthChoices(64_000).slice(0, 3)).toEqual([0, 64_000, 100_000]);
  });

  it('groups digits that two people read to each other, and leaves words alone', () => {
    expect(safetyText('482913')).toBe('482 913');
    expect(safetyText('48291')).toBe('48291');
    expect(safetyText('7KQ2-M9XD')).toBe('7KQ2-M9XD');
  });
});

describe('words for what the room of sharing says', () => {
  const id = '3a7848a277342c7fa295';
  const devices = [
    {
      device: id,
      name: '二号台',
      letter: 'B',
      me: false,
      enrolledAt: null,
      revokedAt: null,
      lastSeenAt: null,
    },
  ];

  it('are found for what they were told for', () => {
    expect(sayWords(t, 'log', { code: 'log.sent', params: { commits: 14 } })).toEqual({ what: '发送 14 条' });
    const fork = { chain: `${id}.1`, common: 5, again: 3 };
    expect(sayWords(t, 'log', { code: 'log.fork', params: fork }).what).toContain('3 条重新记入');
    expect(sayWords(t, 'alarm', { code: 'alarm.fork', params: fork }).act).toContain('停用');
    const problem = sayWords(t, 'problem', { code: 'sync.unreachable', params: { address: 'hub:1/x' } });
    expect(problem.what).toContain('hub:1/x');
    expect(sayWords(t, 'log', { code: 'sync.unreachable', params: { address: 'hub:1/x' } })).toEqual(problem);
    expect(sayWords(t, 'alarm', { code: 'sync.joinRefused', params: {} }).what).toBe(
      t('error:sync.joinRefused'),
    );
  });

  it('tell desks by their names, and unknown ones by a short id', () => {
    const say = (device: string) =>
      sayWords(t, 'alarm', { code: 'alarm.quarantine.signature', params: { device, seq: 7 } }, { devices })
        .what;
    expect(say(id)).toContain('“二号台”的记录（从第 7 条起）');
    expect(say('ffffffffffffffffffff')).toContain('“ffffffff”');
    expect(
      sayWords(t, 'log', { code: 'log.differs', params: { chain: `${id}.2` } }, { devices }).what,
    ).toContain('二号台.2');
  });

  it('show a code that nobody wrote words for', () => {
    expect(sayWords(t, 'alarm', { code: 'alarm.never.heard', params: {} }).what).toContain(
      'alarm.never.heard',
    );
    expect(sayWords(t, 'alarm', { code: 'alarm.quarantine', params: {} }).what).toContain('alarm.quarantine');
    expect(shortProblem(t, { code: 'sync.brandNew', params: {} })).toContain('sync.brandNew');
  });

  it('call an alarm grave where it puts in doubt what is recorded', () => {
    expect(isGrave({ code: 'alarm.fork' })).toBe(true);
    expect(isGrave({ code: 'alarm.clockAhead' })).toBe(false);
  });
});

describe('what of sharing stands under the header', () => {
  const alarm = (key: string) => ({
    key,
    at: '2026-03-02T15:00:00.000+08:00',
    code: 'alarm.eventsAhead',
    params: { device: '二号台', minutes: 7 },
  });

  it('is the first alarm with the number of the others, and everybody at the door', () => {
    const found = sharingNotices(
      status({
        alarms: [alarm('a'), alarm('b')],
        requests: [{ id: 'r', name: '三号台', device: 'x', at: alarm('a').at, safety: '1' }],
      }),
      t,
    );
    expect(found.map(({ kind, text }) => [kind, text])).toEqual([
      ['alarm', '“二号台”送来的记录比现在还晚 7 分钟（另有 1 项）'],
      ['request', '“三号台”请求加入本中心，核对数字后允许'],
    ]);
  });

  it('comes back when another alarm joins one that was put away', () => {
    const [one] = sharingNotices(status({ alarms: [alarm('a')] }), t);
    const [two] = sharingNotices(status({ alarms: [alarm('a'), alarm('b')] }), t);
    expect(one?.code).not.toBe(two?.code);
    expect(sharingNotices(undefined, t)).toEqual([]);
    expect(sharingNotices(status(), t)).toEqual([]);
  });
});
