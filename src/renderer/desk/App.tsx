import { useRef } from 'react';
import { useClockFeed } from '../parts/useNow';
import { Banners } from './Banners';
import { Header } from './Header';
import { HealthProvider, useHealth, waiting } from './health';
import { DialogHost, MapScreen, Overlays, SettingsScreen, Work } from './lazy';
import { Nav } from './Nav';
import { Queue } from './queue';
import { Splitter } from './Splitter';
import { Start } from './Start';
import { StatusBar } from './StatusBar';
import { useSharingFeed } from './sharing/store';
import { useDesk } from './state';
import { useCommands } from './useCommands';
import { useDrops } from './useDrops';
import { useGlobalKeys } from './useGlobalKeys';
import { useSession } from './useSession';
import { useWishes } from './useWishes';

const NAV = 'clamp(164px, 9.8vw, 196px)';
/** Queue and work pane as they stand before anybody moved the line between them. */
const QUEUE = 'clamp(400px, 36.5vw, 760px)';
/** A width kept from a larger screen never pushes the work pane out of a smaller one. */
const kept = (width: number) => `min(${width}px, 100vw - var(--d-nav) - 440px)`;

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
  if (screen === 'settings' || screen === 'sharing') {
    return (
      <div className="d-body" ref={body} data-screen={screen}>
        <Nav />
        <SettingsScreen />
      </div>
    );
  }
  const work = screen === 'map' && !selected ? '0px' : 'clamp(440px, 40vw, 720px)';
  return (
    <div
      className="d-body"
      ref={body}
      data-screen={screen}
      style={{ '--d-work': work } as React.CSSProperties}
    >
      <Nav />
      {screen === 'map' ? <MapScreen /> : <Queue />}
      {screen === 'map' ? <span className="d-splitter" /> : <Splitter body={body} />}
      <main className="d-work">{screen === 'map' && !selected ? null : <Work />}</main>
    </div>
  );
}
