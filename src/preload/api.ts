import type {
  Ack,
  ActionInput,
  ActionName,
  ActionOutput,
  FeedMessage,
  FeedName,
  QueryInput,
  QueryName,
  QueryOutput,
} from '@shared/contract/contract';
import type { WireError } from '@shared/contract/errors';
import type { DeskWish, DroppedFile } from '@shared/contract/files';
import type { ShellInput, ShellName, ShellOutput } from '@shared/contract/shell';
import type { EnvelopeInput } from '@shared/domain/commands';

/** Errors do not survive the context bridge with their fields, so answers come as values. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** What the wall page can do: ask and follow. There is no way to write in it. */
export interface WallApi {
  query<N extends QueryName>(name: N, input: QueryInput<N>): Promise<Answer<QueryOutput<N>>>;
  follow<N extends FeedName>(name: N, listener: (message: FeedMessage<N>) => void): () => void;
  /** The store was restarted or the port renewed: ask again for everything. */
  onReconnect(listener: () => void): () => void;
  /** The page has drawn this position; main watches it to notice a frozen picture. */
  painted(position: number): void;
}

/** What the desk page can do. */
export interface DeskApi extends Omit<WallApi, 'painted'> {
  command(envelope: EnvelopeInput): Promise<Answer<Ack>>;
  action<N extends ActionName>(name: N, input: ActionInput<N>): Promise<Answer<ActionOutput<N>>>;
  shell<N extends ShellName>(name: N, input: ShellInput<N>): Promise<Answer<ShellOutput<N>>>;
  /** Main's token for a dropped file, to be opened by it. Errors: `path.none` where it lies nowhere on this machine, `path.own` … */
  fileOf(file: unknown): Promise<Answer<DroppedFile>>;
  /** The words of a picture's path, in which cameras write place and time; empty where it has none. Nothing opens it. */
  pathOf(file: unknown): string;
  onWish(listener: (wish: DeskWish) => void): () => void;
}
