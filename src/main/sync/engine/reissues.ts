import { CodedError } from '@shared/contract/errors';
import type { ChainId } from '@shared/sync/vector';

/** So often may own commits be written again within `WITHIN_MS` before somebody has to look. */
const MOST_REISSUES = 3;
const WITHIN_MS = 24 * 3_600_000;

/**
 * How often own commits were written again for one link, over all its connections. Each time makes the journal longer: a hub that goes
 * on saying that it holds something else would fill the disk.
 */
export class Reissues {
  private times: number[] = [];

  /** Once more. `nowMs`: a clock that nobody can set. Error: `sync.forkedAgain`, with nothing counted. */
  count(chain: ChainId, nowMs: number): void {
    this.times = this.times.filter((ms) => nowMs - ms < WITHIN_MS);
    if (this.times.length >= MOST_REISSUES) throw new CodedError('sync.forkedAgain', { chain });
    this.times.push(nowMs);
  }

  /** Somebody has looked, and wants it tried again. */
  clear(): void {
    this.times = [];
  }
}
