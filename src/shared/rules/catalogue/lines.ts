import type { AppealKind } from '../../domain/common';
import { cleanText, plainText } from '../intake/cells';
import { formatLimit } from '../limit';
import { HOTLINE_SCHEME } from '../tables';
import { codeOf, type DraftClass, type Group, groupOf, hotlineCodeOf, type Standard } from './draft';
import { type Finding, type FindingCode, finding } from './findings';
import type { CatalogueHeader, RawSheet } from './header';
import { type ReadLimit, readLimits } from './limits';
import type { CatalogueField, CatalogueProfile } from './profile';

/** A row below the header, by field. */
interface Line {
  readonly row: number;
  readonly cells: readonly string[];
  get(field: CatalogueField): string;
}

/** Who a line belongs to: a new class, the class above (one more filing condition), or nobody. */
type Owner =
  | { kind: 'new'; group: Group; code: string; name: string; scheme: string }
  | { kind: 'above' }
  | { kind: 'none' };

/** Reads the lines of one sheet into drafts. Findings are collected beside; a class with an error stays, marked unsound. */
export class LineReader {
  readonly drafts: DraftClass[] = [];
  readonly findings: Finding[] = [];
  private group: Group = { code: '', name: '' };
  private current: DraftClass | undefined;
  private readonly groupNames = new Map<string, string>();
  private readonly repaired: { row: number; text: string; code: string }[] = [];
  private readonly unitHint: string;

  constructor(
    private readonly sheet: RawSheet,
    private readonly header: CatalogueHeader,
    private readonly profile: CatalogueProfile,
    /** The scheme of a template's sheet; list and hotline rows have their own. */
    private readonly scheme: string,
  ) {
    const limits = header.headers[header.columns.get('limits') ?? -1] ?? '';
    this.unitHint = (/[(（]([^()（）]*)[)）]\s*$/.exec(limits)?.[1] ?? '').replace(/^单位[:：]?/, '');
  }

  /** Read all lines below the header. */
  read(): this {
    const { row, span, columns } = this.header;
    for (let at = row + span; at < this.sheet.rows.length; at++) {
      const cells = (this.sheet.rows[at] ?? []).map(cleanText);
      const get = (field: CatalogueField): string => cells[columns.get(field) ?? -1] ?? '';
      if (cells.some((cell) => cell !== '')) this.line({ row: at + 1, cells, get });
    }
    const first = this.repaired[0];
    if (first) {
      const { row: at, text, code } = first;
      this.say('codePadded', at, 'code', { rows: this.repaired.length, text, code });
    }
    return this;
  }

  private say(
    code: FindingCode,
    row: number,
    field?: CatalogueField,
    params: Record<string, string | number> = {},
  ): void {
    const column = field && this.header.headers[this.header.columns.get(field) ?? -1];
    this.findings.push(finding(code, { sheet: this.sheet.name, row, column }, params));
  }

  private line(line: Line): void {
    if (this.isNote(line)) {
      const text = line.cells.filter((cell) => cell !== '').join(' ');
      this.say('rowSkipped', line.row, undefined, { text: text.slice(0, 80) });
      return;
    }
    const errors = this.findings.length;
    const owner = this.ownerOf(line);
    if (owner.kind === 'new') this.begin(line, owner);
    // What hangs below a row that could not be read must not become part of the class above it.
    else if (owner.kind === 'none' && this.findings.length > errors) this.current = undefined;
    if (owner.kind !== 'none' && this.current) this.addStandard(line, this.current);
  }

  /** Remarks, totals and headers that are printed again on each page. */
  private isNote(line: Line): boolean {
    const filled = line.cells.filter((cell) => cell !== '');
    const first = plainText(filled[0] ?? '');
    if (/^(?:合计|总计|共计|小计)/.test(first)) return true;
    if (filled.length === 1 && this.profile.notes.some((word) => first.startsWith(word))) return true;
    const code = line.get('code');
    return code !== '' && code === this.header.headers[this.header.columns.get('code') ?? -1];
  }

  private ownerOf(line: Line): Owner {
    const scheme = this.schemeOf(line);
    if (scheme === undefined) return { kind: 'none' };
    const newGroup = this.enterGroup(line);
    const codeCell = line.get('code');
    const name = cleanText(line.get('name')).replace(/\s+/g, ' ');
    if (codeCell === '' && name === '') return this.blankClass(line, newGroup);
    if (codeCell === '') {
      if (this.template && name === this.current?.name) return { kind: 'above' };
      this.say('codeMissing', line.row, 'code', { name });
      return { kind: 'none' };
    }
    const code = this.code(line, codeCell, scheme);
    if (code === null) return { kind: 'none' };
    if (this.template && this.continues(line, code, name)) return { kind: 'above' };
    if (name === '') {
      this.say('nameMissing', line.row, 'name', { code });
      return { kind: 'none' };
    }
    return { kind: 'new', group: this.group, code, name, scheme };
  }

  private get template(): boolean {
    return this.header.shape === 'template';
  }

  /** Neither code nor name: the class above, or the heading of a group. */
  private blankClass(line: Line, newGroup: boolean): Owner {
    const says = (['condition', 'closing', 'limits'] as const).some((field) => line.get(field) !== '');
    if (newGroup && this.template) {
      this.current = undefined;
      if (!says) return { kind: 'none' };
      this.say('codeMissing', line.row, 'code', { name: '' });
      return { kind: 'none' };
    }
    if (this.template && this.current) return { kind: 'above' };
    // Below a row with an error: its own error is said already.
    if (this.template && this.drafts.length + this.findings.length > 0) return { kind: 'none' };
    this.say(
      this.template ? 'nothingAbove' : 'codeMissing',
      line.row,
      'code',
      this.template ? {} : { name: '' },
    );
    return { kind: 'none' };
  }

  /** The same class again, with another filing condition. Without one it is a second row of the same code: an error later. */
  private continues(line: Line, code: string, name: string): boolean {
    const { current } = this;
    if (current?.code !== code || (name !== '' && name !== current.name)) return false;
    const condition = line.get('condition');
    return name === '' || (condition !== '' && current.standards.every((one) => one.condition !== condition));
  }

  private schemeOf(line: Line): string | undefined {
    if (this.header.shape === 'hotline') return HOTLINE_SCHEME;
    if (this.header.shape === 'template') return this.scheme;
    const kind = plainText(line.get('kind')).toLowerCase();
    if (kind === this.profile.numbering.oldScheme) return kind;
    const found = Object.entries(this.profile.schemes).find(([, { words }]) => words.includes(kind));
    if (!found) this.say('kindUnknown', line.row, 'kind', { text: kind });
    return found?.[0];
  }

  /** Take the group of this line, carrying down what is blank. True where another group begins. */
  private enterGroup(line: Line): boolean {
    const own = groupOf(line.get('groupCode'), line.get('groupName'));
    const before = this.group;
    if (own.code === '' && own.name === '') {
      if (!this.template) this.group = own;
      return false;
    }
    const carried = this.template;
    const name = own.name || (carried ? (this.groupNames.get(own.code) ?? '') : '');
    const sameName = carried && own.name === before.name ? before.code : '';
    this.group = { code: own.code || sameName, name };
    if (this.group.code && name) this.groupNames.set(this.group.code, name);
    return this.group.code !== before.code || name !== before.name;
  }

  private code(line: Line, cell: string, scheme: string): string | null {
    const { shape } = this.header;
    const read =
      shape === 'hotline'
        ? { code: hotlineCodeOf(cell), repaired: false }
        : codeOf(cell, this.presentScheme(scheme), this.group, this.profile);
    const code = read?.code ?? null;
    if (code === null)
      this.say('codeForm', line.row, 'code', {
        text: cell,
        expected: shape === 'hotline' ? 'H0101' : '0101',
      });
    else if (read?.repaired) this.repaired.push({ row: line.row, text: cell, code });
    return code;
  }

  /** The letter of a code is the same in both numberings. */
  private presentScheme(scheme: string): string {
    const { scheme: present, oldScheme } = this.profile.numbering;
    return scheme === oldScheme ? present : scheme;
  }

  private begin(line: Line, owner: Extract<Owner, { kind: 'new' }>): void {
    const { code, name, scheme } = owner;
    const hotline = this.header.shape === 'hotline';
    const group = hotline ? owner.group : { ...owner.group, code: owner.group.code || code.slice(0, 2) };
    const errors = this.findings.length;
    if (!hotline && !code.startsWith(group.code))
      this.say('codeOutsideGroup', line.row, 'code', { code, group: group.code });
    if (group.name === '') this.say('groupMissing', line.row, 'groupName', { code });
    const draft: DraftClass = {
      scheme,
      shape: this.header.shape,
      sheet: this.sheet.name,
      row: line.row,
      group,
      code,
      name,
      standards: [],
      depts: new Set(),
      notes: new Set(),
      origin: this.origin(line),
      appealKinds: this.appealKinds(line),
      mapsTo: this.mapsTo(line),
      sound: true,
    };
    draft.sound = this.findings.length === errors;
    this.current = draft;
    this.drafts.push(draft);
  }

  private addStandard(line: Line, draft: DraftClass): void {
    for (const word of line.get('dept').split(/[、,，;；\n]/))
      if (plainText(word) !== '') draft.depts.add(plainText(word));
    if (line.get('note') !== '') draft.notes.add(line.get('note'));
    const own = ['condition', 'closing', 'limits'].some((field) => line.get(field as CatalogueField) !== '');
    if (!own && draft.standards.length > 0) return;
    const above: Standard | undefined = draft.standards.at(-1);
    const limits = this.limits(line, draft);
    draft.standards.push({
      condition: line.get('condition') || above?.condition || '',
      closing: line.get('closing') || above?.closing || '',
      limits: limits ?? above?.limits,
      place: { sheet: this.sheet.name, row: line.row },
    });
  }

  private limits(line: Line, draft: DraftClass): ReadLimit[] | undefined {
    const text = line.get('limits');
    if (text === '') return undefined;
    const read = readLimits(text, line.get('limitUnit') || this.unitHint, this.profile);
    if (!read) {
      this.say('limitUnreadable', line.row, 'limits', { text });
      draft.sound = false;
      return undefined;
    }
    for (const { limit, assumed } of read)
      if (assumed) this.say('limitAssumed', line.row, 'limits', { text, read: formatLimit(limit) });
    return read;
  }

  private origin(line: Line): 'national' | 'local' | undefined {
    const text = plainText(line.get('origin')).toLowerCase();
    if (text === '') return undefined;
    const origin = this.profile.origins[text];
    if (!origin) this.say('originUnknown', line.row, 'origin', { text });
    return origin;
  }

  private appealKinds(line: Line): AppealKind[] | undefined {
    const words = line
      .get('appealKinds')
      .split(/[/、,，;；\s]/)
      .map(plainText)
      .filter((word) => word !== '');
    const kinds = words.map((word) => {
      const found = Object.entries(this.profile.appealKinds).find(([, names]) => names.includes(word));
      if (!found) this.say('appealKindUnknown', line.row, 'appealKinds', { text: word });
      return found?.[0] as AppealKind | undefined;
    });
    const known = kinds.filter((kind) => kind !== undefined);
    return known.length > 0 ? [...new Set(known)] : undefined;
  }

  private mapsTo(line: Line): string | undefined {
    const text = plainText(line.get('mapsTo')).toUpperCase();
    if (text === '') return undefined;
    if (/^[A-Z]\d{4}$/.test(text) && this.profile.targets[text.charAt(0)] !== undefined) return text;
    this.say('mapsToForm', line.row, 'mapsTo', { text });
    return undefined;
  }
}
