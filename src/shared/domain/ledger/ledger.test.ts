import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../commands';
import type { Decision } from '../envelope';
import { Desk, exchange } from '../testing/desks';
import { WORLD_START } from '../testing/world';
import type { LedgerEntryInput } from './commands';
import { ledgerOf } from './decide';
import { dayTotals, isDisputed, type LedgerState, lastCorrections, ledgerStream, quantityOf } from './evolve';

const DAY = WORLD_START.slice(0, 10);

function entry(quantity: number, more: Partial<LedgerEntryInput> = {}): LedgerEntryInput {
  return { day: DAY, kind: 'bikesCollected', quantity, ...more };
}
const record = (...entries: LedgerEntryInput[]): CommandInput => ({ type: 'ledger.record', entries });

function stateAt(desk: Desk, day = DAY): LedgerState {
  const state = desk.get(ledgerStream, ledgerOf(day));
  if (!state) throw new Error(`nothing on ${day}`);
  return state;
}
const refused = (decision: Decision) => (decision.ok ? undefined : decision.refusal.code);
const onlyEntry = (desk: Desk) => {
  const [first] = stateAt(desk).entries;
  if (!first) throw new Error('no entry');
  return first;
};

/** Correct the only entry, as this desk sees it. */
function correct(desk: Desk, quantity: number, reason = '看错一行'): CommandInput {
  const one = onlyEntry(desk);
  const after = lastCorrections(one).map(({ id }) => id);
  return { type: 'ledger.correct', day: DAY, entry: one.id, quantity, reason, after };
}

describe('the work ledger', () => {
  it('adds the entries of a day up by kind, and keeps each with what was said of it', () => {
    const desk = new Desk('a');
    desk.must(
      record(entry(1200), entry(850, { unit: 'hwz', note: '晚高峰' }), entry(3, { kind: 'bollard' })),
    );
    const state = stateAt(desk);
    expect([...dayTotals(state)]).toEqual([
      ['bikesCollected', 2050],
      ['bollard', 3],
    ]);
    expect(new Set(state.entries.map(({ id }) => id)).size).toBe(3);
    expect(state.entries[1]).toMatchObject({ quantity: 850, unit: 'hwz', note: '晚高峰', late: false });
  });

  it('takes kinds of the table alone, units that there are, and days that have begun', () => {
    const desk = new Desk('a');
    expect(refused(desk.do(record(entry(1, { kind: 'treesCut' }))))).toBe('ledger.kindUnknown');
    expect(refused(desk.do(record(entry(1, { unit: 'nobody' }))))).toBe('ledger.unitUnknown');
    expect(refused(desk.do(record(entry(1, { day: '2025-01-01' }))))).toBe('ledger.dayAhead');
    // One of several is wrong: none is written.
    expect(refused(desk.do(record(entry(5), entry(1, { kind: 'treesCut' }))))).toBe('ledger.kindUnknown');
    expect(desk.streams).toEqual([]);
  });

  it('says of an entry that it came late, and wants a reason where it comes more than a week late', () => {
    const desk = new Desk('a');
    desk.must(record(entry(7, { day: '2024-12-30' })));
    expect(stateAt(desk, '2024-12-30').entries[0]).toMatchObject({ late: true });
    const old = record(entry(7, { day: '2024-12-23' }));
    expect(refused(desk.do(old))).toBe('ledger.tooLate');
    desk.must(old, { lateReason: '单据今日才到' });
    expect(stateAt(desk, '2024-12-23').entries[0]).toMatchObject({ lateReason: '单据今日才到' });
  });

  it('masks numbers of callers in words, wherever somebody writes them', () => {
    const desk = new Desk('a');
    const place = { text: '兴盛路 8 号，电话 13800138000' };
    desk.must(record(entry(2, { note: '联系 13800138000', place })));
    expect(JSON.stringify(stateAt(desk))).not.toContain('13800138000');
    desk.must(correct(desk, 1, '车主 13800138000 来电'));
    expect(JSON.stringify(stateAt(desk))).not.toContain('13800138000');
  });

  it('is corrected beside what was recorded, which stays; 0 strikes out', () => {
    const desk = new Desk('a');
    desk.must(record(entry(11_380))).must(correct(desk, 1138));
    expect(onlyEntry(desk)).toMatchObject({
      quantity: 11_380,
      corrections: [{ quantity: 1138, reason: '看错一行' }],
    });
    expect(quantityOf(onlyEntry(desk))).toBe(1138);
    desk.must(correct(desk, 0, '重复登记'));
    expect(dayTotals(stateAt(desk)).size).toBe(0);
    expect(refused(desk.do(correct(desk, 0)))).toBe('ledger.sameQuantity');
  });

  it('is not corrected by somebody who had not seen the last correction, nor where there is nothing', () => {
    const desk = new Desk('a');
    desk.must(record(entry(100)));
    const late = correct(desk, 90);
    desk.must(correct(desk, 80));
    expect(refused(desk.do(late))).toBe('ledger.correctedMeanwhile');
    expect(refused(desk.do({ ...late, entry: 'entry:of-nobody' } as CommandInput))).toBe(
      'ledger.entryUnknown',
    );
    const twice = { ...entry(5), id: 'entry:mine-alone' };
    desk.must(record(twice));
    expect(refused(desk.do(record(twice)))).toBe('ledger.entryExists');
  });

  it('shows a dispute where two desks corrected apart, the same at both, until somebody decides', () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    a.must(record(entry(100)));
    exchange(a, b);
    a.must(correct(a, 90));
    b.wait(1).must(correct(b, 110));
    exchange(a, b);
    expect(stateAt(a)).toEqual(stateAt(b));
    expect(isDisputed(onlyEntry(a))).toBe(true);
    expect(quantityOf(onlyEntry(a))).toBe(110);
    // The value that holds meanwhile may be the right one.
    a.wait(2).must(correct(a, 110, '以车企报数为准'));
    exchange(a, b);
    expect(isDisputed(onlyEntry(b))).toBe(false);
    expect(quantityOf(onlyEntry(b))).toBe(110);
  });

  it('is in no dispute where two desks corrected to the same', () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    a.must(record(entry(100)));
    exchange(a, b);
    a.must(correct(a, 90));
    b.must(correct(b, 90));
    exchange(a, b);
    expect(isDisputed(onlyEntry(a))).toBe(false);
    expect(quantityOf(onlyEntry(a))).toBe(90);
  });

  it('calls entries of older programs by their command and place in it', () => {
    const desk = new Desk('a');
    desk.must(record(entry(4), entry(5)));
    const facts = desk.factsOf(ledgerOf(DAY));
    const old = facts.map((fact) => ({ ...fact, data: { ...fact.data, id: undefined } }));
    const state = old.reduce(ledgerStream.evolve, null as LedgerState | null);
    expect(state?.entries.map(({ id }) => id)).toEqual([0, 1].map((i) => `${facts[0]?.commandId}/${i}`));
  });

  it('writes what version 1 can say as version 1, so that older programs go on counting it', () => {
    const desk = new Desk('a');
    desk.must(record(entry(9))).must(record(entry(2, { kind: 'noticeServed' })));
    const written = desk.own.flat();
    expect(written.map(({ data }) => data.kind)).toEqual(['bikesCollected', 'noticeServed']);
    // Read back, both stand in the version of today.
    expect(written.map(({ v }) => v)).toEqual([2, 2]);
  });

  it('keeps a correction that comes before its entry until that is there', () => {
    const desk = new Desk('a');
    desk.must(record(entry(100))).must(correct(desk, 90));
    const facts = [...desk.factsOf(ledgerOf(DAY))].reverse();
    const state = facts.reduce(ledgerStream.evolve, null as LedgerState | null);
    expect(state).toEqual(stateAt(desk));
  });

  it('comes to the same day at every desk, whoever meets whom and when', () => {
    const step = fc.record({
      desk: fc.constantFrom(0, 1, 2),
      quantity: fc.integer({ min: 0, max: 50 }),
      what: fc.constantFrom('record' as const, 'correct' as const, 'meet' as const),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const desks = ['a', 'b', 'c'].map((name) => new Desk(name));
        for (const one of steps) take(one, desks);
        exchange(...desks);
        exchange(...desks);
        const [first, ...others] = desks.map((desk) => desk.get(ledgerStream, ledgerOf(DAY)));
        for (const other of others) expect(other).toEqual(first);
        expect(Object.keys(first?.waiting ?? {})).toEqual([]);
      }),
      { seed: 20241231, numRuns: 150 },
    );
  });
});

interface Step {
  readonly desk: number;
  readonly quantity: number;
  readonly what: 'record' | 'correct' | 'meet';
  readonly which: number;
}

function take({ desk: at, quantity, what, which }: Step, desks: readonly Desk[]): void {
  const [desk, other] = [desks[at], desks[which % desks.length]];
  if (!desk || !other) return;
  desk.wait(1);
  if (what === 'meet') exchange(desk, other);
  if (what === 'record') desk.must(record(entry(quantity + 1)));
  if (what !== 'correct') return;
  const entries = desk.get(ledgerStream, ledgerOf(DAY))?.entries ?? [];
  const one = entries[which % Math.max(1, entries.length)];
  if (!one) return;
  const after = lastCorrections(one).map(({ id }) => id);
  desk.do({ type: 'ledger.correct', day: DAY, entry: one.id, quantity, reason: '核对', after });
}
