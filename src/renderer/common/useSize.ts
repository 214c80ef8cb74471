import { type RefObject, useLayoutEffect, useState } from 'react';

/** Size of an element's content box in its own CSS pixels, kept while it lives; zero before it is laid out. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const observer = new ResizeObserver(() => {
      const next = { width: node.clientWidth, height: node.clientHeight };
      setSize((old) => (old.width === next.width && old.height === next.height ? old : next));
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
