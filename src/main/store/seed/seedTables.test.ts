import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Channel } from '@shared/domain/common';
import { parseLimits } from '@shared/rules/deadline';
import { missingItems, ruleFindings } from '@shared/rules/findings';
import { communityFile } from '@shared/rules/place/schema';
import { placeholders } from '@shared/rules/reply/text';
import { RuleBook } from '@shared/rules/ruleBook';
import { checkRows } from '@shared/rules/tableCheck';
import { isEditable } from '@shared/rules/tableSchemas';
import {
  type LimitItem,
  limitItemSchema,
  limitRowSchema,
  responsibilityRowSchema,
  textRowSchema,
} from '@shared/rules/tables';
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
      'calendar',
      'cameras',
      'classes',
      'communities',
      'duty',
      'estates',
      'grids',
      'limits',
      'offices',
      'operators',
      'policy',
      'responsibility',
      'schools',
      'texts',
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

  it('sets nothing that the settings would refuse, and leaves no gap or overlap', () => {
    const known = {
      units: new Set(book.units.keys()),
      classes: new Set(book.classes.keys()),
      communities: new Set(rowsOf('communities').map(({ code }) => String(code))),
    };
    for (const { set } of commands) {
      if (!isEditable(set.table)) continue;
      expect([set.table, ...checkRows(set.table, set.rows, known).errors]).toEqual([set.table]);
    }
    const communities = communityFile.parse(rowsOf('communities'));
    const tables = commands.map(({ set }) => set);
    const facts = { communities, calendar: rowsOf('calendar'), tables, today: '2024-12-31' };
    const found = ruleFindings(book, facts);
    expect(found.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('has a general limit for everything that has one', () => {
    expect(missingItems(book.limits, limitItemSchema.options)).toEqual([]);
    const start = '2024-12-31T09:00:00.000+08:00';
    const due = (item: LimitItem, channel: Channel) => book.deadline(item, { channel }, start).due;
    expect(due('verify', 'phone')).toBe('2024-12-31T09:30:00.000+08:00');
    expect(due('return', 'phone')).toBe('2024-12-31T15:00:00.000+08:00');
    expect(due('return', 'hotline12345')).toBe('2025-01-02T18:00:00.000+08:00');
    expect(due('supervise', 'phone')).toBe('2025-01-02T18:00:00.000+08:00');
    expect(due('reply', 'phone')).toBe('2025-01-03T18:00:00.000+08:00');
  });

  it('has a duty calendar around the demo day, and standard texts for every move', () => {
    expect(rowsOf('duty').find(({ day, shift }) => day === '2024-12-31' && shift === 'night')).toMatchObject({
      notify: true,
    });
    expect([...new Set(book.texts.map(({ use }) => use))].sort()).toEqual(
      [...textRowSchema.shape.use.options].sort(),
    );
    const names = new Set<string>(placeholders);
    const used = book.texts.flatMap(({ text }) =>
      [...text.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? ''),
    );
    expect(used.filter((name) => !names.has(name))).toEqual([]);
    expect(book.policy.precedentAfter).toBe(3);
  });

  it('a folder from before these tables works with what the house does', () => {
    const later = ['calendar', 'policy', 'texts', 'duty'];
    const items = ['verify', 'return', 'supervise', 'reply'] as const;
    const known = ({ item }: Record<string, unknown>) => !items.some((one) => one === item);
    const old = commands
      .filter(({ set }) => !later.includes(set.table))
      .map((command) => ({ ...command, set: { ...command.set, rows: command.set.rows.filter(known) } }));
    const states = seedStates(old);
    const before = new RuleBook(states.registry, states.rules);
    expect(missingItems(before.limits, items)).toEqual([...items]);
    const start = '2024-12-31T09:00:00.000+08:00';
    for (const item of limitItemSchema.options)
      expect(before.deadline(item, { channel: 'phone' }, start).due).toBe(
        book.deadline(item, { channel: 'phone' }, start).due,
      );
    expect({ ...before.policy, contact: '' }).toEqual({ ...book.policy, contact: '' });
    expect(before.texts).toEqual([]);
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
    expect(book.deadline('intake', { channel: 'phone' }, start).due).toBe('2024-12-31T16:15:00.000+08:00');
    expect(book.deadline('check', { channel: 'phone' }, '2024-12-30T11:00:00.000+08:00').due).toBe(
      '2024-12-30T15:00:00.000+08:00',
    );
    const litter = { channel: 'hotline12345' as const, classRef: { scheme: 'xc-12345', code: 'H0101' } };
    expect(book.deadline('handle', litter, start)).toMatchObject({
      value: 4,
      unit: 'workHour',
      rule: 'catalogue/E0110',
    });
    expect(book.deadline('handle', { ...litter, priority: 'urgent' }, start).unit).toBe('urgentHour');
    const days = (['consult', 'help', 'suggest', 'complaint', 'report'] as const).map(
      (appealKind) => book.deadline('outside', { channel: 'hotline12345', appealKind }, start).value,
    );
    expect(days).toEqual([2, 10, 10, 15, 15]);
  });

  it('says which file and place is wrong', () => {
    const broken = (file: string, text: string) => () =>
      seedTables((path) => (path === file ? text : read(path)));
    expect(broken('rules/limits.json', '[{"id":"x"}]')).toThrow(/rules\/limits\.json[\s\S]*item/);
    expect(broken('rules/policy.json', '[{"id":"yellowShare","value":2}]')).toThrow(/rules\/policy\.json/);
    expect(broken('rules/operators.json', 'nothing')).toThrow(/rules\/operators\.json/);
    const csv = read('codes/hotline-classes.csv').replace(',环卫站,', ',没有的站,');
    expect(broken('codes/hotline-classes.csv', csv)).toThrow(/H0101.*没有的站/);
    expect(broken('codes/hotline-classes.csv', csv.replace('投诉/求助', '投诉/求救'))).toThrow(/row 2.*求救/);
  });
});
