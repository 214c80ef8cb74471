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
  /** The path of a dropped or chosen file, where it has one on this machine. */
  pathOf(file: unknown): string;
  /** A wish from outside (second start, command line): import this file, show this item. */
  onWish(
    listener: (wish: { kind: 'import'; path: string } | { kind: 'item'; id: string }) => void,
  ): () => void;
}
