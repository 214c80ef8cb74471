import { Caller, type CallKind, type Wire } from '@shared/contract/caller';
import type { WireError } from '@shared/contract/errors';
import { RemoteError } from '@shared/contract/errors';
import { ipcRenderer } from 'electron';
import type { Answer } from './api';

function wireOf(port: MessagePort): Wire {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.onmessage = (event) => listener(event.data);
    },
    onClose: (listener) => port.addEventListener('close', listener),
    close: () => port.close(),
  };
}

/** The page's connection to the store: calls wait for the port, feeds go on over a renewed one. The port itself never leaves here. */
export class StorePort {
  private caller: Caller | undefined;
  private readonly waiting: ((caller: Caller) => void)[] = [];
  private readonly feeds = new Map<string, Set<(message: unknown) => void>>();
  private readonly reconnects = new Set<() => void>();

  constructor() {
    ipcRenderer.on('xiuhua:port', (event) => {
      const port = event.ports[0];
      if (port) this.connect(port);
    });
    ipcRenderer.send('xiuhua:hello');
  }

  async call<T>(kind: CallKind, name: string, input: unknown): Promise<Answer<T>> {
    try {
      const caller = this.caller ?? (await new Promise<Caller>((resolve) => this.waiting.push(resolve)));
      return { ok: true, value: (await caller.call(kind, name, input)) as T };
    } catch (error) {
      return { ok: false, error: wireError(error, name) };
    }
  }

  follow(feed: string, listener: (message: unknown) => void): () => void {
    let listeners = this.feeds.get(feed);
    if (!listeners) {
      listeners = new Set();
      this.feeds.set(feed, listeners);
      this.caller?.follow(feed, (message) => this.spread(feed, message));
    }
    listeners.add(listener);
    return () => this.feeds.get(feed)?.delete(listener);
  }

  onReconnect(listener: () => void): () => void {
    this.reconnects.add(listener);
    return () => this.reconnects.delete(listener);
  }

  private connect(port: MessagePort): void {
    const renewed = this.caller !== undefined;
    const caller = new Caller(wireOf(port));
    this.caller = caller;
    for (const feed of this.feeds.keys()) caller.follow(feed, (message) => this.spread(feed, message));
    for (const resolve of this.waiting.splice(0)) resolve(caller);
    if (renewed) for (const listener of this.reconnects) listener();
  }

  private spread(feed: string, message: unknown): void {
    for (const listener of this.feeds.get(feed) ?? []) listener(message);
  }
}

function wireError(error: unknown, call: string): WireError {
  if (error instanceof RemoteError) return error.wire;
  return { code: 'internal', call, detail: error instanceof Error ? error.message : String(error) };
}
