import type { Wire } from '@shared/contract/caller';
import { CodedError, type WireError } from '@shared/contract/errors';
import { type Served, serve } from '@shared/contract/rpc';
import {
  PORT_CHANNEL,
  type WorkshopClient,
  type WorkshopName,
  workshopCalls,
  workshopClientSchema,
  workshopRights,
} from '@shared/contract/workshop';
import { contextBridge, ipcRenderer } from 'electron';

/** Errors do not survive the context bridge with their fields, so answers come as values. */
type Answer = { ok: true; value: unknown } | { ok: false; error: WireError };
type Handler = (name: WorkshopName, input: unknown) => Promise<Answer>;

/** The DOM's message port as far as needed; the node program has no DOM types. */
interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message' | 'close', listener: (event: { data: unknown }) => void): void;
  start(): void;
  close(): void;
}

interface Waiting {
  client: WorkshopClient;
  port: Port;
}

let handler: Handler | undefined;
const waiting: Waiting[] = [];

function isName(name: string): name is WorkshopName {
  return Object.hasOwn(workshopCalls, name);
}

function wireOf(port: Port): Wire {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
    close: () => port.close(),
  };
}

function served(client: WorkshopClient, handle: Handler): Served {
  return {
    allows: (kind, name) => kind === 'action' && (workshopRights[client] as readonly string[]).includes(name),
    async call(_kind, name, input) {
      if (!isName(name)) throw new CodedError('rpc.unknown', { name });
      const answer = await handle(name, workshopCalls[name].input.parse(input));
      if (answer.ok) return workshopCalls[name].output.parse(answer.value);
      const { code, params, detail } = answer.error;
      throw new CodedError(code, params, detail);
    },
    follow: () => () => {},
  };
}

ipcRenderer.on(PORT_CHANNEL, (event, data: unknown) => {
  const to = workshopClientSchema.safeParse(data);
  for (const port of event.ports as unknown as Port[]) {
    if (!to.success) port.close();
    else if (handler) serve(wireOf(port), served(to.data.client, handler));
    else waiting.push({ client: to.data.client, port });
  }
});

contextBridge.exposeInMainWorld('workshop', {
  /** The page's one handler; what was asked before it was ready is answered now. */
  serve(handle: Handler): void {
    if (handler) return;
    handler = handle;
    for (const { client, port } of waiting.splice(0)) serve(wireOf(port), served(client, handle));
  },
});
