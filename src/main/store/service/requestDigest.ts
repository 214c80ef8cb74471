import { createHmac, hkdfSync } from 'node:crypto';
import { canonical } from '@shared/canonical';
import { CodedError } from '@shared/contract/errors';
import type { Envelope } from '@shared/domain/commands';
import type { Commit, StoredEvent } from '@shared/domain/envelope';
import { mayBegin } from '@shared/domain/firstEvents';
import { maskText } from '@shared/rules/intake/personal';
import type { DataKeys } from '../keys/dataKeys';

/** Who asks: a person at a desk, whose id stands for his words, or a program's job, whose id stands for job and row alone. */
export type Asker = 'person' | 'program';

/**
 * Tells whether a command id that is known already asks for the same again (操作摘要). The digest is an HMAC over actor, command,
 * times and way, under a key derived from the centre's. Where an event of the commit is sealed, the words go through the
 * report's data key as well, so that with it the digest loses its meaning; everywhere else numbers of persons are masked
 * first. So it is no oracle for a number, not even for whoever holds the centre's key.
 */
export class RequestDigests {
  private readonly key: Buffer;

  constructor(
    centreKey: Uint8Array,
    private readonly keys: Pick<DataKeys, 'macs'>,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', centreKey, Buffer.alloc(0), 'xiuhua request digest v1', 32));
  }

  /** The digest (64 hex digits) of a command whose events were stored so; undefined where the key that sealed them is gone. */
  of(envelope: Envelope, actor: string, events: readonly StoredEvent[]): string | undefined {
    return this.candidates(envelope, actor, events)[0];
  }

  /**
   * Refuse what does not ask for what was written under this id. Without a digest (an older program's commit, a program's own)
   * only the same actor with the same kind of command is answered. A look at a caller is answered once, never again: the second
   * look would leave no trace. A program's job answers to its id and its job, whoever finishes it.
   * Errors: `command.otherRequest`, `command.lookAgain`.
   */
  mustRepeat(commit: Commit, envelope: Envelope, actor: string, by: Asker): void {
    const { command, cause } = envelope;
    if (command.type === 'report.reveal') throw new CodedError('command.lookAgain');
    if (by === 'program') {
      if (commit.cause !== cause || !mayBegin(command.type, commit.events)) throw otherRequest();
      return;
    }
    const candidates = commit.digest === undefined ? [] : this.candidates(envelope, actor, commit.events);
    const same =
      commit.digest !== undefined && candidates.length > 0
        ? candidates.includes(commit.digest)
        : commit.actor === actor && mayBegin(command.type, commit.events);
    if (!same) throw otherRequest();
  }

  private candidates(envelope: Envelope, actor: string, events: readonly StoredEvent[]): string[] {
    const sealed = events.find((event) => event.sealed)?.sealed;
    if (!sealed) return [this.mac(canonical(asked(envelope, actor, maskText)))];
    const text = canonical(asked(envelope, actor, (words) => words));
    return this.keys.macs(sealed.key, text).map((inner) => this.mac(inner));
  }

  private mac(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }
}

function otherRequest(): CodedError {
  return new CodedError('command.otherRequest');
}

/** What was asked, by whom, when and by which way; not what the screen had seen, which may have moved on between two tries. */
function asked(envelope: Envelope, actor: string, open: (words: string) => string): unknown {
  const { command, at, lateReason, onBehalfOf, via, saidBy, cause } = envelope;
  return withWords({ actor, command, at, lateReason, onBehalfOf, via, saidBy, cause }, open);
}

function withWords(value: unknown, open: (words: string) => string): unknown {
  if (typeof value === 'string') return open(value);
  if (Array.isArray(value)) return value.map((one) => withWords(one, open));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withWords(one, open)]));
}
