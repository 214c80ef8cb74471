import { useEffect, useRef } from 'react';
import { useClockFeed } from '../common/useNow';
import { Banners } from './Banners';
import { Header } from './Header';
import { HealthProvider, useHealth, waiting } from './kit/health';
import { DialogHost, Overlays, ScreenHost, Work } from './lazy';
import { Nav } from './Nav';
import { useSession } from './operator';
import { screens } from './rooms';
import { Splitter } from './Splitter';
import { Start } from './Start';
import { StatusBar } from './StatusBar';
import { useSharingFeed } from './sharing';
import { showScreen, useDesk } from './state';
import { useCommands } from './useCommands';
import { useDrops } from './useDrops';
import { useGlobalKeys } from './useGlobalKeys';
import { useWishes } from './useWishes';

const NAV = 'clamp(164px, 9.8vw, 196px)';
/** Queue and work pane as they stand before anybody moved the line between them. */
const QUEUE = 'clamp(400px, 36.5vw, 760px)';
const WORK = 'clamp(440px, 40vw, 720px)';
/** A width kept from a larger screen never pushes the work pane out of a smaller one. */
const kept = (width: number) => `min(${width}px, 100vw - var(--d-nav) - 440px)`;

/** An item that is chosen elsewhere, such as in the palette, is shown where items are. */
function useLeave(): void {
  useEffect(
    () =>
      useDesk.subscribe((state, before) => {
        if (state.selected && state.selected !== before.selected && screens[state.screen].pane === 'never')
          showScreen('queue');
      }),
    [],
  );
}

/** The desk: header, views, queue and work pane, divided by lines. */
export function App() {
  return (
    <HealthProvider>
      <Frame />
    </HealthProvider>
  );
}

function Frame() {
  useClockFeed();
  useGlobalKeys();
  useCommands();
  useDrops();
  useWishes();
  useSession();
  useSharingFeed();
  useLeave();
  const width = useDesk((state) => state.queueWidth);
  const body = useRef<HTMLDivElement>(null);
  const variables = { '--d-nav': NAV, '--d-queue': width > 0 ? kept(width) : QUEUE } as React.CSSProperties;
  return (
    <div className="d-frame" style={variables}>
      <Header />
      <Banners />
      <Body body={body} />
      <StatusBar />
      <Overlays />
      <DialogHost />
    </div>
  );
}

function Body({ body }: { body: React.RefObject<HTMLDivElement | null> }) {
  const screen = useDesk((state) => state.screen);
  const selected = useDesk((state) => state.selected);
  const health = useHealth();
  if (waiting(health)) {
    return (
      <div className="d-body" ref={body}>
        <Nav />
        <Start />
      </div>
    );
  }
  const { pane } = screens[screen];
  const hasPane = pane === 'always' || (pane === 'chosen' && selected !== null);
  return (
    <div
      className="d-body"
      ref={body}
      data-screen={screen}
      data-pane={pane}
      style={{ '--d-work': hasPane ? WORK : '0px' } as React.CSSProperties}
    >
      <Nav />
      <ScreenHost name={screen} />
      {pane === 'always' ? <Splitter body={body} /> : null}
      {pane === 'chosen' ? <span className="d-splitter" /> : null}
      {pane === 'never' ? null : <main className="d-work">{hasPane ? <Work /> : null}</main>}
    </div>
  );
}
