import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Methods that are answered; every other one is 405. */
export const METHODS = 'GET, HEAD, OPTIONS';

/** Who else may be told, and what links say. Nothing of an answer depends on the name that the client used for this server. */
export interface Exposure {
  /** Origins (`https://map.example`) whose pages may read the answers; none unless told. */
  readonly origins: readonly string[];
  /** The address under which clients reach the service from outside; links are relative without it. */
  readonly publicUrl?: string | undefined;
}

/** Origins as browsers send them: scheme, host and port alone. Undefined where a text is none. */
export function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return plain && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '' ? url.origin : undefined;
}

/**
 * Headers of every answer. What may be kept by caches is the same for all that ask; whether a page of another origin may read it
 * depends on that origin alone, which `Vary` says.
 */
export function headersFor(
  request: IncomingMessage,
  { origins }: Exposure,
  status: number,
): OutgoingHttpHeaders {
  const { origin } = request.headers;
  const allowed = origin !== undefined && origins.includes(origin) ? origin : undefined;
  return {
    ...(allowed === undefined ? {} : { 'Access-Control-Allow-Origin': allowed }),
    ...(allowed !== undefined && request.method === 'OPTIONS'
      ? { 'Access-Control-Allow-Methods': METHODS }
      : {}),
    Vary: 'Origin',
    'Cache-Control': status === 200 ? 'public, max-age=60' : 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'",
    ...(status === 405 || request.method === 'OPTIONS' ? { Allow: METHODS } : {}),
    // What may still come of a question that is not read is not waited for.
    ...(status === 405 || status === 414 ? { Connection: 'close' } : {}),
  };
}
