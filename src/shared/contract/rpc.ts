import { z } from 'zod';
import { CodedError, RemoteError, toWireError, wireErrorSchema } from './errors';

/** The least that a message port must do; adapters wrap DOM ports, Electron's ports and parent ports. */
export interface Wire {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Kinds of call that a port may carry; which of them is decided when the port is served. */
export const callKindSchema = z.enum(['query', 'command', 'action']);
export type CallKind = z.infer<typeof callKindSchema>;

const requestSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('call'),
    id: z.number().int(),
    kind: callKindSchema,
    name: z.string(),
    input: z.unknown(),
  }),
  z.object({ t: z.literal('follow'), feed: z.string() }),
  z.object({ t: z.literal('unfollow'), feed: z.string() }),
]);

const responseSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('ok'), id: z.number().int(), value: z.unknown() }),
  z.object({ t: z.literal('fail'), id: z.number().int(), error: wireErrorSchema }),
  z.object({ t: z.literal('feed'), feed: z.string(), message: z.unknown() }),
]);

/** What serves a port. A call that `allows` refuses is answered with `rpc.forbidden`, an unknown one with `rpc.unknown`. */
export interface Served {
  allows(kind: CallKind, name: string): boolean;
  call(kind: CallKind, name: string, input: unknown): Promise<unknown> | unknown;
  follow(feed: string, send: (message: unknown) => void): () => void;
}

/** Serve calls and feeds on a wire; returns a function that ends it. What the client followed is freed when the port closes. */
export function serve(wire: Wire, served: Served): () => void {
  const following = new Map<string, () => void>();
  const end = (): void => {
    for (const stop of following.values()) stop();
    following.clear();
  };
  wire.onMessage((raw) => {
    const parsed = requestSchema.safeParse(raw);
    if (!parsed.success) return;
    const request = parsed.data;
    if (request.t === 'call') void answer(wire, served, request);
    else if (request.t === 'unfollow') {
      following.get(request.feed)?.();
      following.delete(request.feed);
    } else if (!following.has(request.feed)) {
      const { feed } = request;
      following.set(
        feed,
        served.follow(feed, (message) => wire.post({ t: 'feed', feed, message })),
      );
    }
  });
  wire.onClose(end);
  return end;
}

async function answer(
  wire: Wire,
  served: Served,
  request: { id: number; kind: CallKind; name: string; input?: unknown },
): Promise<void> {
  const { id, kind, name } = request;
  try {
    if (!served.allows(kind, name)) throw new CodedError('rpc.forbidden', { name });
    wire.post({ t: 'ok', id, value: await served.call(kind, name, request.input) });
  } catch (error) {
    wire.post({ t: 'fail', id, error: toWireError(error, `${kind} ${name}`) });
  }
}

/** The calling side of a wire. Calls made after it closed, and those still open when it closes, fail with `rpc.closed`. */
export class Caller {
  private nextId = 1;
  private closed = false;
  private readonly open = new Map<
    number,
    { name: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  private readonly followers = new Map<string, Set<(message: unknown) => void>>();

  constructor(private readonly wire: Wire) {
    wire.onMessage((raw) => this.receive(raw));
    wire.onClose(() => this.end());
  }

  /** Call and wait for the answer. Errors are `RemoteError`s that carry the code and the call's name. */
  call(kind: CallKind, name: string, input: unknown): Promise<unknown> {
    if (this.closed) return Promise.reject(new RemoteError({ code: 'rpc.closed', call: name }));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { name, resolve, reject });
      this.wire.post({ t: 'call', id, kind, name, input });
    });
  }

  /** Follow a feed until the returned function is called. */
  follow(feed: string, listener: (message: unknown) => void): () => void {
    const set = this.followers.get(feed) ?? new Set();
    if (set.size === 0 && !this.closed) this.wire.post({ t: 'follow', feed });
    set.add(listener);
    this.followers.set(feed, set);
    return () => {
      set.delete(listener);
      if (set.size === 0 && !this.closed) this.wire.post({ t: 'unfollow', feed });
    };
  }

  private receive(raw: unknown): void {
    const parsed = responseSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.t === 'feed') {
      for (const listener of this.followers.get(message.feed) ?? []) listener(message.message);
      return;
    }
    const waiting = this.open.get(message.id);
    this.open.delete(message.id);
    if (message.t === 'ok') waiting?.resolve(message.value);
    else waiting?.reject(new RemoteError(message.error));
  }

  private end(): void {
    this.closed = true;
    for (const { name, reject } of this.open.values())
      reject(new RemoteError({ code: 'rpc.closed', call: name }));
    this.open.clear();
  }
}
