import { type AppealKind, appealKindSchema } from '@shared/domain/common';
import { type ClassRow, classRowSchema, HOTLINE_SCHEME } from '@shared/rules/tables';
import { parseCsv } from 'hucre/csv';
import type { ReadResource } from './resources';

const KINDS: Readonly<Record<string, AppealKind>> = {
  咨询: 'consult',
  求助: 'help',
  投诉: 'complaint',
  举报: 'report',
  建议: 'suggest',
  表扬: 'praise',
};

/** A row of `codes/hotline-classes.csv`: a class and the unit that the table names for it. */
export interface HotlineClass extends ClassRow {
  readonly leadUnit: string;
}

function rowsOf(read: ReadResource, path: string): { where: string; get(column: string): string }[] {
  const [header = [], ...rows] = parseCsv(read(path), { skipBom: true, typeInference: false });
  const columns = new Map(header.map((name, index) => [String(name), index]));
  return rows.map((row, index) => {
    const where = `resources/${path}, row ${index + 2}`;
    return {
      where,
      get(column) {
        const at = columns.get(column);
        if (at === undefined) throw new Error(`resources/${path} has no column "${column}"`);
        return String(row[at] ?? '').trim();
      },
    };
  });
}

function checked(row: unknown, where: string): ClassRow {
  const parsed = classRowSchema.safeParse(row);
  if (!parsed.success)
    throw new Error(`${where}: ${parsed.error.issues.map((one) => one.message).join('; ')}`);
  return parsed.data;
}

/** The classes of 12345 matters; `limit_workdays` is the outside deadline and stays out: inside limits come from the catalogue. */
export function hotlineClasses(read: ReadResource): HotlineClass[] {
  return rowsOf(read, 'codes/hotline-classes.csv').map(({ where, get }) => {
    const appealKinds = get('appeal_kinds')
      .split('/')
      .map((word) =>
        appealKindSchema.parse(KINDS[word], { error: () => `${where}: no kind of appeal "${word}"` }),
      );
    const mapsTo = get('maps_to');
    const row = {
      scheme: HOTLINE_SCHEME,
      code: get('code'),
      name: get('name'),
      group: get('group'),
      appealKinds,
    };
    return { ...checked(mapsTo ? { ...row, mapsTo } : row, where), leadUnit: get('lead_unit') };
  });
}

/** The catalogue of events and parts (GB/T 30428.2); `group` is number and name of the 大类, such as `01 市容环境`. */
export function catalogueClasses(read: ReadResource): ClassRow[] {
  return rowsOf(read, 'codes/catalogue.csv').map(({ where, get }) =>
    checked(
      {
        scheme: get('kind'),
        code: get('code'),
        name: get('name'),
        group: `${get('class_code')} ${get('class_name')}`,
        limits: get('limits'),
        origin: get('origin'),
      },
      where,
    ),
  );
}
