import { cleanText, plainText } from '../intake/cells';
import { type ClassRow, classRowSchema } from '../tables';
import { type DraftClass, groupOf } from './draft';
import { type Finding, finding } from './findings';
import { type CatalogueHeader, type CatalogueShape, findCatalogueHeader, type RawSheet } from './header';
import { limitsText } from './limits';
import { LineReader } from './lines';
import { settleNumbering } from './numbering';
import type { CatalogueProfile } from './profile';

/** A class as read, with the place it stands at. */
export interface ReadClass {
  readonly sheet: string;
  readonly row: number;
  readonly value: ClassRow;
}

/** What became of one sheet; `headerRow` is the 1-based number of the header's last row. */
export interface ReadSheet {
  readonly name: string;
  readonly shape: CatalogueShape;
  readonly headerRow: number;
  readonly classes: number;
}

/** A catalogue file as read. Classes with an error are not among `classes`: the error keeps the file from taking effect. */
export interface CatalogueReading {
  readonly classes: readonly ReadClass[];
  /** The schemes that the file contains, and that it replaces. */
  readonly schemes: readonly string[];
  readonly sheets: readonly ReadSheet[];
  readonly findings: readonly Finding[];
}

/** The one scheme whose words a text has; none where it names both, as 事部件 does. */
function schemeNamed(text: string, profile: CatalogueProfile): string | undefined {
  const plain = text.toLowerCase().replaceAll('事部件', '').replaceAll('部事件', '');
  const found = Object.entries(profile.schemes).filter(([, { words }]) =>
    words.some((word) => plain.includes(word)),
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** The scheme whose groups a sheet lists; none where groups of several stand in it. */
function schemeByGroups(
  sheet: RawSheet,
  header: CatalogueHeader,
  profile: CatalogueProfile,
): string | undefined {
  const at = header.columns.get('groupName') ?? header.columns.get('groupCode') ?? -1;
  const names = sheet.rows
    .slice(header.row + header.span)
    .map((row) => groupOf('', cleanText(row[at] ?? '')).name)
    .filter((name) => name !== '');
  const found = Object.entries(profile.schemes).filter(([, { groups }]) =>
    names.some((name) => groups.includes(name)),
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** Whether a template's sheet holds events or parts: by its name, the lines above the header and the header, its groups. */
function schemeOf(sheet: RawSheet, header: CatalogueHeader, profile: CatalogueProfile): string | undefined {
  const above = sheet.rows.slice(0, header.row).flat().join(' ');
  return (
    schemeNamed(sheet.name, profile) ??
    schemeNamed(above, profile) ??
    schemeNamed(header.headers.join(' '), profile) ??
    schemeByGroups(sheet, header, profile)
  );
}

/** Columns with something in them that no field was taken from. */
function ignoredColumns(sheet: RawSheet, header: CatalogueHeader): Finding[] {
  const used = new Set(header.columns.values());
  const rows = sheet.rows.slice(header.row + header.span);
  const place = { sheet: sheet.name, row: header.row + header.span };
  return header.headers.flatMap((name, column) =>
    name !== '' && !used.has(column) && rows.some((row) => plainText(row[column] ?? '') !== '')
      ? [finding('columnIgnored', { ...place, column: name }, { header: name })]
      : [],
  );
}

/** Limits, conditions and closing conditions of a class: aligned with each other, a condition with two limits stands twice. */
function standardsOf(draft: DraftClass, findings: Finding[]): Partial<ClassRow> | undefined {
  const limited = draft.standards.filter(({ limits }) => limits !== undefined);
  const place = { sheet: draft.sheet, row: draft.row };
  if (limited.length === 0) {
    if (draft.shape !== 'hotline') findings.push(finding('noLimit', place, { code: draft.code }));
  } else if (limited.length < draft.standards.length) {
    const gap = draft.standards.find(({ limits }) => limits === undefined);
    findings.push(finding('limitMissing', gap?.place ?? place, { code: draft.code }));
    return undefined;
  }
  const all = draft.standards.flatMap(({ condition, closing, limits }) =>
    (limits ?? [undefined]).map((limit) => ({ condition, closing, limit })),
  );
  const limits = all.flatMap(({ limit }) => (limit ? [limit] : []));
  return {
    ...(limits.length > 0 ? { limits: limitsText(limits) } : {}),
    ...(all.some(({ condition }) => condition !== '') ? { conditions: all.map((one) => one.condition) } : {}),
    ...(all.some(({ closing }) => closing !== '') ? { closing: all.map((one) => one.closing) } : {}),
  };
}

function classOf(draft: DraftClass, findings: Finding[]): ReadClass | undefined {
  const { scheme, shape, sheet, row, group, code, name, depts, notes, origin, appealKinds, mapsTo } = draft;
  const standards = draft.sound ? standardsOf(draft, findings) : undefined;
  if (!standards) return undefined;
  const value = classRowSchema.parse({
    scheme,
    code,
    name,
    group: shape === 'hotline' ? group.name : `${group.code} ${group.name}`,
    ...standards,
    ...(mapsTo ? { mapsTo } : {}),
    ...(appealKinds ? { appealKinds } : {}),
    ...(depts.size > 0 ? { dept: [...depts].join('、') } : {}),
    ...(notes.size > 0 ? { note: [...notes].join('\n') } : {}),
    ...(origin ? { origin } : {}),
  });
  return { sheet, row, value };
}

/** Codes that stand twice in their scheme; every one after the first is an error, and unsound. */
function duplicates(drafts: readonly DraftClass[]): Finding[] {
  const first = new Map<string, DraftClass>();
  return drafts.flatMap((draft) => {
    const { scheme, code, sheet, row } = draft;
    const before = first.get(`${scheme}/${code}`);
    if (!before) {
      first.set(`${scheme}/${code}`, draft);
      return [];
    }
    draft.sound = false;
    const params = { scheme, code, firstSheet: before.sheet, firstRow: before.row };
    return [finding('duplicate', { sheet, row }, params)];
  });
}

/**
 * Read a catalogue from the sheets of a file, each by its header, never by the file's name: `catalogue.csv` (schemes
 * `event` and `part`), `hotline-classes.csv` (scheme `xc-12345`), or the trade's template of two sheets, where a blank
 * cell means “as above” and one 小类 may have a row for each filing condition with a limit of its own. Event classes in
 * the numbering of before 2013 get a scheme of their own. Every row below a header becomes part of a class or has a finding.
 */
export function readCatalogue(sheets: readonly RawSheet[], profile: CatalogueProfile): CatalogueReading {
  const findings: Finding[] = [];
  const drafts: DraftClass[] = [];
  const read: ReadSheet[] = [];
  for (const sheet of sheets) {
    const header = findCatalogueHeader(sheet.rows, profile);
    const about = { sheet: sheet.name, rows: sheet.rows.length };
    if (!header) {
      if (sheet.rows.length > 0) findings.push(finding('sheetSkipped', { sheet: sheet.name, row: 0 }, about));
      continue;
    }
    const headerRow = header.row + header.span;
    const scheme = header.shape === 'template' ? schemeOf(sheet, header, profile) : '';
    if (scheme === undefined) {
      findings.push(finding('schemeUnknown', { sheet: sheet.name, row: headerRow }, { sheet: sheet.name }));
      continue;
    }
    if (sheet.hidden) findings.push(finding('sheetHidden', { sheet: sheet.name, row: 0 }, about));
    findings.push(...ignoredColumns(sheet, header));
    const lines = new LineReader(sheet, header, profile, scheme).read();
    findings.push(...lines.findings);
    drafts.push(...lines.drafts);
    read.push({ name: sheet.name, shape: header.shape, headerRow, classes: lines.drafts.length });
  }
  findings.push(...settleNumbering(drafts, profile), ...duplicates(drafts));
  const classes = drafts.flatMap((draft) => classOf(draft, findings) ?? []);
  const schemes = [...new Set(drafts.map(({ scheme }) => scheme))];
  return { classes, schemes, sheets: read, findings };
}
