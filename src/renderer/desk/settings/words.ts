import type { Directory } from '@shared/contract/models';
import { appealKindSchema, channelGroups, channelSchema } from '@shared/domain/common';
import { ledgerKindRowSchema } from '@shared/rules/ledgerKinds';
import { timeUnitSchema } from '@shared/rules/limit';
import { unitKind } from '@shared/rules/place/schema';
import { policySchema } from '@shared/rules/policy';
import { limitItemSchema, operatorRowSchema, textRowSchema } from '@shared/rules/tables';
import { useMemo } from 'react';
import { type Names, useNames } from '../kit/directory';
import { type Say, useSay } from '../kit/say';
import { textOf, valueFrom, yearTableOf } from './cells';
import {
  applies,
  type CellKind,
  type Column,
  kindOf,
  type OptionSource,
  type Row,
  type TableId,
} from './columns';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** What it is found by, in small letters. */
  readonly search: string;
}

/** Everything that cells say in words, and what can be chosen in them. */
export interface Words {
  readonly t: Say;
  readonly names: Names;
  options(column: Column, row: Row): readonly Option[];
  /** A value of a column in words; what is not known stands for itself. */
  label(column: Column, value: unknown, row: Row): string;
  /** A cell as it is read. */
  cell(column: Column, row: Row): string;
  /** The value that pasted or typed words mean in a column; choices are known by their words too. */
  read(column: Column, row: Row, text: string): unknown;
  field(table: TableId, field: string): string;
}

const channels = [...new Set<string>([...channelSchema.options, ...channelGroups])];

function fixed(t: Say, values: readonly string[], key: string): Option[] {
  return values.map((value) => option(value, t(`${key}.${value}`, { defaultValue: value })));
}

function option(value: string, label: string, more = ''): Option {
  return { value, label, search: `${label} ${value} ${more}`.toLowerCase() };
}

function channelOptions(t: Say): Option[] {
  return channels.map((value) => {
    const group = !(channelSchema.options as readonly string[]).includes(value);
    return option(value, t(group ? `common:group.${value}` : `common:channel.${value}`));
  });
}

function unitOptions(directory: Directory | undefined, names: Names): Option[] {
  return (directory?.units ?? []).map((unit) =>
    option(unit.id, names.unitShort(unit.id), `${unit.name} ${unit.nameEn} ${unit.aliases.join(' ')}`),
  );
}

export function schemeWord(t: Say, scheme: string): string {
  return t(`settings:scheme.${scheme}`, { defaultValue: scheme });
}

type Lists = Readonly<Record<Exclude<OptionSource, 'class'>, readonly Option[]>>;

function listsOf(t: Say, names: Names): Lists {
  const { directory } = names;
  const units = unitOptions(directory, names);
  const roles = ['@community', '@property'].map((role) =>
    option(role, t(`settings:byPlace.${role.slice(1)}`)),
  );
  const schemes = [...new Set(['event', 'part', ...(directory?.classes ?? []).map((row) => row.scheme)])];
  return {
    unit: units,
    unitOrRole: [...roles, ...units],
    scheme: schemes.map((scheme) => option(scheme, schemeWord(t, scheme))),
    community: (directory?.communities ?? []).map(({ code, name }) => option(code, name)),
    channel: channelOptions(t),
    appealKind: fixed(t, appealKindSchema.options, 'common:appeal'),
    priority: fixed(t, ['normal', 'urgent'], 'settings:priority'),
    timeUnit: fixed(t, timeUnitSchema.options, 'common:unitOf'),
    item: fixed(t, limitItemSchema.options, 'settings:item'),
    use: fixed(t, textRowSchema.shape.use.options, 'settings:use'),
    shift: fixed(t, ['day', 'night'], 'settings:shift'),
    role: fixed(t, operatorRowSchema.shape.role.options, 'desk:role'),
    unitKind: fixed(t, unitKind.options, 'settings:unitKind'),
    origin: fixed(t, ['national', 'local'], 'settings:origin'),
    per: fixed(t, ledgerKindRowSchema.shape.per.options, 'settings:per'),
    policy: fixed(t, Object.keys(policySchema.shape), 'settings:policy'),
  };
}

function classLists(directory: Directory | undefined): ReadonlyMap<string, readonly Option[]> {
  const found = new Map<string, Option[]>();
  for (const { scheme, code, name, group } of directory?.classes ?? []) {
    const list = found.get(scheme) ?? [];
    list.push(option(code, `${code} ${name}`, group));
    found.set(scheme, list);
  }
  return found;
}

function yearWords(t: Say, value: unknown): string {
  const table = yearTableOf(value);
  if (!table) return String(value ?? '');
  const off = Object.keys(table.holidays).length;
  const on = Object.keys(table.workdays).length;
  return t('settings:yearWords', { year: table.year, off, on, source: table.source ?? '—' });
}

class CellWords implements Words {
  private readonly lists: Lists;
  private readonly classes: ReadonlyMap<string, readonly Option[]>;
  private readonly labels = new Map<OptionSource, ReadonlyMap<string, string>>();
  private readonly classNames: ReadonlyMap<string, string>;

  constructor(
    readonly t: Say,
    readonly names: Names,
  ) {
    this.lists = listsOf(t, names);
    this.classes = classLists(names.directory);
    this.classNames = new Map(
      [...this.classes].flatMap(([scheme, list]) =>
        list.map((one): [string, string] => [`${scheme}/${one.value}`, one.label]),
      ),
    );
  }

  options(column: Column, row: Row): readonly Option[] {
    if (!column.options) return [];
    if (column.options !== 'class') return this.lists[column.options];
    const scheme = row[column.schemeField ?? 'scheme'];
    if (typeof scheme === 'string') return this.classes.get(scheme) ?? [];
    return [...this.classes.values()].flat();
  }

  label(column: Column, value: unknown, row: Row): string {
    const text = String(value);
    if (!column.options) return text;
    if (column.options === 'class') {
      const scheme = row[column.schemeField ?? 'scheme'];
      if (typeof scheme === 'string') return this.classNames.get(`${scheme}/${text}`) ?? text;
      // Without a scheme a code means any: its name is told only where there is one.
      const named = this.options(column, row).filter((one) => one.value === text);
      return (named.length === 1 && named[0]?.label) || text;
    }
    let labels = this.labels.get(column.options);
    if (!labels) {
      labels = new Map(this.lists[column.options].map((one) => [one.value, one.label]));
      this.labels.set(column.options, labels);
    }
    return labels.get(text) ?? (column.options === 'scheme' ? schemeWord(this.t, text) : text);
  }

  cell(column: Column, row: Row): string {
    const value = row[column.field];
    if (value === undefined || !applies(column, row)) return '';
    return this.shown(kindOf(column, row), column, value, row);
  }

  private shown(kind: CellKind, column: Column, value: unknown, row: Row): string {
    if (kind === 'bool' && typeof value === 'boolean') return this.t(value ? 'settings:yes' : 'settings:no');
    if (kind === 'year') return yearWords(this.t, value);
    if (kind === 'lines' && Array.isArray(value)) return value.map((one) => one || '—').join(' ∕ ');
    if (column.options && Array.isArray(value))
      return value.map((one) => this.label(column, one, row)).join('、');
    return column.options ? this.label(column, value, row) : textOf(kind, value);
  }

  read(column: Column, row: Row, text: string): unknown {
    const kind = kindOf(column, row);
    const value = valueFrom(kind, text, row[column.field]);
    if (value === undefined) return column.blank;
    if (!column.options) return value;
    const options = this.options(column, row);
    const known = (one: unknown): unknown =>
      options.find((choice) => choice.value === one || choice.label === one)?.value ?? one;
    return Array.isArray(value) ? value.map(known) : known(value);
  }

  field(table: TableId, field: string): string {
    const [name = ''] = field.split('.');
    // A table without ids is named by its row: the store says `id` for the key of any.
    const fallback = name === 'id' ? this.t('settings:row') : field;
    return this.t(`settings:field.${table}.${name}`, { defaultValue: fallback });
  }
}

export function useWords(): Words {
  const t = useSay();
  const names = useNames();
  return useMemo(() => new CellWords(t, names), [t, names]);
}
