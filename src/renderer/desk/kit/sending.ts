import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { EnvelopeInput } from '@shared/domain/commands';

/** What sending needs: the store, and the centre's clock in epoch ms. */
export interface SendingPort {
  command(envelope: EnvelopeInput): Promise<Ack>;
  /** The answer to the command of this id, null where nothing was written under it. */
  fate(id: string): Promise<Ack | null>;
  nowMs(): number;
}

/** The command was written by an earlier try whose answer was lost, and what is sent now says something else. `ack` answers the earlier one. */
export class WrittenBefore extends CodedError {
  constructor(readonly ack: Ack) {
    super('command.writtenBefore');
  }
}

/** Failures after which nobody knows whether the command was written. Every other one is the store's own refusal. */
const fateUnknown: ReadonlySet<string> = new Set(['rpc.closed', 'internal', 'store.fateUnknown']);

/** “Now” is cut to the minute, and an answer may be waited for: what lies so near means the moment of sending. */
const ABOUT_NOW_MS = 90_000;

/**
 * Sends commands of forms. After a try whose fate is unknown it first asks what became of its id: where it was written, the same
 * words get their answer, and other words are told that they were not taken; where nothing was, it is sent under the same id, so
 * that a try which is still on its way cannot make it two.
 */
export class Sending {
  /** What was sent and never answered, by id. */
  private readonly unanswered = new Map<string, string>();

  constructor(private readonly port: SendingPort) {}

  /** Errors: the store's; {@link WrittenBefore}. */
  async send(envelope: EnvelopeInput): Promise<Ack> {
    const earlier = this.unanswered.get(envelope.id);
    if (earlier !== undefined) {
      const ack = await this.port.fate(envelope.id);
      this.unanswered.delete(envelope.id);
      if (ack && earlier === this.wordsOf(envelope)) return ack;
      if (ack) throw new WrittenBefore(ack);
    }
    const words = this.wordsOf(envelope);
    try {
      return await this.port.command(envelope);
    } catch (error) {
      const code = codeOf(error);
      if (fateUnknown.has(code)) this.unanswered.set(envelope.id, words);
      throw code === 'command.otherRequest' ? await this.whatStands(envelope.id, error) : error;
    }
  }

  /** A draft that outlived its window: the store knows the id, and its answer says what it stands for. */
  private async whatStands(id: string, refused: unknown): Promise<unknown> {
    const ack = await this.port.fate(id).catch(() => null);
    return ack ? new WrittenBefore(ack) : refused;
  }

  /** The command as text, in which a time that means “now” reads the same a minute later. */
  private wordsOf(envelope: EnvelopeInput): string {
    const now = this.port.nowMs();
    return JSON.stringify({ ...envelope, basis: undefined }, (name, value: unknown) =>
      (name === 'at' || name === 'receivedAt') &&
      typeof value === 'string' &&
      Math.abs(Date.parse(value) - now) < ABOUT_NOW_MS
        ? 'now'
        : value,
    );
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** Was this command written before with other words? Then its id stands for those, and a form goes on under a new one. */
export function isWrittenBefore(error: unknown): boolean {
  return ['command.writtenBefore', 'command.otherRequest'].includes(codeOf(error));
}

/** The report of two steps was written by an earlier try: the second step goes on from it. Every other error is thrown again. */
export function ackOfEarlier(error: unknown): Ack {
  if (error instanceof WrittenBefore) return error.ack;
  throw error;
}
