import type { Link, Saying, SyncStatus } from '@shared/contract/sync';
import type { TrustedDevice } from '@shared/sync/station';
import type { Opened, PeerView, TakenPackage } from './courier/courier';
import type { Exported, ExportRequest } from './courier/export';
import type { Joining, Kept } from './service/joining';

/** What main tells the sync process. Ports come beside the message. */
export type ToSync =
  | {
      readonly kind: 'init';
      readonly links: readonly Link[];
      readonly anchors: readonly TrustedDevice[];
      /** The device's secret, opened; it lives in this process's memory only. */
      readonly seed: Uint8Array;
      readonly protection: 'os' | 'file';
      /** Facts of the computer as a short hash. */
      readonly host: string;
      readonly program: string;
      /** Folder beside the data folder, for the log and what couriers told. */
      readonly folder: string;
    }
  | { readonly kind: 'main' }
  | { readonly kind: 'store' }
  | { readonly kind: 'quit' };

/** What the sync process tells main. */
export type FromSync =
  | { readonly kind: 'keep'; readonly links: readonly Link[]; readonly anchors: readonly TrustedDevice[] }
  /** A desk was let in: main keeps the centre's key and has the folder built, then says `joinKept`. */
  | { readonly kind: 'welcomed'; readonly welcome: Kept }
  | { readonly kind: 'closed' };

/** What main asks of the sync process: name → input and output. */
export interface SyncCalls {
  status: { input: Record<never, never>; output: SyncStatus };
  now: { input: { link?: string | undefined }; output: unknown };
  /** The computer slept, and is awake again. */
  resume: { input: Record<never, never>; output: unknown };
  join: { input: Joining; output: unknown };
  joinKept: { input: Record<never, never>; output: unknown };
  /** What the centre gave could not be kept. */
  joinFailed: { input: Saying; output: unknown };
  cancelJoin: { input: Record<never, never>; output: unknown };
  invite: { input: { link: string }; output: { code: string; until: string } };
  confirm: {
    input: {
      link: string;
      request: string;
      operator: string;
      code?: string | undefined;
      /** The digits that somebody compared: of another request nothing is confirmed. */
      safety: string;
      centreKey: Uint8Array;
    };
    output: unknown;
  };
  refuse: { input: { link: string; request: string }; output: unknown };
  revoke: { input: { device: string; operator: string; reason: string }; output: unknown };
  setLink: { input: Partial<Link> & { id: string }; output: unknown };
  removeLink: { input: { id: string }; output: unknown };
  dismissAlarm: { input: { key: string }; output: unknown };
  retryQuarantine: { input: Record<never, never>; output: unknown };
  'courier.export': { input: ExportRequest; output: Exported };
  'courier.open': {
    input: { path: string; password?: string | undefined; trust?: string | undefined };
    output: Opened;
  };
  'courier.take': { input: { token: string }; output: TakenPackage };
  'courier.cancel': { input: Record<never, never>; output: unknown };
  'courier.safety': { input: Record<never, never>; output: { digits: string } };
  'courier.peers': { input: Record<never, never>; output: readonly PeerView[] };
}

export type SyncCallName = keyof SyncCalls;
