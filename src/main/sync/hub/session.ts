import type pg from 'pg';
import { connect, destroy, endSoon, type HubAccess, TIMEOUTS } from './connection';
import { hubError } from './errors';

/**
 * One connection that is opened when it is first needed, and anew after it broke. The call under way fails then: whether to try
 * again, and when, is the caller's business.
 */
export class Session {
  private opening: Promise<pg.Client> | undefined;
  private current: pg.Client | undefined;
  private ended = false;

  constructor(
    private readonly access: HubAccess,
    private readonly onOpen: (client: pg.Client) => Promise<void> = async () => undefined,
  ) {}

  /** Run a prepared statement; `quick` is one that is answered at once. Failures come as `hubError` tells. */
  async query<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
    quick = false,
  ): Promise<Row[]> {
    const client = await this.client();
    const { pollMs = TIMEOUTS.pollMs } = this.access.timeouts ?? {};
    try {
      const limit = quick ? { query_timeout: pollMs } : {};
      const { rows } = await client.query<Row>({ name, text, values, ...limit });
      return rows;
    } catch (error) {
      const coded = hubError(error, this.access.address);
      if (coded.code === 'sync.unreachable') this.drop(client);
      throw coded;
    }
  }

  /** The hub's number for the connection last opened. */
  get processId(): number | undefined {
    return (this.current as { processID?: number } | undefined)?.processID;
  }

  /** The connection, opened if it must be. */
  client(): Promise<pg.Client> {
    if (this.ended) return Promise.reject(hubError(new Error('closed'), this.access.address));
    this.opening ??= this.open();
    return this.opening;
  }

  async close(): Promise<void> {
    this.ended = true;
    const client = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    if (client) await endSoon(client);
  }

  private async open(): Promise<pg.Client> {
    try {
      const client = await connect(this.access);
      this.current = client;
      client.on('end', () => this.drop(client));
      client.on('error', () => this.drop(client));
      await this.onOpen(client);
      return client;
    } catch (error) {
      this.opening = undefined;
      throw hubError(error, this.access.address);
    }
  }

  private drop(client: pg.Client): void {
    if (this.current === client) this.opening = undefined;
    destroy(client);
  }
}
