import type { QueryInput, QueryName, QueryOutput } from '@shared/contract/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { query, useFeed, useReconnect } from '../common/client';

/** A question that need not follow every change: asked again at most once in `gapMs`, the last change never lost. */
export function useSlowQuery<N extends QueryName>(
  name: N,
  input: QueryInput<N>,
  gapMs: number,
): QueryOutput<N> | undefined {
  const [data, setData] = useState<QueryOutput<N>>();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(input);
  latest.current = input;
  const load = useCallback(() => {
    // Where the store is away, the last answer stays until it is back.
    query(name, latest.current).then(setData, () => undefined);
  }, [name]);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      load();
    }, gapMs);
  }, [load, gapMs]);
  useEffect(() => {
    load();
    return () => clearTimeout(timer.current);
  }, [load]);
  useFeed('change', soon);
  useFeed('clock', (message) => message.lightsMoved && soon());
  useReconnect(soon);
  return data;
}
