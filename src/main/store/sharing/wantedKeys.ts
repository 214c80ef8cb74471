import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Sealed, type StoredEvent, sealedSchema } from '@shared/domain/envelope';
import { z } from 'zod';
import { setAsideFile, writeFileSafely } from '../files';
import { walk } from '../journal/scan';
import type { DataKeys } from '../keys/dataKeys';
import type { Db } from '../projection/database';

const rivalsSchema = z.array(sealedSchema);

/**
 * Data keys that commits here speak of and that have not come yet. Two stations that took in the same report made a key each under
 * one name: what the other one sealed is remembered in `keys/rivals.json` until it opens, since its name alone looks known.
 */
export class WantedKeys {
  private names: Set<string> | undefined;
  private rivals: readonly Sealed[] | undefined;
  private readonly path: string;

  constructor(
    private readonly dataDir: string,
    private readonly db: Db,
    private readonly keys: DataKeys | undefined,
  ) {
    this.path = join(dataDir, 'keys', 'rivals.json');
  }

  /** Names to be asked for. */
  list(): string[] {
    const rivals = this.readRivals().filter(({ key }) => this.keys?.isErased(key) === false);
    return [...new Set([...this.unsettled(), ...rivals.map(({ key }) => key)])];
  }

  /** Events of others are about to be written: whoever is killed behind that must still know which of their keys he lacks. */
  coming(events: readonly StoredEvent[]): void {
    const fresh = this.rivalsOf(events);
    if (fresh.length > 0) this.saveRivals([...this.readRivals(), ...fresh]);
  }

  /** Events are here. */
  grew(events: readonly StoredEvent[]): void {
    if (!this.names) return;
    for (const { sealed } of events)
      if (sealed && !this.keys?.settled(sealed.key)) this.names.add(sealed.key);
  }

  /** Keys came, or were erased. */
  came(names: Iterable<string>): void {
    const { keys } = this;
    if (!keys) return;
    for (const name of names) if (keys.settled(name)) this.names?.delete(name);
    const rivals = this.readRivals();
    const left = rivals.filter((sealed) => !keys.isErased(sealed.key) && !keys.open(sealed));
    if (left.length < rivals.length) this.saveRivals(left);
  }

  private unsettled(): Set<string> {
    const { keys } = this;
    if (!keys) return new Set();
    this.names ??= new Set(
      this.db
        .all<{ name: string }>('SELECT name FROM key_use WHERE erased=0')
        .map(({ name }) => name)
        .filter((name) => !keys.settled(name)),
    );
    return this.names;
  }

  private readRivals(): readonly Sealed[] {
    if (this.rivals) return this.rivals;
    if (!existsSync(this.path)) this.rivals = [];
    else
      try {
        this.rivals = rivalsSchema.parse(JSON.parse(readFileSync(this.path, 'utf8')));
      } catch (error) {
        console.error(`keys/rivals.json cannot be read and is made anew: ${(error as Error).message}`);
        setAsideFile(this.dataDir, this.path);
        this.saveRivals(this.inJournal());
      }
    return this.rivals ?? [];
  }

  /** What is sealed under a name whose keys here do not open it, looked for in the whole journal. */
  private inJournal(): Sealed[] {
    const rivals: Sealed[] = [];
    for (const { commit } of walk(join(this.dataDir, 'journal')))
      rivals.push(...this.rivalsOf(commit.events));
    return rivals;
  }

  private rivalsOf(events: readonly StoredEvent[]): Sealed[] {
    const { keys } = this;
    return events.flatMap(({ sealed }) =>
      sealed && keys?.settled(sealed.key) && !keys.isErased(sealed.key) && !keys.open(sealed) ? [sealed] : [],
    );
  }

  private saveRivals(rivals: readonly Sealed[]): void {
    if (rivals.length === 0) rmSync(this.path, { force: true });
    else writeFileSafely(this.path, JSON.stringify(rivals));
    this.rivals = rivals;
  }
}
