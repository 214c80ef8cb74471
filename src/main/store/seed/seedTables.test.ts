import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseLimits } from '@shared/rules/deadline';
import { RuleBook } from '@shared/rules/ruleBook';
import { limitRowSchema, responsibilityRowSchema } from '@shared/rules/tables';
import { describe, expect, it } from 'vitest';
import type { ReadResource } from './resources';
import { seedStates, seedTables } from './seedTables';

const read: ReadResource = (path) => readFileSync(resolve('resources', path), 'utf8');
const commands = seedTables(read);
const { registry, rules } = seedStates(commands);
const book = new RuleBook(registry, rules);
const rowsOf = (table: string) => commands.find(({ set }) => set.table === table)?.set.rows ?? [];

describe('seedTables', () => {
  it('sets every table once, with the numbers of the street', () => {
    expect(commands.map(({ set }) => set.table).sort()).toEqual([
      'cameras',
      'classes',
      'communities',
      'estates',
      'grids',
      'limits',
      'offices',
      'operators',
      'responsibility',
      'schools',
      'units',
    ]);
    expect(rowsOf('estates')).toHaveLength(55);
    expect(rowsOf('schools')).toHaveLength(16);
    expect(rowsOf('offices')).toHaveLength(58);
    expect(rowsOf('communities')).toHaveLength(8);
    expect(rowsOf('classes')).toHaveLength(98 + 92 + 66);
    expect(rowsOf('grids').length).toBeGreaterThan(100);
  });

  it('keeps rows to the schemas of the rules', () => {
    for (const row of rowsOf('limits')) limitRowSchema.parse(row);
    for (const row of rowsOf('responsibility')) responsibilityRowSchema.parse(row);
    for (const row of rowsOf('classes')) if (row.limits) parseLimits(String(row.limits));
  });

  it('names a unit of the registry for every class in every community', () => {
    for (const { code } of rowsOf('communities')) {
      for (const row of rowsOf('classes')) {
        const place = { text: '', communityCode: String(code) };
        const proposal = book.propose({ scheme: String(row.scheme), code: String(row.code) }, place);
        expect(book.unit(proposal?.unit ?? ''), `${row.scheme} ${row.code}`).toBeDefined();
      }
    }
  });

  it('resolves property companies and communities by place', () => {
    const at = (code: string, communityCode: string) =>
      book.propose({ scheme: 'xc-12345', code }, { text: '', communityCode })?.unit;
    expect(at('H0901', '440106014007')).toBe('wy-mid');
    expect(at('H0901', '440106014004')).toBe('wy-east');
    expect(at('H1205', '440106014007')).toBe('jwh-jinyuan');
    expect(at('H0301', '440106014006')).toBe('cgb');
  });

  it('grants the limits of the standards', () => {
    const start = '2024-12-31T16:00:00.000+08:00';
    expect(book.grant('intake', { channel: 'phone' }, start).due).toBe('2024-12-31T16:15:00.000+08:00');
    expect(book.grant('check', { channel: 'phone' }, '2024-12-30T11:00:00.000+08:00').due).toBe(
      '2024-12-30T15:00:00.000+08:00',
    );
    const litter = { channel: 'hotline12345' as const, classRef: { scheme: 'xc-12345', code: 'H0101' } };
    expect(book.grant('handle', litter, start)).toMatchObject({
      value: 4,
      unit: 'workHour',
      rule: 'catalogue/E0110',
    });
    expect(book.grant('handle', { ...litter, priority: 'urgent' }, start).unit).toBe('urgentHour');
    const days = (['consult', 'help', 'suggest', 'complaint', 'report'] as const).map(
      (appealKind) => book.grant('outside', { channel: 'hotline12345', appealKind }, start).value,
    );
    expect(days).toEqual([2, 10, 10, 15, 15]);
  });

  it('says which file and place is wrong', () => {
    const broken = (file: string, text: string) => () =>
      seedTables((path) => (path === file ? text : read(path)));
    expect(broken('rules/limits.json', '[{"id":"x"}]')).toThrow(/rules\/limits\.json[\s\S]*item/);
    expect(broken('rules/operators.json', 'nothing')).toThrow(/rules\/operators\.json/);
    const csv = read('codes/hotline-classes.csv').replace(',环卫站,', ',没有的站,');
    expect(broken('codes/hotline-classes.csv', csv)).toThrow(/H0101.*没有的站/);
    expect(broken('codes/hotline-classes.csv', csv.replace('投诉/求助', '投诉/求救'))).toThrow(/row 2.*求救/);
  });
});
