import { contextBridge, ipcRenderer } from 'electron';
import type { WallApi } from './api';
import { StorePort } from './port';

const port = new StorePort();

/** The wall asks and follows. Its port is served without commands, and there is nothing here to send one with. */
const api = {
  query: (name, input) => port.call('query', name, input),
  follow: (name, listener) => port.follow(name, listener as (message: unknown) => void),
  onReconnect: (listener) => port.onReconnect(listener),
  painted: (position) => ipcRenderer.send('xiuhua:painted', position),
} satisfies WallApi;

contextBridge.exposeInMainWorld('xiuhua', api);
