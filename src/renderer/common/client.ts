import type { FeedMessage, FeedName, QueryInput, QueryName, QueryOutput } from '@shared/contract/contract';
import { RemoteError } from '@shared/contract/errors';
import { useEffect, useRef, useState } from 'react';
import type { Answer, WallApi } from '../../preload/api';

/** The value of an answer, or its error thrown with code and call name. */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new RemoteError(answer.error);
}

type Reader = Pick<WallApi, 'query' | 'follow' | 'onReconnect'>;

/** The part of the preload that desk and wall share. */
export function reader(): Reader {
  return (window as unknown as { xiuhua: Reader }).xiuhua;
}

/** Ask the store. */
export async function query<N extends QueryName>(name: N, input: QueryInput<N>): Promise<QueryOutput<N>> {
  return unwrap(await reader().query(name, input));
}

/** Follow a feed while the component lives. The listener may change from render to render. */
export function useFeed<N extends FeedName>(name: N, listener: (message: FeedMessage<N>) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => reader().follow(name, (message) => latest.current(message)), [name]);
}

/** Run on every renewed connection to the store (it was restarted, or the port was). */
export function useReconnect(listener: () => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => reader().onReconnect(() => latest.current()), []);
}

export interface Asked<T> {
  readonly data: T | undefined;
  readonly error: RemoteError | undefined;
  readonly reload: () => void;
}

/**
 * A question kept fresh: asked again when its input changes, when the store says that something changed, when lights
 * moved by the clock, and after a reconnect. Overlapping answers keep their order; the last good one stays on screen.
 */
export function useQuery<N extends QueryName>(name: N, input: QueryInput<N> | null): Asked<QueryOutput<N>> {
  const [state, setState] = useState<{ data?: QueryOutput<N>; error?: RemoteError }>({});
  const key = input === null ? null : JSON.stringify(input);
  const turn = useRef(0);
  const load = useRef(() => {});
  load.current = () => {
    if (input === null) return;
    const mine = ++turn.current;
    query(name, input).then(
      (data) => mine === turn.current && setState({ data }),
      (error) => mine === turn.current && setState((old) => ({ ...old, error: error as RemoteError })),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the serialised input is the dependency
  useEffect(() => load.current(), [name, key]);
  useFeed('change', () => load.current());
  useFeed('clock', (message) => message.lightsMoved && load.current());
  useReconnect(() => load.current());
  return { data: state.data, error: state.error, reload: () => load.current() };
}
