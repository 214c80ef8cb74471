import type { Ack } from '@shared/contract/contract';
import { CodedError, RemoteError } from '@shared/contract/errors';
import type { EnvelopeInput } from '@shared/domain/commands';
import { describe, expect, it } from 'vitest';
import { isWrittenBefore, Sending, WrittenBefore } from './sending';

const START = Date.parse('2024-12-31T16:00:20.000+08:00');

/** A store that may lose its answer, or the command itself. */
class Line {
  readonly written = new Map<string, EnvelopeInput>();
  nowMs = START;
  lose: 'nothing' | 'answer' | 'command' | 'everything' = 'nothing';

  readonly sending = new Sending({
    command: async (envelope) => {
      if (this.lose === 'command' || this.lose === 'everything') throw gone();
      if (!this.written.has(envelope.id)) this.written.set(envelope.id, envelope);
      if (this.lose === 'answer') throw gone();
      return ackOf(envelope.id);
    },
    fate: async (id) => {
      if (this.lose === 'everything') throw gone();
      return this.written.has(id) ? ackOf(id) : null;
    },
    nowMs: () => this.nowMs,
  });
}

const gone = () => new RemoteError({ code: 'rpc.closed', call: 'execute' });
const ackOf = (id: string): Ack => ({ id, position: 1, seq: 1, events: 1, result: {} });
const note = (text: string, more: object = {}): EnvelopeInput => ({
  id: 'draft-0001',
  command: { type: 'case.note', caseId: 'case:1', text },
  ...more,
});

describe('a try whose answer was lost', () => {
  it('was written: the same words get their answer, and nothing is sent again', async () => {
    const line = new Line();
    line.lose = 'answer';
    await expect(line.sending.send(note('甲'))).rejects.toThrow(/rpc\.closed/);
    line.lose = 'command';
    expect(await line.sending.send(note('甲'))).toEqual(ackOf('draft-0001'));
  });

  it('was written: changed words are told that they were not taken, with what was written', async () => {
    const line = new Line();
    line.lose = 'answer';
    await expect(line.sending.send(note('甲'))).rejects.toThrow();
    line.lose = 'nothing';
    const again = await line.sending.send(note('乙')).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(WrittenBefore);
    expect(isWrittenBefore(again)).toBe(true);
    expect((again as WrittenBefore).ack).toEqual(ackOf('draft-0001'));
    expect(line.written.get('draft-0001')).toEqual(note('甲'));
  });

  it('was not written: it is sent, with the words as they are now', async () => {
    const line = new Line();
    line.lose = 'command';
    await expect(line.sending.send(note('甲'))).rejects.toThrow();
    line.lose = 'nothing';
    await line.sending.send(note('乙'));
    expect(line.written.get('draft-0001')).toEqual(note('乙'));
  });

  it('stays unknown while nobody can say: asked again at the next try', async () => {
    const line = new Line();
    line.lose = 'answer';
    await expect(line.sending.send(note('甲'))).rejects.toThrow();
    line.lose = 'everything';
    await expect(line.sending.send(note('乙'))).rejects.toThrow(/rpc\.closed/);
    line.lose = 'nothing';
    await expect(line.sending.send(note('乙'))).rejects.toThrow(/writtenBefore/);
  });

  it('is the same a minute later where its time meant “now”, and another where somebody set it', async () => {
    const line = new Line();
    line.lose = 'answer';
    await expect(line.sending.send(note('甲', { at: '2024-12-31T16:00:00.000+08:00' }))).rejects.toThrow();
    line.lose = 'nothing';
    line.nowMs += 60_000;
    await line.sending.send(note('甲', { at: '2024-12-31T16:01:00.000+08:00' }));
    line.lose = 'answer';
    await expect(line.sending.send(note('甲', { id: 'draft-0002' }))).rejects.toThrow();
    line.lose = 'nothing';
    await expect(
      line.sending.send(note('甲', { id: 'draft-0002', at: '2024-12-31T09:00:00.000+08:00' })),
    ).rejects.toThrow(/writtenBefore/);
  });
});

it('a draft that outlived its window learns what its id stands for', async () => {
  const sending = new Sending({
    command: () => Promise.reject(new RemoteError({ code: 'command.otherRequest', call: 'execute' })),
    fate: async (id) => ackOf(id),
    nowMs: () => START,
  });
  const error = await sending.send(note('乙')).catch((one: unknown) => one);
  expect((error as WrittenBefore).ack).toEqual(ackOf('draft-0001'));
});

it('a refusal is no lost answer: the next try is simply sent', async () => {
  let refuse = true;
  const sending = new Sending({
    command: async ({ id }) => {
      if (refuse) throw new CodedError('case.notNow');
      return ackOf(id);
    },
    fate: () => Promise.reject(new Error('nobody asks')),
    nowMs: () => START,
  });
  await expect(sending.send(note('甲'))).rejects.toThrow(/case\.notNow/);
  refuse = false;
  expect(await sending.send(note('乙'))).toEqual(ackOf('draft-0001'));
});
