import { RuleBook } from '@shared/rules/ruleBook';
import { describe, expect, it } from 'vitest';
import { tryDuty } from './duty';

const community = '440106014001';
const rows = [
  { id: 'wide', scheme: 'event', code: '0401', lead: 'zfd' },
  { id: 'here', scheme: 'event', code: '0401', lead: 'cgb', communityCode: community },
  { id: 'road', scheme: 'event', code: '0401', lead: 'hwz', road: '兴盛路' },
  { id: 'again', scheme: 'event', code: '0401', lead: 'cgb', road: '兴盛路' },
  { id: 'over', scheme: 'event', code: '0401', lead: 'cgb', road: '兴盛路', to: '2023-12-31' },
  { id: 'other', scheme: 'event', code: '0402', lead: 'cgb' },
];
const book = new RuleBook(null, {
  id: 'rules:main',
  tables: { responsibility: { table: 'responsibility', version: 'v', rows } },
});
const ref = { scheme: 'event', code: '0401' };

describe('trying a place out', () => {
  it('tells of every row of the class how it fared, the winner being the one that the desk proposes', () => {
    const { proposal, candidates } = tryDuty(
      book,
      ref,
      { text: '兴盛路 12 号', communityCode: community },
      '2024-12-31',
    );
    expect(proposal?.rule).toBe('road');
    expect(candidates.map(({ row, how }) => [row.id, how])).toEqual([
      ['road', 'wins'],
      ['wide', 'wider'],
      ['here', 'wider'],
      ['again', 'later'],
      ['over', 'notValid'],
    ]);
  });

  it('elsewhere the rows of that place do not fit', () => {
    const { proposal, candidates } = tryDuty(book, ref, { text: '花城大道' }, '2024-12-31');
    expect(proposal?.rule).toBe('wide');
    expect(candidates.filter(({ how }) => how === 'otherPlace').map(({ row }) => row.id)).toEqual([
      'here',
      'road',
      'again',
      'over',
    ]);
  });

  it('a class without rows has nobody', () => {
    expect(tryDuty(book, { scheme: 'part', code: '0401' }, { text: '' }, '2024-12-31')).toEqual({
      proposal: null,
      candidates: [],
    });
  });
});
