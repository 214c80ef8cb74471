import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from './state';

const MIN_QUEUE = 340;
const MIN_WORK = 440;
const STEP = 24;

/** The queue's width kept inside what leaves both panes usable. */
export function clampQueue(width: number, available: number): number {
  return Math.round(Math.max(MIN_QUEUE, Math.min(width, available - MIN_WORK)));
}

/** The line between queue and work pane: drag it, or move it with the arrow keys; a double click puts it back. */
export function Splitter({ body }: { body: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const width = useDesk((state) => state.queueWidth);
  const [dragging, setDragging] = useState(false);

  const measure = () => {
    const frame = body.current?.getBoundingClientRect();
    const nav = body.current?.querySelector('nav')?.getBoundingClientRect();
    const queue = body.current?.querySelector('.q-pane')?.getBoundingClientRect();
    const left = nav?.right ?? 0;
    return { left, available: (frame?.right ?? 0) - left, now: queue?.width ?? width };
  };
  const setWidth = (wish: number) => useDesk.setState({ queueWidth: clampQueue(wish, measure().available) });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const { now, available } = measure();
    const wishes: Record<string, number> = {
      ArrowLeft: now - STEP,
      ArrowRight: now + STEP,
      Home: MIN_QUEUE,
      End: available - MIN_WORK,
    };
    const wish = wishes[event.key];
    if (wish === undefined) return;
    event.preventDefault();
    setWidth(wish);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved has no element of its own
    <div
      className="d-splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('desk:splitter')}
      aria-valuenow={width}
      aria-valuemin={MIN_QUEUE}
      tabIndex={0}
      data-dragging={dragging}
      onKeyDown={onKeyDown}
      onDoubleClick={() => useDesk.setState({ queueWidth: 0 })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={(event) => dragging && setWidth(event.clientX - measure().left)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
    />
  );
}
