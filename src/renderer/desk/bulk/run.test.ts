import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { CasePage } from '@shared/contract/pages';
import type { EnvelopeInput } from '@shared/domain/commands';
import { describe, expect, it } from 'vitest';
import { emptyFields } from './plan';
import { type BulkPort, BulkRunner, type Run, tally } from './run';

const targets = (count: number) =>
  Array.from({ length: count }, (_, k) => ({ id: `case:${k}`, no: `no-${k}`, title: '' }));

/** A store that keeps the rules that matter here: one answer per id, the last commit can be taken back. */
function store(more: { refuse?: (id: string) => boolean; page?: (id: string) => Partial<CasePage> } = {}) {
  const sent: EnvelopeInput[] = [];
  const answers = new Map<string, Ack>();
  const last = new Map<string, string>();
  let seq = 0;
  const port: BulkPort = {
    station: async () => 'dev.1',
    casePage: async (id) =>
      ({ item: { id }, parts: [], proposals: [], moves: ['case.assign'], ...more.page?.(id) }) as never,
    undoOf: async (id) => {
      const commit = last.get(id);
      return commit === undefined ? null : { commit, types: [], until: '' };
    },
    send: async (envelope) => {
      sent.push(envelope);
      const known = answers.get(envelope.id);
      if (known) return known;
      const command = envelope.command as { type: string; caseId: string };
      if (more.refuse?.(command.caseId)) throw new CodedError('refusal.case.notNow', { stage: 'closed' });
      seq += 1;
      if (command.type === 'case.undo') last.delete(command.caseId);
      else last.set(command.caseId, `dev.1.${seq}`);
      const ack = { id: envelope.id, position: seq, seq, events: 1, result: {} };
      answers.set(envelope.id, ack);
      return ack;
    },
  };
  return { port, sent, last };
}

function runner(port: BulkPort, count: number, move: Run['move'] = 'case.urge', fields = emptyFields) {
  const told: Run[] = [];
  return { told, it: new BulkRunner(port, 'run-1', move, fields, targets(count), (run) => told.push(run)) };
}

describe('a move on many', () => {
  it('tells what became of each, under one cause, and tries only the failed again with the same ids', async () => {
    let closed = true;
    const { port, sent } = store({ refuse: (id) => closed && id === 'case:3' });
    const { it: run } = runner(port, 20);
    await run.start();
    expect(tally(run.run)).toMatchObject({ done: 19, refused: 1, untried: 0 });
    expect(run.run.outcomes[3]).toMatchObject({
      status: 'refused',
      problem: { error: { code: 'refusal.case.notNow' } },
    });
    expect(new Set(sent.map(({ cause }) => cause))).toEqual(new Set(['bulk:run-1']));
    const first = sent.find(({ command }) => (command as { caseId: string }).caseId === 'case:3')?.id;
    closed = false;
    sent.length = 0;
    await run.start();
    expect(sent.map(({ id }) => id)).toEqual([first]);
    expect(tally(run.run)).toMatchObject({ done: 20 });
  });

  it('leaves untried what was not begun when it is stopped, and goes on from there', async () => {
    const { port } = store();
    const asked = { count: 0 };
    const slow: BulkPort = {
      ...port,
      send: async (envelope) => {
        asked.count += 1;
        if (asked.count === 10) run.stop();
        return port.send(envelope);
      },
    };
    const { it: run } = runner(slow, 50);
    await run.start();
    const after = tally(run.run);
    expect(after.running).toBe(0);
    expect(after.untried).toBeGreaterThan(30);
    expect(after.done + after.untried).toBe(50);
    await run.start();
    expect(tally(run.run).done).toBe(50);
  });

  it('is taken back case by case, but not where something was done since', async () => {
    const { port, last, sent } = store();
    const { it: run } = runner(port, 4);
    await run.start();
    last.set('case:2', 'dev.1.99');
    await run.undo();
    expect(run.run.outcomes.map(({ status }) => status)).toEqual(['undone', 'undone', 'done', 'undone']);
    expect(run.run.outcomes[2]?.problem).toEqual({ why: 'moved' });
    expect(sent.filter(({ command }) => command.type === 'case.undo')).toHaveLength(3);
  });

  it('assigns each to the unit proposed for it, with the rule; where none is, it says so', async () => {
    const { port, sent } = store({
      page: (id) =>
        id !== 'case:0'
          ? ((id === 'case:1' ? {} : { moves: [], item: { state: 'handling' } }) as never)
          : ({
              basis: 'dev.1.5.0',
              proposal: { unit: 'cgb', rule: 'r7' },
              proposals: [{ unit: 'cgb', reason: 'rule', assisting: ['hwz'] }],
            } as never),
    });
    const { it: run } = runner(port, 3, 'case.assign');
    await run.start();
    expect(run.run.outcomes[1]).toMatchObject({ status: 'refused', problem: { why: 'noProposal' } });
    expect(run.run.outcomes[2]).toMatchObject({
      status: 'refused',
      problem: { why: 'notNow', state: 'handling' },
    });
    expect(sent).toMatchObject([
      {
        command: { lead: 'cgb', assisting: ['hwz'], choice: { by: 'rule', rule: 'r7' } },
        basis: { 'case:0': 'dev.1.5.0' },
      },
    ]);
  });

  it('reports for every unit that has yet to finish, each by a command of its own', async () => {
    const parts = [
      { unit: 'cgb', role: 'lead', assignedAt: '' },
      { unit: 'hwz', role: 'assist', assignedAt: '' },
      { unit: 'zfd', role: 'assist', assignedAt: '', handledAt: 'x' },
    ];
    const { port, sent } = store({ page: () => ({ parts }) as never });
    const { it: run } = runner(port, 1, 'case.handle', { ...emptyFields, whose: 'all', text: '已清理' });
    await run.start();
    expect(sent.map(({ id, onBehalfOf, via }) => [id, onBehalfOf, via])).toEqual([
      ['run-1.0.cgb', 'cgb', 'chat'],
      ['run-1.0.hwz', 'hwz', 'chat'],
    ]);
    await run.undo();
    expect(run.run.outcomes[0]).toMatchObject({ status: 'done', problem: { why: 'partly' } });
  });
});
