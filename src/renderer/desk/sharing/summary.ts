import type { LinkStatus, SyncStatus } from '@shared/contract/sync';
import { type Instant, MINUTE_MS, toMs } from '@shared/rules/time';
import { agoText } from '../../common/age';
import type { ShapeKind } from '../../common/Shape';
import type { State } from '../../common/tokens';
import type { Say } from '../kit/say';
import { shortProblem } from './say';
import { waitingText } from './size';

/** A state as shape, colour and word. */
export interface Sign {
  readonly kind: ShapeKind;
  readonly state?: State;
}

const signs: Record<LinkStatus['state'], Sign> = {
  paused: { kind: 'square', state: 'violet' },
  connecting: { kind: 'ring', state: 'river' },
  sending: { kind: 'ring', state: 'river' },
  receiving: { kind: 'ring', state: 'river' },
  inSync: { kind: 'circle', state: 'jade' },
  waiting: { kind: 'ring', state: 'river' },
  problem: { kind: 'half', state: 'gold' },
};

export function linkSign(link: LinkStatus): Sign {
  return signs[link.state];
}

/** What the status bar tells first: trouble, then what was stopped by hand, then what goes on at once, then what has its hour. */
function urgency(link: LinkStatus): number {
  if (link.state === 'problem') return 0;
  if (link.state === 'paused') return 1;
  if (link.mode.kind === 'period' && (link.state === 'waiting' || link.state === 'inSync')) return 5;
  if (link.state === 'connecting') return 2;
  return link.state === 'inSync' ? 4 : 3;
}

/** The link that is told of where there is room for one. */
export function foremost(links: readonly LinkStatus[]): LinkStatus | undefined {
  return [...links].sort((a, b) => urgency(a) - urgency(b))[0];
}

/** The link over which desks are let in and out: the one that is live, else the first. */
export function centreLink(links: readonly LinkStatus[]): LinkStatus | undefined {
  return links.find((one) => one.mode.kind === 'live') ?? links[0];
}

/** `已同步 · 刚刚`, `待发送 14 条、3 张照片`, `未连接（连不上）`, `正在接收 120 条`. */
export function linkText(link: LinkStatus, nowMs: number, t: Say): string {
  const toSend = waitingText(link.toSend, t);
  const toReceive = waitingText(link.toReceive, t);
  switch (link.state) {
    case 'problem':
      return link.problem
        ? t('sharing:state.problemWhy', { why: shortProblem(t, link.problem) })
        : t('sharing:state.problem');
    case 'paused':
      return toSend ? t('sharing:state.pausedWith', { what: toSend }) : t('sharing:state.paused');
    case 'sending':
      return toSend ? t('sharing:state.sendingWhat', { what: toSend }) : t('sharing:state.sending');
    case 'receiving':
      return toReceive ? t('sharing:state.receivingWhat', { what: toReceive }) : t('sharing:state.receiving');
    case 'waiting':
      if (toSend) return t('sharing:state.toSend', { what: toSend });
      if (toReceive) return t('sharing:state.toReceive', { what: toReceive });
      return t('sharing:state.waiting');
    case 'connecting':
      return t('sharing:state.connecting');
    case 'inSync':
      return link.lastAt
        ? t('sharing:state.inSyncAgo', { ago: agoText(nowMs - toMs(link.lastAt), t) })
        : t('sharing:state.inSync');
  }
}

/** The one quiet place in the status bar; undefined where there is nothing to tell yet. */
export function summary(
  status: SyncStatus | undefined,
  nowMs: number,
  t: Say,
): (Sign & { text: string }) | undefined {
  if (!status) return undefined;
  if (status.state === 'off') return { kind: 'dash', text: t('sharing:state.off') };
  if (status.state === 'alone') return { kind: 'dash', text: t('sharing:state.alone') };
  if (status.state === 'joining') return { kind: 'ring', state: 'river', text: t('sharing:state.joining') };
  const link = foremost(status.links);
  if (!link) return { kind: 'dash', text: t('sharing:state.alone') };
  const text = linkText(link, nowMs, t);
  return {
    ...linkSign(link),
    text: status.links.length > 1 ? `${nameOf(link)}${t('sharing:colon')}${text}` : text,
  };
}

export function nameOf(link: Pick<LinkStatus, 'name' | 'address'>): string {
  return link.name || link.address;
}

/** `实时` or `每 5 分钟`. */
export function modeText(mode: LinkStatus['mode'], t: Say): string {
  return mode.kind === 'live' ? t('sharing:mode.live') : t('sharing:mode.every', { n: mode.minutes });
}

/** Differences below this are what networks make of two clocks that are right. */
const SAME_CLOCK_MS = 2000;
/** From here on somebody should set the clock: times in histories begin to look wrong. */
export const BAD_CLOCK_MS = 60_000;

/** `一致`, `本机快 40 秒`, `本机慢 3 分钟`; undefined before it was measured. */
export function driftText(driftMs: number | null, t: Say): string | undefined {
  if (driftMs === null) return undefined;
  const off = Math.abs(driftMs);
  if (off < SAME_CLOCK_MS) return t('sharing:drift.same');
  const by =
    off < MINUTE_MS
      ? t('sharing:drift.seconds', { n: Math.round(off / 1000) })
      : t('sharing:drift.minutes', { n: Math.round(off / MINUTE_MS) });
  return t(driftMs > 0 ? 'sharing:drift.ahead' : 'sharing:drift.behind', { by });
}

/** Whether an invitation can still be used. */
export function stillValid(until: Instant, nowMs: number): boolean {
  return toMs(until) > nowMs;
}
