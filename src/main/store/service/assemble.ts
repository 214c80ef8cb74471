import type { CodedError } from '@shared/contract/errors';
import type { DecideContext } from '@shared/domain/context';
import { normalisePhone } from '@shared/rules/intake/personal';
import { toMs } from '@shared/rules/time';
import type { HybridClock } from '../journal/hlc';
import type { Identity } from '../journal/identity';
import type { JournalWriter } from '../journal/writer';
import type { CentreKey } from '../keys/centre';
import type { DataKeys } from '../keys/dataKeys';
import { callerHasher } from '../keys/seal';
import type { Projection } from '../projection/projection';
import { Author, CaseNumbers, type ChainHead, randomStreamId } from './author';
import type { CentreClock } from './centreClock';
import type { ClockGuard } from './clockGuard';
import { Committer, type CommitterDependencies } from './committer';
import type { Knowledge } from './knowledge';
import { RequestDigests } from './requestDigest';
import type { StreamReader } from './streams';

/** What the committer of an opened store works with. */
interface StoreDependencies {
  readonly reader: StreamReader;
  readonly knowledge: Knowledge;
  readonly keys: DataKeys | undefined;
  readonly writer: JournalWriter;
  readonly hlc: HybridClock;
  readonly clock: CentreClock;
  readonly clockGuard: ClockGuard;
  readonly projection: Projection;
}

type Hooks = Pick<CommitterDependencies, 'before' | 'apply' | 'committed' | 'onWriteFailed'>;

/** The committer of an opened store. */
export function makeCommitter(
  options: { readonly centreKey?: CentreKey | CodedError | undefined },
  identity: Identity,
  dependencies: StoreDependencies,
  head: ChainHead,
  hooks: Hooks,
): Committer {
  const { reader, knowledge, keys, writer, hlc, clock, clockGuard, projection } = dependencies;
  const lastOf = (prefix: string): number => lastNumber(projection, prefix);
  const numbers = new CaseNumbers(identity.letter, lastOf, identity.incarnation);
  const key = options.centreKey && 'key' in options.centreKey ? options.centreKey.key : undefined;
  const hash = key ? callerHasher(key) : undefined;
  const context = (actor: string): DecideContext => ({
    now: clock.now(),
    actor,
    rules: knowledge.rules,
    newId: randomStreamId,
    newCaseNo: (at) => numbers.next(at),
    callerHash: (phone) => {
      const number = phone ? normalisePhone(phone) : undefined;
      return number && hash ? hash(number) : undefined;
    },
  });
  const digests = key && keys ? new RequestDigests(key, keys) : undefined;
  const author = new Author(identity, hlc, keys, digests);
  const commitOf = (id: string) => reader.commitOf(id);
  const mayStamp = (now: string) => clockGuard.mustBelieve(toMs(now));
  return new Committer(
    { author, writer, keys, numbers, digests, streams: reader, commitOf, context, mayStamp, ...hooks },
    head,
    projection.head().position,
  );
}

/** The highest running number behind a prefix. Prefixes begin alike: `20241231-A` is not to find `20241231-A2-0042`. */
function lastNumber(projection: Projection, prefix: string): number {
  const own = projection.db.get<{ n: number | null }>(
    `SELECT max(CAST(substr(no, ?) AS INTEGER)) AS n FROM item
     WHERE no >= ? AND no < ? AND kind='case' AND substr(no, ?) NOT GLOB '*[^0-9]*'`,
    [prefix.length + 1, `${prefix}0`, `${prefix}:`, prefix.length + 1],
  );
  // Where another station filed the same case first, our number stands beside its own.
  const beside = projection.db
    .all<{ also: string }>('SELECT also FROM item WHERE also IS NOT NULL')
    .flatMap(({ also }) => also.split(' '))
    .filter((no) => no.startsWith(prefix))
    .map((no) => no.slice(prefix.length))
    .filter((n) => /^\d+$/.test(n));
  return Math.max(own?.n ?? 0, ...beside.map(Number));
}
