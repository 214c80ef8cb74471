import type { RankedProposal } from '@shared/contract/pages';
import type { ClassRow, TextRow } from '@shared/rules/tables';
import { describe, expect, it } from 'vitest';
import { textsFor } from '../../kit/texts';
import { choiceOf } from './choice';

const proposal = (unit: string, more: Partial<RankedProposal>): RankedProposal => ({
  unit,
  rule: '',
  similar: 0,
  doneByUnit: 0,
  returnedByUnit: 0,
  assisting: [],
  reason: 'similar',
  returns: [],
  reasons: [],
  ...more,
});

describe('on what the choice of a unit rests', () => {
  const list = [
    proposal('cgb', { rule: 'r7', reason: 'precedent' }),
    proposal('zfd', { rule: 'r7', basis: '城市市容条例', reason: 'rule' }),
    proposal('hw', {}),
  ];

  it.each([
    ['cgb', { by: 'precedent' }],
    ['zfd', { by: 'rule', rule: 'r7', text: '城市市容条例' }],
    ['hw', { by: 'operator' }],
    ['elsewhere', { by: 'operator' }],
  ])('%s: %o', (unit, choice) => expect(choiceOf(list, unit)).toEqual(choice));
});

describe('standard texts', () => {
  const rows: TextRow[] = [
    { id: '1', use: 'assign', text: '请即到场' },
    { id: '2', use: 'assign', scheme: 'xc-12345', code: 'H1', text: '请于{时限}前处置{地点}' },
    { id: '3', use: 'assign', scheme: 'xc-12345', code: 'H2', text: '别的类别' },
    { id: '4', use: 'urge', text: '请抓紧' },
    { id: '5', use: 'assign', text: '请即到场' },
  ];
  const classes: ClassRow[] = [
    { scheme: 'xc-12345', code: 'H1', name: '乱停放', group: '交通', mapsTo: 'E1' },
    { scheme: 'xc-event', code: 'E1', name: '机动车乱停放', group: '街面秩序' },
  ];
  const values = { 时限: '12月31日 18:00', 地点: '兴盛路 9 号' };

  it('come of the class first, filled, each once', () => {
    expect(textsFor(rows, 'assign', { scheme: 'xc-12345', code: 'H1' }, classes, values)).toEqual([
      '请于12月31日 18:00前处置兴盛路 9 号',
      '请即到场',
    ]);
  });

  it('of a hotline class serve the class that it is mapped to', () => {
    const own = textsFor(rows, 'assign', { scheme: 'xc-event', code: 'E1' }, classes, values);
    expect(own[0]).toContain('兴盛路 9 号');
  });

  it('without a class are those for all; what has no value stays to be filled in', () => {
    expect(textsFor(rows, 'assign', undefined, classes, values)).toEqual(['请即到场']);
    expect(textsFor(rows, 'assign', { scheme: 'xc-12345', code: 'H1' }, classes, {})[0]).toContain('{时限}');
  });
});
