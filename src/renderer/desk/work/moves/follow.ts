import type { Ack } from '@shared/contract/contract';
import type { EnvelopeInput } from '@shared/domain/commands';
import type { ClassRef, Place } from '@shared/domain/common';
import type { OwnChannel } from '../../kit/ownChannels';
import { ackOfEarlier } from '../../kit/sending';

/** A follow-up case (后续案卷) as it is filled in. */
export interface FollowUp {
  /** Of the draft: whatever is sent again is still the same two commands. */
  readonly commandId: string;
  readonly channel: OwnChannel;
  readonly title: string;
  readonly content: string;
  readonly classRef: ClassRef | undefined;
  readonly place: Place;
  readonly priority: 'normal' | 'urgent';
}

/**
 * Take in a report and file it as the case that follows `earlier`. Where only the report was written, sending again files
 * it, under the words as they are now. Answers what the filing answered.
 */
export async function fileFollowUp(
  value: FollowUp,
  earlier: string,
  receivedAt: string,
  send: (envelope: EnvelopeInput) => Promise<Ack>,
): Promise<Ack> {
  const { commandId, channel, place, priority } = value;
  const title = value.title.trim();
  const about = { title, place, ...(value.classRef ? { classRef: value.classRef } : {}) };
  const received = await send({
    id: commandId,
    command: { type: 'report.receive', channel, content: value.content.trim(), receivedAt, ...about },
  }).catch(ackOfEarlier);
  return send({
    id: `${commandId}.file`,
    command: {
      type: 'case.file',
      reportId: String(received.result.reportId),
      priority,
      follows: earlier,
      ...about,
    },
  });
}
