import type { Finding, RowError } from '@shared/contract/rules';
import { isTableId, type Row, type TableId } from './columns';
import type { Goal } from './store';
import { schemeWord, type Words } from './words';

/** Parameters of findings and errors in words: the store names fields, items, schemes and units by their ids. */
function paramsInWords(words: Words, table: TableId, params: Finding['params']): Record<string, unknown> {
  const { t, names } = words;
  const say: Record<string, (value: string) => string> = {
    item: (value) => t(`settings:item.${value}`, { defaultValue: value }),
    scheme: (value) => schemeWord(t, value),
    table: (value) => t(`settings:table.${value}`, { defaultValue: value }),
    field: (value) => (value ? words.field(table, value) : t('settings:row')),
    expected: (value) => t(`settings:expected.${value}`, { defaultValue: value }),
    unit: (value) => names.unit(value),
  };
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, say[key]?.(String(value)) ?? value]),
  );
}

export function findingText(words: Words, finding: Finding): string {
  const table = isTableId(finding.table) ? finding.table : 'units';
  return words.t(`rules:finding.${finding.code}`, {
    ...paramsInWords(words, table, finding.params),
    defaultValue: finding.code,
  });
}

export function errorWords(words: Words, table: TableId, error: RowError): string {
  return words.t(`rules:check.${error.code}`, {
    ...paramsInWords(words, table, error.params),
    defaultValue: error.code,
  });
}

const byId =
  (id: unknown) =>
  (rows: readonly Row[]): number =>
    rows.findIndex((row) => row.id === id);

const byClass =
  (scheme: unknown, code: unknown) =>
  (rows: readonly Row[]): number =>
    rows.findIndex((row) => row.code === code && (scheme === undefined || row.scheme === scheme));

const none = (): number => -1;

/** The cell at which a finding is mended; undefined where no row of a table shown here does. */
export function goalOf(finding: Finding): Goal | undefined {
  const { table, code, params } = finding;
  if (!isTableId(table) || code === 'reckonOpen') return undefined;
  switch (code) {
    case 'dutyGap':
    case 'dutyEnding':
    case 'dutyGapPlace':
    case 'dutyEndingPlace': {
      const { scheme, code: classCode } = params;
      return {
        table,
        find: byClass(scheme, classCode),
        field: code.startsWith('dutyGap') ? 'lead' : 'to',
        search: String(classCode),
        add: { scheme, code: classCode },
      };
    }
    case 'dutyOverlap':
      return { table, find: byId(params.rowOne), field: 'lead' };
    case 'classNoLimit':
      return { table, find: byClass(params.scheme, params.code), field: 'limits' };
    case 'mapsNowhere':
      return { table, find: byClass(undefined, params.code), field: 'mapsTo' };
    case 'limitMissing':
      return { table, find: none, field: 'value', add: { item: params.item, unit: 'workHour' } };
    case 'communityUnit':
      return { table, find: none, field: 'name', add: { kind: 'community', communityCode: params.code } };
    case 'yearMissing':
      return { table, find: none };
    default:
      return params.row === undefined ? undefined : { table, find: byId(params.row), field: fieldOf(code) };
  }
}

function fieldOf(code: string): string {
  const fields: Record<string, string> = {
    dutyUnit: 'lead',
    dutyClass: 'code',
    hoursUnit: 'unit',
    limitClass: 'classCode',
    limitScheme: 'classScheme',
    textClass: 'code',
  };
  return fields[code] ?? 'id';
}

/** Errors before warnings before the rest, with how many of each. */
export function countLevels(findings: readonly Finding[]): Record<Finding['level'], number> {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { level } of findings) count[level] += 1;
  return count;
}
