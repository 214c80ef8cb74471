import { CodedError } from '@shared/contract/errors';
import pg from 'pg';
import { formatAddress, type HubAddress, isLoopback, parseAddress } from './address';
import { hubError } from './errors';

/** How to get into a hub. The password is derived anew from the device's secret each time and never written down. */
export interface HubAccess {
  /** `host:port/database`. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that signed the hub's certificate; without it those of the system count. */
  readonly ca?: string | undefined;
  /** Shown by the hub to its administrator. */
  readonly program?: string | undefined;
  /** Ask for TLS on loopback too. */
  readonly tls?: boolean | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** How long is waited, in ms. `pollMs`: for what a hub answers at once, so that a dead connection is soon found to be dead. */
export interface Timeouts {
  readonly connectMs: number;
  readonly statementMs: number;
  readonly pollMs?: number | undefined;
}

export const TIMEOUTS = { connectMs: 10_000, statementMs: 60_000, pollMs: 20_000 };

/** How long an end is waited for that the other side may never confirm. */
const END_MS = 2000;

/** A connection with the rules of this program: TLS with a proved certificate and name except on loopback, bounded waiting. */
export async function connect(access: HubAccess): Promise<pg.Client> {
  const address = parseAddress(access.address);
  const client = new pg.Client(clientConfig(access, address));
  // Whoever uses the connection hears of its end by the call that fails; unheard, the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    destroy(client);
    throw hubError(error, formatAddress(address));
  }
}

/** Let go of a connection that may hang: without waiting for an answer. */
export function destroy(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

/** End a connection in good order, or let go of it where the network swallows the goodbye. */
export async function endSoon(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => destroy(client), END_MS);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}

function clientConfig(access: HubAccess, { host, port, database }: HubAddress): pg.ClientConfig {
  const { connectMs, statementMs } = access.timeouts ?? TIMEOUTS;
  return {
    host,
    port,
    database,
    user: access.user,
    password: access.password,
    ssl: access.tls || !isLoopback(host) ? tlsOptions(host, access.ca) : false,
    application_name: access.program ?? 'xiuhua',
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    // The server's own limit comes first; this one is for a network that swallows the answer.
    query_timeout: statementMs + connectMs,
    keepAlive: true,
    // What a cut left behind at the hub is let go of in about a minute: a login may have few connections.
    options: '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3',
  };
}

/** Certificate and name are proved; pg itself hands the name (or number) over that they are proved against. */
function tlsOptions(host: string, ca: string | undefined): pg.ClientConfig['ssl'] {
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CodedError('sync.badCertificate', { address: host }, 'no PEM certificate');
  }
  return { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
}
