import type { Wire } from '@shared/contract/caller';

/** A port of the main process or of a utility process as a wire. The port must be kept: a collected one closes. */
export function wireOf(port: Electron.MessagePortMain): Wire {
  const wire: Wire = {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    close: () => port.close(),
  };
  port.start();
  return wire;
}
