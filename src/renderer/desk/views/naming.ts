import { create } from 'zustand';

/** Which view is being named in the column: a new one, a saved one by its id, or none. */
export const useNaming = create<{ naming: 'new' | { id: string } | null }>(() => ({ naming: null }));

export function nameNewView(): void {
  useNaming.setState({ naming: 'new' });
}

export function nameView(id: string): void {
  useNaming.setState({ naming: { id } });
}

export function endNaming(): void {
  useNaming.setState({ naming: null });
}
