import { randomUUID } from 'node:crypto';
import type { ActionOutput } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import { isPhone, maskPhone, normalisePhone } from '@shared/rules/intake/personal';
import type { Store } from '../service/store';
import { Pace } from './pace';

/** As many one after another as a desk at work may need, then one every half a minute: guessing a number takes years. */
const AT_ONCE = 10;
const EVERY_MS = 30_000;
/** Searches whose result can still be shown. */
const KEPT = 20;
const FILL_MS = 6;

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Searches for the reports of a number typed whole: each is recorded before it is answered, and many of them are slowed. */
export class CallerSearches {
  private readonly found = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly store: Store,
    private readonly pace = new Pace(AT_ONCE, EVERY_MS, () => performance.now()),
  ) {}

  /** The reports of one number, under a name for the queue's filter. Errors: `caller.notWhole`, `caller.tooOften`, the store's. */
  async find(text: string, actor: string): Promise<ActionOutput<'caller.find'>> {
    const phone = isPhone(text) ? normalisePhone(text) : undefined;
    if (phone === undefined) throw new CodedError('caller.notWhole');
    const waitMs = this.pace.take();
    if (waitMs > 0) throw new CodedError('caller.tooOften', { seconds: Math.ceil(waitMs / 1000) });
    const { callers } = this.store;
    while (!callers.fill(FILL_MS)) await breathe();
    const hash = this.store.callerHash(phone);
    const reports = new Set(hash === undefined ? [] : callers.reportsOf(hash));
    const mask = maskPhone(phone);
    const command = { type: 'caller.search' as const, mask, found: reports.size };
    await this.store.execute({ id: randomUUID(), command }, actor);
    const search = randomUUID();
    this.found.set(search, reports);
    for (const old of [...this.found.keys()].slice(0, -KEPT)) this.found.delete(old);
    return { search, mask, count: reports.size };
  }

  /** What a search found; undefined where it is not kept any more. */
  foundBy(search: string): ReadonlySet<string> | undefined {
    return this.found.get(search);
  }
}
