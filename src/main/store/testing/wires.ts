import { MessageChannel } from 'node:worker_threads';
import { Caller, type Wire } from '@shared/contract/caller';
import type { StoreServer } from '../service/server';
import type { Role } from '../service/sessions';

/** A desk's, wall's or main's end of a real message port to this server, and how to hang up. */
export function connect(server: StoreServer, role: Role, window?: number): { caller: Caller; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const wireOf = (port: typeof port1): Wire => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  });
  server.serve(wireOf(port1), role, window);
  return { caller: new Caller(wireOf(port2)), close: () => port2.close() };
}
