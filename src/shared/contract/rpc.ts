import { z } from 'zod';
import type { CallKind, Wire } from './caller';
import { CodedError, toWireError } from './errors';

const callKindSchema = z.enum(['query', 'command', 'action']);

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
