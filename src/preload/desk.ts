import type { DroppedFile } from '@shared/contract/files';
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer, DeskApi } from './api';
import { StorePort } from './port';

const port = new StorePort();

const api = {
  query: (name, input) => port.call('query', name, input),
  command: (envelope) => port.call('command', envelope.command.type, envelope),
  action: (name, input) => port.call('action', name, input),
  follow: (name, listener) => port.follow(name, listener as (message: unknown) => void),
  onReconnect: (listener) => port.onReconnect(listener),
  shell: (name, input) => ipcRenderer.invoke('xiuhua:shell', name, input) as Promise<Answer<never>>,
  fileOf: (file) =>
    ipcRenderer.invoke('xiuhua:file', webUtils.getPathForFile(file as File)) as Promise<Answer<DroppedFile>>,
  pathOf: (file) => webUtils.getPathForFile(file as File),
  onWish: (listener) => {
    const pass = (_event: unknown, wish: Parameters<typeof listener>[0]): void => listener(wish);
    ipcRenderer.on('xiuhua:wish', pass);
    return () => ipcRenderer.off('xiuhua:wish', pass);
  },
} satisfies DeskApi;

contextBridge.exposeInMainWorld('xiuhua', api);
