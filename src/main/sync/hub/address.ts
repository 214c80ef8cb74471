import { isIP } from 'node:net';
import { CodedError } from '@shared/contract/errors';

/** Where a hub is. */
export interface HubAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

const DEFAULT_PORT = 5432;

/** `host:port/database`, the port 5432 unless given, an IPv6 address in brackets. Error: `sync.badAddress`. */
export function parseAddress(text: string): HubAddress {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?\/([^\s/?#]+)$/.exec(text.trim());
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = found?.[3] === undefined ? DEFAULT_PORT : Number(found[3]);
  const database = found?.[4] ?? '';
  const badHost = host === '' || (found?.[1] !== undefined && isIP(host) !== 6);
  if (badHost || port < 1 || port > 65_535) throw new CodedError('sync.badAddress', { address: text.trim() });
  return { host, port, database };
}

/** The address as people write it. */
export function formatAddress({ host, port, database }: HubAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/** Whether what is sent there stays on this computer, so that TLS is not needed. */
export function isLoopback(host: string): boolean {
  return (
    host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  );
}
