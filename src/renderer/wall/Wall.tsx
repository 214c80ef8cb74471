import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { reader } from '../common/client';
import type { Language } from '../common/i18n';
import type { ThemeName } from '../common/tokens';
import { Cases } from './Cases';
import { Channels, Ledger } from './Channels';
import { Counters } from './Counters';
import { Days } from './Days';
import { followStore, useWall } from './follow';
import { Header } from './Header';
import { usePainted, useStage } from './hooks';
import { Loads } from './Loads';
import { Ribbon, Waiting } from './Notices';
import { Street } from './Street';

/** The wall: is the street all right, where is it not, who is loaded. It asks and follows; it cannot write. */
export function Wall({ theme, language }: { theme: ThemeName; language: Language }) {
  const stage = useStage();
  const board = useWall((state) => state.board);
  const stale = useWall((state) => state.stale);
  const { t } = useTranslation('wall');
  useEffect(() => followStore(reader()), []);
  usePainted(board);
  return (
    <main
      className="wall"
      data-layout={stage.layout}
      data-stale={stale}
      aria-label={t('title')}
      style={{ width: stage.width, height: stage.height, zoom: stage.scale }}
    >
      <Header language={language} />
      <Ribbon />
      {board ? (
        <>
          <Counters board={board} />
          <div className="body">
            <Street board={board} theme={theme} most={stage.layout === 'B' ? 6 : 4} />
            <div className="facts">
              <Channels counters={board.counters} />
              <Ledger counters={board.counters} />
            </div>
            <Loads units={board.units} language={language} />
            <Cases board={board} />
            <Days days={board.days} theme={theme} />
          </div>
        </>
      ) : (
        <Waiting />
      )}
    </main>
  );
}
