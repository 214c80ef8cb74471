import type { FeedMessage } from '@shared/contract/contract';
import type { Health } from '@shared/contract/models';
import type { ShellOutput } from '@shared/contract/shell';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { query, useFeed, useReconnect } from '../../common/client';
import { deskApi } from './api';

export type AppInfo = ShellOutput<'app.info'>;
export type Job = FeedMessage<'job'>;

export interface HealthNow {
  /** Undefined until the store answered for the first time. */
  readonly health: Health | undefined;
  readonly info: AppInfo | undefined;
  /** The bulk job that runs, where one does. */
  readonly job: Job | undefined;
}

const Context = createContext<HealthNow>({ health: undefined, info: undefined, job: undefined });

export function useHealth(): HealthNow {
  return useContext(Context);
}

/** States in which there is no queue to show yet, but something to wait for or to choose. */
export function waiting({ health, info }: HealthNow): boolean {
  if (!health) return false;
  if (health.state === 'empty') return info !== undefined && info.firstStart !== 'none';
  return health.state === 'starting' || health.state === 'building' || health.state === 'failed';
}

const GAP_MS = 500;

/** At once, and then at most twice a second however often it is called; the last call is never lost. */
function useThrottled(run: () => void): () => void {
  const latest = useRef(run);
  latest.current = run;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const again = useRef(false);
  return useCallback(() => {
    if (timer.current !== undefined) {
      again.current = true;
      return;
    }
    latest.current();
    const rest = () => {
      timer.current = undefined;
      if (!again.current) return;
      again.current = false;
      latest.current();
      timer.current = setTimeout(rest, GAP_MS);
    };
    timer.current = setTimeout(rest, GAP_MS);
  }, []);
}

/** State of the store for the whole desk, asked once and then told by the feed. */
export function HealthProvider({ children }: { children: ReactNode }) {
  const [health, setHealth] = useState<Health>();
  const [info, setInfo] = useState<AppInfo>();
  const [job, setJob] = useState<Job>();
  const load = useThrottled(() => {
    query('health', {}).then(setHealth, () => undefined);
  });
  useEffect(() => {
    query('health', {}).then(setHealth, () => undefined);
    deskApi()
      .shell('app.info', {})
      .then((answer) => answer.ok && setInfo(answer.value));
  }, []);
  useFeed('health', setHealth);
  // Each commit moves the time of the last flush.
  useFeed('change', load);
  useReconnect(load);
  useFeed('job', (message) => setJob(message.ended ? undefined : message));
  return <Context value={{ health, info, job }}>{children}</Context>;
}
