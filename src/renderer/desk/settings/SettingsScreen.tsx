import { type ReactNode, useEffect } from 'react';
import { z } from 'zod';
import { useFeed, useReconnect } from '../../common/client';
import { errorText } from '../../common/i18n';
import { Themed } from '../kit/Themed';
import type { ScreenProps } from '../room';
import { CatalogueImport } from './CatalogueImport';
import { tableIds } from './columns';
import { Editor } from './Editor';
import { Overview } from './Findings';
import { loadRules, recallDrafts, useSettings } from './store';
import { TableList } from './TableList';
import { useWords, type Words } from './words';
import './settings.css';

// The page's policy forbids code made from text, which zod would try for speed.
z.config({ jitless: true });

/** The rules of the house and its catalogue, to be read, tried out and changed; beside them pages of other rooms. */
export default function SettingsScreen(props: ScreenProps): ReactNode {
  return (
    <Themed>
      <Settings {...props} />
    </Themed>
  );
}

function useFreshRules(): void {
  useEffect(() => {
    recallDrafts(tableIds);
    void loadRules();
  }, []);
  // A change that names no item changed tables; clocks that were reckoned close a finding.
  useFeed('change', (message) => message.changed.length === 0 && void loadRules());
  useFeed('job', (message) => message.kind === 'reckon' && message.ended && void loadRules());
  useReconnect(() => void loadRules());
}

function Settings({ entries, page }: ScreenProps) {
  const words = useWords();
  useFreshRules();
  return (
    <main className="st-room" aria-label={words.t(page?.label ?? 'settings:title')}>
      <TableList words={words} others={entries} />
      {page?.content ?? <Tables words={words} />}
    </main>
  );
}

function Tables({ words }: { words: Words }) {
  const table = useSettings((state) => state.table);
  const importing = useSettings((state) => state.importing);
  const problem = useSettings((state) => state.problem);
  return (
    <div className="st-main">
      {problem ? (
        <p className="st-problem" role="alert">
          {errorText(words.t, problem)}
        </p>
      ) : null}
      {table === null ? <Overview words={words} /> : null}
      {table !== null && !importing ? <Editor key={table} table={table} words={words} /> : null}
      {importing ? <CatalogueImport words={words} /> : null}
    </div>
  );
}
