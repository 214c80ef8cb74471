import type { Waiting } from '@shared/contract/sync';
import { countText, type Translate } from '../../common/format';

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes as `512 B`, `4.2 MB`, `38 MB`: decimal units, as disks and bandwidths are sold; never broken in two. */
export function sizeText(bytes: number): string {
  let value = Math.max(0, bytes);
  let at = 0;
  while (at < units.length - 1 && Math.round(value) >= 1000) {
    value /= 1000;
    at++;
  }
  const digits = at > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}\u00a0${units[at]}`;
}

/** Whether nothing waits. */
function isNothing({ commits, photos }: Waiting): boolean {
  return commits === 0 && photos === 0;
}

/** `14 条、3 张照片`; with `size` also ` · 4.2 MB`. Undefined where nothing waits. */
export function waitingText(waiting: Waiting, t: Translate, size = false): string | undefined {
  if (isNothing(waiting)) return undefined;
  const parts = [
    waiting.commits > 0 ? t('sharing:commits', { n: countText(waiting.commits) }) : '',
    waiting.photos > 0 ? t('sharing:photos', { n: countText(waiting.photos) }) : '',
  ].filter(Boolean);
  const text = parts.join(t('common:listSeparator'));
  return size && waiting.bytes > 0 ? `${text} · ${sizeText(waiting.bytes)}` : text;
}

/** How the bytes per second of a link are chosen; 0: no limit. */
const bandwidths: readonly number[] = [0, 100_000, 250_000, 1_000_000, 5_000_000];

/** The usual choices, and what is set now where it is none of them (the command line takes any). */
export function bandwidthChoices(now: number): number[] {
  return [...new Set([...bandwidths, now])].sort((a, b) => a - b);
}

/** Digits in groups of three where they are digits only: two people read them to each other. */
export function safetyText(safety: string): string {
  return /^\d{6,}$/.test(safety) ? safety.replace(/\d{3}(?=\d)/g, '$& ') : safety;
}
