import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CodedError, toWireError } from '@shared/contract/errors';
import { z } from 'zod';
import { writeFileSafely } from '../store/files';
import { mustMay } from './wishRights';

/** The courier's calls, by the names under which the sync process does them. */
export const courierCalls = ['courier.export', 'courier.open', 'courier.take', 'courier.peers'] as const;
export type CourierCall = (typeof courierCalls)[number];

/** What somebody outside may wish of a running instance. */
export const wishSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import'), file: z.string() }),
  z.object({
    kind: z.literal('briefing'),
    weekStart: z.string().optional(),
    folder: z.string(),
    formats: z.array(z.enum(['docx', 'pdf'])),
  }),
  z.object({ kind: z.literal('wall') }),
  z.object({
    kind: z.literal('courier'),
    call: z.enum(courierCalls),
    input: z.record(z.string(), z.unknown()),
  }),
]);
export type Wish = z.infer<typeof wishSchema>;

const requestSchema = z.object({ token: z.string(), wish: wishSchema });
const wireErrorSchema = z.object({
  code: z.string(),
  call: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  detail: z.string().optional(),
});
const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: wireErrorSchema }),
]);

/** Does what somebody outside wishes; `signal` is aborted where he has gone away meanwhile. */
export type WishHandler = (wish: Wish, signal: AbortSignal) => Promise<unknown>;

const FILE = 'control.json';

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Listen for wishes of the command line: one line of JSON each way, on a socket of this machine, for whoever can read the
 * token in the data folder.
 */
export function setupControl(dataDir: string, socketPath: string, handleWish: WishHandler): () => void {
  const token = randomBytes(16).toString('hex');
  if (process.platform !== 'win32') rmSync(socketPath, { force: true });
  const server: Server = createServer((socket) => serveSocket(socket, token, handleWish));
  server.on('error', (error) =>
    console.error(`The command line cannot reach this instance: ${error.message}`),
  );
  server.listen(socketPath, () => {
    try {
      writeFileSafely(join(dataDir, FILE), JSON.stringify({ token, pid: process.pid }));
    } catch (error) {
      console.error(`The command line cannot reach this instance: ${(error as Error).message}`);
    }
  });
  return () => {
    server.close();
    rmSync(join(dataDir, FILE), { force: true });
  };
}

function serveSocket(socket: Socket, token: string, handleWish: WishHandler): void {
  const gone = new AbortController();
  socket.on('error', () => socket.destroy());
  let answered = false;
  socket.once('close', () => {
    if (!answered) gone.abort();
  });
  createInterface({ input: socket }).once('line', (line) => {
    void (async () => {
      try {
        const request = requestSchema.parse(JSON.parse(line));
        if (!same(request.token, token)) throw new Error('wrong token');
        const value = await handleWish(request.wish, gone.signal);
        answered = true;
        socket.end(`${JSON.stringify({ ok: true, value })}\n`);
      } catch (error) {
        answered = true;
        socket.end(`${JSON.stringify({ ok: false, error: toWireError(error, 'control') })}\n`);
      }
    })();
  });
}

/**
 * Send a wish to the instance that runs on this folder; undefined where none does. Aborted, the instance is left to stop what it
 * does for us. What the command line may not do is not wished at all, nor done by itself afterwards. Errors: `cli.interrupted`,
 * `session.role`.
 */
export async function sendWish(
  dataDir: string,
  socketPath: string,
  wish: Wish,
  signal?: AbortSignal | undefined,
): Promise<z.infer<typeof replySchema> | undefined> {
  mustMay(wish);
  let token: string;
  try {
    token = z
      .object({ token: z.string() })
      .parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8'))).token;
  } catch {
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    signal?.addEventListener('abort', () => {
      socket.destroy();
      reject(new CodedError('cli.interrupted'));
    });
    // Nobody listens: the instance was killed and left its token behind.
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => socket.write(`${JSON.stringify({ token, wish })}\n`));
    createInterface({ input: socket }).once('line', (line) => {
      socket.end();
      const parsed = replySchema.safeParse(JSON.parse(line));
      if (parsed.success) resolve(parsed.data);
      else reject(parsed.error);
    });
  });
}
