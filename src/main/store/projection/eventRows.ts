import type { StoredEvent } from '@shared/domain/envelope';
import { readEvent } from '@shared/domain/knowledge';
import type { Db } from './database';
import type { EventRows, LeaveRow } from './descriptor';
import { projections } from './projections';

const all: readonly EventRows[] = projections.flatMap(({ eventRows }) => eventRows ?? []);

/** Reads the rows that events leave; where those of a table go is said by whoever makes it. */
class EventRowReader {
  private readonly tables: readonly { readonly rows: EventRows; readonly leave: LeaveRow }[];

  constructor(leaveIn: (rows: EventRows) => LeaveRow) {
    this.tables = all.map((rows) => ({ rows, leave: leaveIn(rows) }));
  }

  /** `first`: their commit is the first of its command. */
  read(events: readonly StoredEvent[], first: boolean): void {
    for (const event of events) {
      const known = readEvent(event);
      for (const { rows, leave } of this.tables)
        if (first || rows.of === 'allCommits') rows.read(event, known, leave);
    }
  }
}

/** Writes what events leave, as they come. */
export class EventRowWriter extends EventRowReader {
  constructor(db: Db) {
    super(
      ({ upsert }) =>
        (key, value) =>
          db.run(upsert, [...key, value]),
    );
  }
}

interface Gathered {
  readonly key: readonly string[];
  value: number;
}

/** Gathers what events leave, to be written into an empty projection. */
export class EventRowFold extends EventRowReader {
  constructor(private readonly gathered = new Map<EventRows, Map<string, Gathered>>()) {
    super((rows) => {
      const held = new Map<string, Gathered>();
      gathered.set(rows, held);
      return (key, value) => {
        const name = key.join('\n');
        const known = held.get(name);
        if (known) known.value = rows.merge(known.value, value);
        else held.set(name, { key, value });
      };
    });
  }

  insertInto(db: Db): void {
    for (const [{ upsert }, rows] of this.gathered)
      for (const { key, value } of rows.values()) db.run(upsert, [...key, value]);
  }
}
