import { useEffect, useRef, useState } from 'react';
import { centreMs } from '../common/clock';
import { type DataAge, dataAge } from './age';
import { useWall } from './follow';
import { type Stage, stageFor } from './stage';

/** The stage for the window, kept by its size. */
export function useStage(): Stage {
  const [stage, setStage] = useState(() => stageFor(window.innerWidth, window.innerHeight));
  useEffect(() => {
    const measure = () => setStage(stageFor(window.innerWidth, window.innerHeight));
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return stage;
}

/** The value, with the same identity as long as it says the same: a new board must not redraw what did not change. */
export function useSame<T>(value: T): T {
  const kept = useRef<{ text: string; value: T } | undefined>(undefined);
  const text = JSON.stringify(value) ?? '';
  if (kept.current?.text !== text) kept.current = { text, value };
  return kept.current.value;
}

const AGE_STEP_MS = 10_000;

/** How old the data of the other stations may be; drawn anew only when what it says changes. */
export function useAge(): DataAge | undefined {
  const age = useWall((state) => state.age);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (age?.state !== 'behind') return;
    const timer = setInterval(() => setNow(Date.now()), AGE_STEP_MS);
    return () => clearInterval(timer);
  }, [age]);
  return useSame(dataAge(age, now, centreMs() - (Date.now() - now)));
}

/** Call back after the frame in which a new position was drawn. */
export function usePainted(board: { counters: { position: number } } | undefined): void {
  useEffect(() => {
    if (!board) return;
    const { position } = board.counters;
    let frame = requestAnimationFrame(() => {
      // The second frame begins after the first one was drawn.
      frame = requestAnimationFrame(() => {
        (window as unknown as { xiuhua: { painted(position: number): void } }).xiuhua.painted(position);
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [board]);
}
