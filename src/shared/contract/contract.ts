import type { z } from 'zod';
import { appContract } from './app';
import { boardContract } from './board';
import { briefingContract } from './briefing';
import { callersContract } from './callers';
import { gather, wallNames } from './capability';
import { catalogueContract } from './catalogue';
import { commandsContract } from './commands';
import { courierContract } from './courier';
import { directoryContract } from './directory';
import { filesContract } from './files';
import { folderContract } from './folder';
import { intakeContract } from './intake';
import { ledgerContract } from './ledger';
import { mapContract } from './map';
import { noticesContract } from './notices';
import { pagesContract } from './pages';
import { picturesContract } from './pictures';
import { queueContract } from './queue';
import { rulesContract } from './rules';
import { sessionContract } from './session';
import { sheetsContract } from './sheets';
import { syncContract } from './sync';

/** Every capability that has something to say over a process's border. All that there is to ask, do and follow is derived from this list. */
export const capabilities = {
  app: appContract,
  board: boardContract,
  briefing: briefingContract,
  callers: callersContract,
  catalogue: catalogueContract,
  commands: commandsContract,
  courier: courierContract,
  directory: directoryContract,
  files: filesContract,
  folder: folderContract,
  intake: intakeContract,
  ledger: ledgerContract,
  map: mapContract,
  notices: noticesContract,
  pages: pagesContract,
  pictures: picturesContract,
  queue: queueContract,
  rules: rulesContract,
  session: sessionContract,
  sheets: sheetsContract,
  sync: syncContract,
} as const;
export type Capabilities = typeof capabilities;

/** Questions: they never change anything. The wall may ask those that say so. */
export const queries = gather(capabilities, 'queries');
/** What is more than one command. Who may send and do it, each says. */
export const actions = gather(capabilities, 'actions');
/** What the store tells on its own. */
export const feeds = gather(capabilities, 'feeds');
/** Kinds of foreign files. */
export const fileKinds = gather(capabilities, 'files');

export type Queries = typeof queries;
export type QueryName = keyof Queries;
export type QueryInput<N extends QueryName> = z.input<Queries[N]['input']>;
export type QueryOutput<N extends QueryName> = z.infer<Queries[N]['output']>;
export type Actions = typeof actions;
export type ActionName = keyof Actions;
export type ActionInput<N extends ActionName> = z.input<Actions[N]['input']>;
export type ActionOutput<N extends ActionName> = z.infer<Actions[N]['output']>;
export type Feeds = typeof feeds;
export type FeedName = keyof Feeds;
export type FeedMessage<N extends FeedName> = z.infer<Feeds[N]['message']>;
export type FileKinds = typeof fileKinds;
export type FileKind = keyof FileKinds;
export type FileSaid<K extends FileKind> = z.output<FileKinds[K]['said']>;
export type FilePreview<K extends FileKind> = z.infer<FileKinds[K]['preview']>;

/** The questions that the wall may ask. Commands and actions are not among what its port can carry at all. */
export const wallQueries: readonly string[] = wallNames(queries);
/** The feeds that the wall may follow. */
export const wallFeeds: readonly string[] = wallNames(feeds);

export type { Ack } from './commands';
