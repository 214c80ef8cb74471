import { once } from 'node:events';
import { CodedError } from '@shared/contract/errors';
import { originOf } from '../open311/headers';
import { startOpen311 } from '../open311/server';
import { refreshWords } from './district';
import { adminAccess, type HubArguments, optional } from './hub/admin';
import type { CliOutcome } from './run';

const PORT = 8311;
const MINUTE_MS = 60_000;

/**
 * `open311 --hub postgres://district@host:port/db [--host 127.0.0.1] [--port 8311] [--origin https://map.example,…]
 * [--public-url https://open.example/open311/]`: serve Open311 GeoReport v2 for reading until it is told to stop (Ctrl-C, SIGTERM).
 * `--origin`: whose pages may read it. `--public-url`: what links say. Errors: `cli.optionBad`, those of the hub.
 */
export async function open311Command(args: HubArguments): Promise<CliOutcome> {
  const port = Number(optional(args, 'port') ?? PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CodedError('cli.optionBad', { option: '--port', value: String(args.values.port) });
  const origins = (optional(args, 'origin') ?? '')
    .split(',')
    .filter((one) => one.trim() !== '')
    .map(originNamed);
  const publicUrl = publicNamed(optional(args, 'public-url'));
  const stop = new AbortController();
  const server = await startOpen311({
    access: {
      ...adminAccess(args),
      program: 'xiuhua open311',
      timeouts: { connectMs: 10_000, statementMs: 60_000 },
    },
    host: optional(args, 'host') ?? '127.0.0.1',
    port,
    origins,
    publicUrl,
    refreshMs: 5 * MINUTE_MS,
    onRefreshStep: refreshWords(args.env),
    onFault: (error) => process.stderr.write(`${(error as Error).message}\n`),
  });
  process.stderr.write(`Open311 ${server.url}/services.json\n`);
  await Promise.race([
    once(process, 'SIGINT', { signal: stop.signal }),
    once(process, 'SIGTERM', { signal: stop.signal }),
  ]);
  stop.abort();
  await server.close();
  return { value: { stopped: server.url }, code: 0 };
}

/** An origin as it was typed. Errors: `cli.optionBad`. */
function originNamed(text: string): string {
  const origin = originOf(text.trim());
  if (origin === undefined) throw new CodedError('cli.optionBad', { option: '--origin', value: text.trim() });
  return origin;
}

/** The service's public address, with a slash at its end. Errors: `cli.optionBad`. */
function publicNamed(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password + url.search + url.hash !== '')
    throw new CodedError('cli.optionBad', { option: '--public-url', value: text });
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
