import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import pg from 'pg';
import { type Refreshed, refreshDistrict } from '../sync/district/reader';
import { connect, type HubAccess } from '../sync/hub/connection';
import { contentType, errorListing, type Format, type Listing, written } from './answer';
import { type Exposure, headersFor } from './headers';
import { BadQuestion, readable, readQuestion } from './question';
import { requests, services } from './source';

/** A running server. */
export interface Open311 {
  /** `http://127.0.0.1:8311` */
  readonly url: string;
  close(): Promise<void>;
}

export interface Open311Options extends Partial<Exposure> {
  /** The district's login on the hub. */
  readonly access: HubAccess;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** How often the district's views are refreshed, in ms; 0: by somebody else. */
  readonly refreshMs: number;
  /** Told how far a refresh of several steps is. */
  readonly onRefreshStep?: (done: Refreshed, waiting: number) => void;
  /** Told what went wrong inside; clients hear of it in general words only. */
  readonly onFault: (error: unknown) => void;
}

/** Of a client that is slow to ask or to read, in ms; and how much a question may be, in bytes. */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 5000,
  maxHeaderSize: 8192,
} as const;
const READ_MS = 30_000;
const MAX_URL = 4096;

/** The hub behind the server: one connection, made anew when it broke. */
class Source {
  private client: Promise<pg.Client> | undefined;

  constructor(private readonly access: HubAccess) {}

  async ask<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    this.client ??= this.open();
    return work(await this.client);
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  private open(): Promise<pg.Client> {
    const forget = (): void => {
      if (this.client === opening) this.client = undefined;
    };
    const opening = connect(this.access).then((client) => client.once('end', forget));
    opening.catch(forget);
    return opening;
  }
}

/**
 * Serve Open311 GeoReport v2 (reading only) from the district's views: `/services`, `/requests`, `/requests/<id>`, each `.json` or
 * `.xml`, and `/discovery.json`. Resolves once it listens. Errors: those of `connect` (`sync.refused`, `sync.unreachable`, …), of listening.
 */
export async function startOpen311(options: Open311Options): Promise<Open311> {
  const source = new Source(options.access);
  // A refresh may last for many seconds, in which clients are answered all the same.
  const keeper = new Source(options.access);
  const closeAll = (): Promise<unknown> => Promise.all([source.close(), keeper.close()]);
  let refreshing: Promise<unknown> | undefined;
  // One at a time: a first fill may last longer than the time between two.
  const refresh = (): Promise<unknown> => {
    refreshing ??= keeper
      .ask((client) => refreshDistrict(client, options.onRefreshStep))
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };
  try {
    // A wrong login is told at once, not to the first client.
    await (options.refreshMs > 0 ? refresh() : source.ask((client) => client.query('SELECT 1')));
  } catch (error) {
    await closeAll();
    throw error;
  }
  const timer =
    options.refreshMs > 0
      ? setInterval(() => void refresh().catch(options.onFault), options.refreshMs)
      : undefined;
  const { origins = [], publicUrl, onFault } = options;
  const server = createServer(LIMITS, (request, response) => {
    void serve(request, response, source, { origins, publicUrl }, onFault);
  });
  server.maxConnections = 100;
  server.maxRequestsPerSocket = 1000;
  server.setTimeout(READ_MS);
  const url = await listen(server, options).catch(async (error: unknown) => {
    clearInterval(timer);
    await closeAll();
    throw error;
  });
  return {
    url,
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await closeAll();
    },
  };
}

function listen(server: Server, { host, port }: Open311Options): Promise<string> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      const at = server.address();
      const real = typeof at === 'object' && at ? at.port : port;
      done(`http://${host.includes(':') ? `[${host}]` : host}:${real}`);
    });
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  source: Source,
  exposure: Exposure,
  onFault: (error: unknown) => void,
): Promise<void> {
  let format: Format = 'json';
  const send = (status: number, text: string): void => {
    response.writeHead(status, {
      ...headersFor(request, exposure, status),
      'Content-Type': contentType[format],
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  try {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headersFor(request, exposure, 204)).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new BadQuestion(405, 'this service is for reading only');
    const { path, query } = asked(request.url ?? '/');
    format = path.endsWith('.xml') ? 'xml' : 'json';
    const name = /^\/(?:v2\/)?(.*)\.(?:json|xml)$/.exec(path)?.[1];
    if (name === undefined) throw new BadQuestion(404, 'not found; try /services.json or /requests.xml');
    if (name === 'discovery' && format === 'json') return send(200, discovery(exposure));
    send(200, written(await answer(name, query, source), format));
  } catch (error) {
    const bad = badQuestion(error);
    if (!bad) onFault(error);
    const { status, message } = bad ?? { status: 503, message: 'the service is not available now' };
    send(status, written(errorListing(status, message), format));
  }
}

/** What is wrong with the question; undefined where the question is not at fault. What the database cannot read is no fault of its. */
function badQuestion(error: unknown): BadQuestion | undefined {
  if (error instanceof BadQuestion) return error;
  if (error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? ''))
    return new BadQuestion(400, 'a value of the question cannot be read');
  return undefined;
}

/** Path and parameters; of an address in full (as to a proxy) only these count. @throws BadQuestion */
function asked(url: string): { path: string; query: URLSearchParams } {
  if (url.length > MAX_URL) throw new BadQuestion(414, `the address is longer than ${MAX_URL} characters`);
  // A path that begins with two slashes names no other server.
  const text = url.startsWith('/') ? `http://server${url}` : url;
  if (!URL.canParse(text)) throw new BadQuestion(400, 'the address cannot be read');
  const { pathname, searchParams } = new URL(text);
  return { path: pathname, query: searchParams };
}

async function answer(path: string, query: URLSearchParams, source: Source): Promise<Listing> {
  readable(query);
  if (path === 'services') {
    const street = query.get('jurisdiction_id') || undefined;
    const rows = await source.ask((client) => services(client, street));
    return { list: 'services', item: 'service', rows };
  }
  const one = /^requests\/(.+)$/.exec(path)?.[1];
  if (path !== 'requests' && one === undefined) throw new BadQuestion(404, 'not found');
  if (one !== undefined) query = readable(new URLSearchParams({ service_request_id: decoded(one) }));
  const question = readQuestion(query, Date.now());
  const rows = await source.ask((client) => requests(client, question));
  if (one !== undefined && rows.length === 0) throw new BadQuestion(404, 'service_request_id not found');
  return { list: 'service_requests', item: 'request', rows };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll(',', '');
  } catch {
    throw new BadQuestion(400, 'the address is not encoded as it should be');
  }
}

/** Service discovery, as clients of Open311 look for it. */
function discovery({ publicUrl = './' }: Exposure): string {
  const specification = 'http://wiki.open311.org/GeoReport_v2';
  const endpoint = {
    specification,
    url: publicUrl,
    changeset: '1',
    type: 'production',
    formats: ['application/json', 'text/xml'],
  };
  return JSON.stringify({ changeset: '1', contact: '', key_service: '', endpoints: [endpoint] });
}
