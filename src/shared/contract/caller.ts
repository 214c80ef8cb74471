import { RemoteError, type WireError } from './errors';

/** The least that a message port must do; adapters wrap DOM ports, Electron's ports and parent ports. */
export interface Wire {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Kinds of call that a port may carry; which of them is decided when the port is served. */
export type CallKind = 'query' | 'command' | 'action';

type Response =
  | { readonly t: 'ok'; readonly id: number; readonly value: unknown }
  | { readonly t: 'fail'; readonly id: number; readonly error: WireError }
  | { readonly t: 'feed'; readonly feed: string; readonly message: unknown };

/** Answers come from our own processes over a port of their own: their outline is checked, and pages need no schema library at start. */
function isResponse(raw: unknown): raw is Response {
  const t = (raw as { t?: unknown } | null)?.t;
  return t === 'ok' || t === 'fail' || t === 'feed';
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
    if (!isResponse(raw)) return;
    const message = raw;
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
