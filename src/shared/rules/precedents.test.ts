import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PastChoice, PROPOSALS, precedentOf, rankProposals, type SimilarRow } from './precedents';

const table = { unit: 'zfd', assisting: ['cgb'], rule: 'r1', basis: '权责清单' };
const chose = (unit: string, ruleUnit: string | null = 'zfd'): PastChoice => ({ unit, ruleUnit });
const similar = (unit: string, more: Partial<SimilarRow> = {}): SimilarRow => ({
  unit,
  n: 5,
  closed: 4,
  returned: 0,
  reasons: [],
  last: 0,
  ...more,
});

describe('precedents', () => {
  it('three choices in a row against the table make one', () => {
    expect(precedentOf([chose('cgb'), chose('cgb'), chose('cgb')], table, 3)).toBe('cgb');
    expect(precedentOf([chose('cgb'), chose('cgb')], table, 3)).toBeUndefined();
    expect(precedentOf([chose('cgb'), chose('cgb'), chose('hwz')], table, 3)).toBeUndefined();
    expect(precedentOf([chose('cgb'), chose('zfd'), chose('cgb'), chose('cgb')], table, 3)).toBeUndefined();
    expect(precedentOf([chose('zfd'), chose('zfd'), chose('zfd')], table, 3)).toBeUndefined();
  });

  it('a table that says something else by now is not contradicted by what was chosen against the old one', () => {
    const old = [chose('cgb', 'hwz'), chose('cgb', 'hwz'), chose('cgb', 'hwz')];
    expect(precedentOf(old, table, 3)).toBeUndefined();
    expect(precedentOf(old, { ...table, unit: 'cgb' }, 3)).toBeUndefined();
  });

  it('where the table names nobody, the same choice again and again is one too', () => {
    const choices = [chose('cgb', null), chose('cgb', null)];
    expect(precedentOf(choices, null, 2)).toBe('cgb');
    expect(rankProposals({ table: null, similar: [], choices, after: 2 })).toEqual([
      {
        unit: 'cgb',
        assisting: [],
        reason: 'precedent',
        reasons: [{ kind: 'precedent', n: 2, against: null }],
      },
    ]);
  });
});

describe('ranking', () => {
  it('proposes the precedent, the table, then who kept most, each with its reasons', () => {
    const back = {
      returned: 3,
      reasons: [
        { reason: 'notOurDuty', n: 2 },
        { reason: 'wrongPlace', n: 1 },
      ],
    };
    const ranked = rankProposals({
      table,
      similar: [
        similar('hwz', { n: 2 }),
        similar('zfd', back),
        similar('cgb'),
        similar('jj', { n: 3, returned: 3 }),
      ],
      choices: [chose('cgb'), chose('cgb'), chose('cgb'), chose('cgb'), chose('zfd')],
      after: 3,
    });
    expect(ranked).toEqual([
      {
        unit: 'cgb',
        assisting: [],
        reason: 'precedent',
        reasons: [
          { kind: 'precedent', n: 4, against: 'zfd' },
          { kind: 'similar', n: 5, closed: 4 },
        ],
      },
      {
        unit: 'zfd',
        assisting: ['cgb'],
        reason: 'rule',
        reasons: [
          { kind: 'rule', rule: 'r1', basis: '权责清单' },
          { kind: 'similar', n: 5, closed: 4 },
          { kind: 'returned', n: 2, reason: 'notOurDuty' },
          { kind: 'returned', n: 1, reason: 'wrongPlace' },
        ],
      },
      { unit: 'hwz', assisting: [], reason: 'similar', reasons: [{ kind: 'similar', n: 2, closed: 4 }] },
    ]);
  });

  it('proposes nothing out of nothing', () => {
    expect(rankProposals({ table: null, similar: [], choices: [], after: 3 })).toEqual([]);
  });
});

const unit = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const anySimilar = fc.uniqueArray(
  fc
    .record({
      unit,
      closed: fc.nat(5),
      rest: fc.nat(5),
      reasons: fc.uniqueArray(
        fc.record({ reason: fc.constantFrom('x', 'y'), n: fc.integer({ min: 1, max: 4 }) }),
        {
          selector: ({ reason }) => reason,
        },
      ),
      last: fc.nat(9),
    })
    .map(({ closed, rest, reasons, ...more }) => {
      const returned = reasons.reduce((sum, one) => sum + one.n, 0);
      return { ...more, closed, reasons, returned, n: closed + rest + returned };
    }),
  { selector: (row) => row.unit },
);
const anyTable = fc.option(unit.map((id) => ({ ...table, unit: id })));
const anyChoices = fc.array(fc.record({ unit, ruleUnit: fc.option(unit) }), { maxLength: 6 });

describe('any history', () => {
  it('names every unit once, the table never below second, and does not hang on the order of rows', () => {
    fc.assert(
      fc.property(
        anyTable,
        anySimilar,
        anyChoices,
        fc.integer({ min: 1, max: 4 }),
        (rule, rows, choices, after) => {
          const input = { table: rule, similar: rows, choices, after };
          const ranked = rankProposals(input);
          const units = ranked.map((one) => one.unit);
          expect(new Set(units).size).toBe(units.length);
          expect(units.length).toBeLessThanOrEqual(PROPOSALS);
          const precedent = precedentOf(choices, rule, after);
          expect(ranked.filter((one) => one.reason === 'precedent').map((one) => one.unit)).toEqual(
            precedent === undefined ? [] : [precedent],
          );
          if (precedent !== undefined) expect(units[0]).toBe(precedent);
          if (rule) expect(units.indexOf(rule.unit)).toBe(precedent === undefined ? 0 : 1);
          expect(rankProposals({ ...input, similar: [...rows].reverse() })).toEqual(ranked);
        },
      ),
      { seed: 20241231, numRuns: 500 },
    );
  });

  it('tells of each proposed unit all that it sent back, and only that', () => {
    fc.assert(
      fc.property(anyTable, anySimilar, (rule, rows) => {
        for (const one of rankProposals({ table: rule, similar: rows, choices: [], after: 3 })) {
          const told = one.reasons.flatMap((reason) => (reason.kind === 'returned' ? [reason.n] : []));
          const sum = told.reduce((all, n) => all + n, 0);
          expect(sum).toBe(rows.find((row) => row.unit === one.unit)?.returned ?? 0);
        }
      }),
      { seed: 20241231, numRuns: 300 },
    );
  });
});
