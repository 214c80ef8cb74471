import type { WallBoard } from '@shared/contract/board';
import type { FeedMessage } from '@shared/contract/contract';
import { toWireError } from '@shared/contract/errors';
import type { Health, WallDirectory } from '@shared/contract/models';
import type { SyncAge } from '@shared/contract/sync';
import type { MapLayers } from '@shared/rules/place/schema';
import { dayOf, type Instant } from '@shared/rules/time';
import { create } from 'zustand';
import type { WallApi } from '../../preload/api';
import { unwrap } from '../common/client';
import { centreNow, setClock } from '../common/clock';
import { makeRefresher } from './refresher';

export type UnitNames = Readonly<Record<string, WallDirectory['units'][number]>>;

/** The last read model of the wall and the state of its connection; nothing here grows with time. */
export interface WallState {
  readonly board: WallBoard | undefined;
  readonly layers: MapLayers | undefined;
  readonly units: UnitNames;
  readonly health: Health | undefined;
  /** A bulk job that is running, for the first build. */
  readonly job: FeedMessage<'job'> | undefined;
  /** The last question failed with this error code; undefined while all is well. */
  readonly failed: { code: string; params?: Record<string, string | number> | undefined } | undefined;
  /** The centre's time of the last message, cut to the minute while messages come, to the second when they stopped. */
  readonly heard: string | undefined;
  readonly stale: boolean;
  /** How old the data of the other stations may be; undefined where nothing told of it. */
  readonly age: SyncAge | undefined;
}

export const useWall = create<WallState>(() => ({
  board: undefined,
  layers: undefined,
  units: {},
  health: undefined,
  job: undefined,
  failed: undefined,
  heard: undefined,
  stale: false,
  age: undefined,
}));

/** The page's own timing, in milliseconds. */
const GAP_MS = 250;
const PATIENCE_MS = 10_000;
const RETRY_MS = [1000, 2000, 5000, 10_000];
/** Without any message for so long the wall asks by itself. */
const PROBE_MS = 12_000;
/** Without any message or answer for so long the wall says that its data stand. */
const STALE_MS = 30_000;
/** Names and map seldom change; they are asked for again this often. */
const SLOW_MS = 600_000;

/** Keep the state by the store's feeds; gives back how to stop. Every timer and listener ends with it. */
export function followStore(api: Omit<WallApi, 'painted'>): () => void {
  let heardAtMs = performance.now();
  let heardAt: Instant | undefined;
  let slowAtMs = performance.now();
  let ended = false;

  /** Something came from the store: a message or an answer. */
  function hear(now: Instant): void {
    heardAtMs = performance.now();
    heardAt = now;
    const heard = now.slice(11, 16);
    const old = useWall.getState();
    if (old.stale || old.heard !== heard) useWall.setState({ heard, stale: false });
  }

  const board = makeRefresher({
    gapMs: GAP_MS,
    patienceMs: PATIENCE_MS,
    retryMs: RETRY_MS,
    async ask(gone) {
      try {
        const answer = unwrap(await api.query('wall.board', {}));
        if (gone()) return;
        setClock(answer.counters.now);
        hear(answer.counters.now);
        useWall.setState({ board: answer, failed: undefined });
      } catch (error) {
        if (!gone()) {
          const { code, params } = toWireError(error, 'wall.board');
          useWall.setState({ failed: { code, params } });
        }
        throw error;
      }
    },
  });

  const slow = makeRefresher({
    gapMs: 2000,
    patienceMs: PATIENCE_MS,
    retryMs: RETRY_MS,
    async ask(gone) {
      slowAtMs = performance.now();
      const [health, age, directory, map] = await Promise.all([
        api.query('health', {}),
        api.query('sync.age', {}),
        api.query('directory.wall', {}),
        api.query('map.data', {}),
      ]);
      if (gone()) return;
      if (health.ok) useWall.setState({ health: health.value });
      if (age.ok) useWall.setState({ age: age.value });
      const units = Object.fromEntries(unwrap(directory).units.map((unit) => [unit.id, unit]));
      useWall.setState({ units, layers: unwrap(map).layers as unknown as MapLayers });
    },
  });

  function watch(): void {
    const quiet = performance.now() - heardAtMs;
    const { stale, board: shown } = useWall.getState();
    if (quiet > STALE_MS && !stale) {
      useWall.setState({ stale: true, heard: heardAt?.slice(11, 19) });
    }
    const newDay = shown !== undefined && dayOf(shown.counters.now) !== dayOf(centreNow());
    if ((quiet > PROBE_MS && !useWall.getState().failed) || newDay) board.want();
    if (performance.now() - slowAtMs > SLOW_MS) slow.want();
  }

  const endings = [
    api.follow('change', (message) => {
      if (ended) return;
      hear(message.now);
      board.want();
    }),
    api.follow('clock', (message) => {
      if (ended) return;
      setClock(message.now, message.hostMs);
      hear(message.now);
      if (message.lightsMoved) board.want();
    }),
    api.follow('health', (health) => {
      if (ended) return;
      const was = useWall.getState().health?.state;
      useWall.setState({ health });
      if (was !== health.state) {
        board.want();
        slow.want();
      }
    }),
    api.follow('job', (job) => {
      if (!ended) useWall.setState({ job: job.ended ? undefined : job });
    }),
    api.follow('syncAge', (age) => {
      if (!ended) useWall.setState({ age });
    }),
    api.onReconnect(() => {
      if (ended) return;
      board.want();
      slow.want();
    }),
  ];
  const timer = setInterval(watch, 2000);
  board.want();
  slow.want();
  return () => {
    ended = true;
    clearInterval(timer);
    board.stop();
    slow.stop();
    for (const end of endings) end();
  };
}
