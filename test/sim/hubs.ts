import { CodedError } from '@shared/contract/errors';
import type { Batch } from '@shared/sync/batch';
import type { Hub } from '@shared/sync/hub';
import { chainParts } from '@shared/sync/vector';
import type pg from 'pg';
import { decodeLine } from '../../src/main/store/journal/line';
import { PgHub } from '../../src/main/sync/hub/pgHub';
import { MemoryHubServer } from '../../src/main/sync/testing/memoryHub';
import type { TestDatabase, TestLogin } from '../../src/main/sync/testing/postgres';
import { STREET } from '../../src/main/sync/testing/scene';
import type { TrueTime } from './site';

/** The hub of a run, which is the model or PostgreSQL. */
export interface Meeting {
  readonly kind: 'model' | 'postgres';
  enrol(device: string): Promise<void>;
  revoke(device: string): Promise<void>;
  connect(device: string): Hub;
  /** Begin to push in a transaction that stays open; whoever pushes hears nothing of it. */
  hold(device: string, batch: Batch): Promise<void>;
  /** The open transactions come to their end, in this order of chance: committed, or rolled back. */
  release(device: string | undefined, commit: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Held {
  readonly device: string;
  end(commit: boolean): Promise<void>;
}

/** Transactions that are open at the hub. */
class Open {
  private held: Held[] = [];

  add(held: Held): void {
    this.held.push(held);
  }

  async release(device: string | undefined, commit: boolean): Promise<void> {
    const ending = this.held.filter((one) => device === undefined || one.device === device);
    this.held = this.held.filter((one) => !ending.includes(one));
    // The last one first: others than they came.
    for (const one of ending.reverse()) await one.end(commit);
  }
}

/** The model in memory. A transaction that is open there is a batch that arrives later. */
export function modelMeeting(time: TrueTime): Meeting {
  const server = new MemoryHubServer(() => time.ms);
  server.quiet = true;
  const open = new Open();
  const connect = (device: string): Hub => server.client(STREET, device);
  return {
    kind: 'model',
    async enrol(device) {
      server.enrol(STREET, device);
    },
    async revoke(device) {
      await open.release(device, false);
      server.revoke(STREET, device);
    },
    connect,
    async hold(device, batch) {
      open.add({
        device,
        async end(commit) {
          if (commit) await connect(device).push(batch);
        },
      });
    },
    release: (device, commit) => open.release(device, commit),
    async close() {},
  };
}

/** A street of its own in a real database. */
export async function postgresMeeting(db: TestDatabase): Promise<Meeting> {
  await db.street(STREET);
  const admin = await db.connect();
  const logins = new Map<string, TestLogin>();
  const hubs: PgHub[] = [];
  const open = new Open();
  const loginOf = (device: string): TestLogin => {
    const login = logins.get(device);
    if (!login) throw new CodedError('sync.refused');
    return login;
  };
  return {
    kind: 'postgres',
    async enrol(device) {
      if (!logins.has(device)) logins.set(device, await db.device(STREET, device));
    },
    async revoke(device) {
      await open.release(device, false);
      await admin.query('UPDATE xiuhua.device SET revoked_at = now() WHERE street = $1 AND device = $2', [
        STREET,
        device,
      ]);
    },
    connect(device) {
      const hub = new PgHub({ address: db.address, ...loginOf(device) });
      hubs.push(hub);
      return hub;
    },
    async hold(device, batch) {
      const client = await db.connect(loginOf(device));
      await client.query('BEGIN');
      await pushBy(client, batch);
      open.add({
        device,
        async end(commit) {
          await client.query(commit ? 'COMMIT' : 'ROLLBACK');
          await client.end();
        },
      });
    },
    release: (device, commit) => open.release(device, commit),
    async close() {
      await open.release(undefined, false);
      await Promise.all(hubs.map((hub) => hub.close()));
      await db.drop();
    },
  };
}

function pushBy(client: pg.Client, { chain, from, lines, signature }: Batch): Promise<unknown> {
  const { device, incarnation } = chainParts(chain);
  return client.query('SELECT why, seq, fresh FROM xiuhua.push($1, $2, $3, $4, $5, $6)', [
    device,
    incarnation,
    from,
    lines.map((line) => line.length),
    Buffer.concat(lines),
    Buffer.from(signature),
  ]);
}

/** Ids of the commands in a batch. */
export function idsOf(batch: Batch): string[] {
  return batch.lines.flatMap((line) => decodeLine(Buffer.from(line), true)?.id ?? []);
}
