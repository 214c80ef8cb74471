import { type EnvelopeInput, envelopeSchema } from '@shared/domain/commands';
import { describe, expect, it } from 'vitest';
import { type FollowUp, fileFollowUp } from './follow';

const now = '2024-12-31T16:00:00.000+08:00';
const value: FollowUp = {
  commandId: '0f9b3c52-9d0a-4b0e-8a53-1f2f3c4d5e6f',
  channel: 'unit',
  title: ' 井盖松动 ',
  content: '后续：井盖又松了',
  classRef: { scheme: 'street', code: '0101' },
  place: { text: '冼村路 1 号' },
  priority: 'normal',
};

/** Answers by id as the store does: what was written is written once. */
function store(refusing: number) {
  const sent: EnvelopeInput[] = [];
  const answers = new Map<string, Record<string, string>>();
  let refusals = refusing;
  const send = async (envelope: EnvelopeInput) => {
    sent.push(envelope);
    const { type } = envelopeSchema.parse(envelope).command;
    if (type === 'case.file' && refusals-- > 0) throw new Error('lost');
    const fresh =
      type === 'case.file' ? { caseId: 'case:2', no: 'A0002' } : { reportId: `report:${answers.size}` };
    answers.set(envelope.id, answers.get(envelope.id) ?? fresh);
    return { seq: 1, events: 1, result: answers.get(envelope.id) ?? {} } as never;
  };
  return { send, sent };
}

describe('a follow-up case', () => {
  it('is a report and its case, which says whom it follows', async () => {
    const { send, sent } = store(0);
    const ack = await fileFollowUp(value, 'case:1', now, send);
    expect(ack.result).toEqual({ caseId: 'case:2', no: 'A0002' });
    expect(sent.map((one) => one.command)).toMatchObject([
      { type: 'report.receive', channel: 'unit', content: '后续：井盖又松了', receivedAt: now },
      { type: 'case.file', reportId: 'report:0', follows: 'case:1', title: '井盖松动', place: value.place },
    ]);
  });

  it('sent again after a lost answer is the same two commands, and no second report', async () => {
    const { send, sent } = store(1);
    await expect(fileFollowUp(value, 'case:1', now, send)).rejects.toThrow('lost');
    await fileFollowUp(value, 'case:1', now, send);
    const ids = sent.map((one) => one.id);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(2);
    expect(sent.at(-1)?.command).toMatchObject({ reportId: 'report:0' });
  });
});
