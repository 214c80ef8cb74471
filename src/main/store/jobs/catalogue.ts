import { createHash, randomUUID } from 'node:crypto';
import type { CataloguePreview } from '@shared/contract/catalogue';
import type { Ack } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import { checkCatalogue, type KnownTables } from '@shared/rules/catalogue/check';
import { blocks, type Finding } from '@shared/rules/catalogue/findings';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import type { CatalogueReading } from '@shared/rules/catalogue/read';
import { diffClasses, replaceSchemes } from '@shared/rules/catalogue/schemes';
import { keepUnknown, readTable } from '@shared/rules/keptRows';
import { unitFile } from '@shared/rules/place/schema';
import { type RawRow, readRows } from '@shared/rules/readRows';
import { tableKinds } from '@shared/rules/tableSchemas';
import { classRowSchema } from '@shared/rules/tables';
import { readJson } from '../seed/resources';
import type { SetTableInput } from '../seed/seedTables';
import type { Store } from '../service/store';

/** A catalogue as the parse process hands it over, with the SHA-256 of the file. */
export interface IncomingCatalogue {
  readonly fileName: string;
  readonly sha256: string;
  readonly reading: CatalogueReading;
}

interface Held {
  readonly command: SetTableInput;
  readonly findings: readonly Finding[];
  /** Fingerprint of the table that the difference was shown against. */
  readonly against: string;
}

const PREVIEWS_KEPT = 4;

function fingerprint(rows: readonly object[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

/** Imports of catalogues: what a file would change, and after the operator's word the command that sets the table. */
export class CatalogueImports {
  private readonly held = new Map<string, Held>();

  constructor(private readonly store: Store) {}

  /** What the file would change and what was found in it; nothing is written. */
  preview({ fileName, sha256, reading }: IncomingCatalogue): CataloguePreview {
    const present = this.classes();
    const current = readRows(classRowSchema, present).rows;
    const kept = new Set(readTable('classes', present).keptKeys);
    const isKept = (row: RawRow): boolean => kept.has(tableKinds.classes.key({ ...row }));
    const imported = reading.classes.map(({ value }) => value);
    const { schemes, sheets } = reading;
    const findings = [...reading.findings, ...this.check(reading, { classes: current, kept })];
    // What a newer program says of a class holds on beside the file; nobody here could tell what it would lose.
    const taken = imported.filter((row) => !isKept(row));
    const edited = replaceSchemes(current, taken, schemes).map((row) => ({ ...row }));
    const rows = keepUnknown('classes', present, edited);
    // Of the whole table: the same file beside other schemes is another version.
    const version = `${fileName}@${fingerprint(rows).slice(0, 12)}`;
    const token = randomUUID();
    const set = { table: 'classes' as const, version, source: `${fileName} sha256:${sha256}`, rows };
    const command: SetTableInput = { type: 'table.set', stream: 'registry:main', set };
    this.held.set(token, { command, findings, against: fingerprint(present) });
    for (const old of [...this.held.keys()].slice(0, -PREVIEWS_KEPT)) this.held.delete(old);
    return {
      token,
      file: fileName,
      version,
      sheets: [...sheets],
      diff: diffClasses(current, taken, schemes).map(({ added, removed, changed, ...rest }) => ({
        ...rest,
        added: [...added],
        removed: [...removed],
        changed: changed.map(({ fields, ...one }) => ({ ...one, fields: [...fields] })),
      })),
      findings: findings.map((one) => ({ ...one, params: { ...one.params } })),
      blocked: blocks(findings) || schemes.length === 0,
    };
  }

  /**
   * A previewed file takes effect; its preview is used up then, and stays where nothing was written. Pressed twice it is one command.
   * Errors: `catalogue.tokenGone`, `catalogue.blocked`, `catalogue.stale` where the table was changed since, the journal's.
   */
  async take(token: string, actor: string): Promise<Ack> {
    const ack = await this.store.execute({ id: token, command: this.commandOf(token) }, actor);
    this.held.delete(token);
    return ack;
  }

  private commandOf(token: string): SetTableInput {
    const held = this.held.get(token);
    if (!held) throw new CodedError('catalogue.tokenGone');
    const errors = held.findings.filter(({ level }) => level === 'error').length;
    if (errors > 0 || held.command.set.rows.length === 0)
      throw new CodedError('catalogue.blocked', { errors });
    if (fingerprint(this.classes()) !== held.against) {
      this.held.delete(token);
      throw new CodedError('catalogue.stale');
    }
    return held.command;
  }

  /** The classes as they lie in the journal. */
  private classes(): readonly RawRow[] {
    return this.store.context().knowledge.rows('classes');
  }

  private check(reading: CatalogueReading, known: Pick<KnownTables, 'classes' | 'kept'>): Finding[] {
    const read = this.store.options.readResource;
    const { targets } = readJson(read, 'import-profiles/catalogue.json', catalogueProfileSchema);
    const roles = new Set(readJson(read, 'registry/units.json', unitFile).byPlace.map(({ name }) => name));
    const { rules } = this.store.context();
    const knowsUnit = (word: string): boolean => roles.has(word) || rules.unitByName(word) !== undefined;
    return checkCatalogue(reading, { ...known, knowsUnit, targets });
  }
}
