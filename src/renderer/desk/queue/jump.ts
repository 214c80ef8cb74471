import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** A wish to go to a row by its number, from 0; the list takes it. `asking` shows the field for it. */
const useWish = create<{ to: number | null; asking: boolean }>(() => ({ to: null, asking: false }));

export function jumpTo(index: number): void {
  useWish.setState({ to: index, asking: false });
}

export function askForJump(asking: boolean): void {
  useWish.setState({ asking });
}

export function useAskingForJump(): boolean {
  return useWish((state) => state.asking);
}

/** Do what was wished for, once. */
export function useJump(goTo: (index: number) => void): void {
  const to = useWish((state) => state.to);
  const latest = useRef(goTo);
  latest.current = goTo;
  useEffect(() => {
    if (to === null) return;
    useWish.setState({ to: null });
    latest.current(to);
  }, [to]);
}
