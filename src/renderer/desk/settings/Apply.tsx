import type { FeedMessage } from '@shared/contract/contract';
import type { RuleSet } from '@shared/contract/rules';
import { useMemo, useRef, useState } from 'react';
import { useFeed } from '../../common/client';
import { act, useAsyncAction } from '../kit/calls';
import { useLacking } from '../kit/whoMay';
import { useShortcuts } from '../state/shortcuts';
import type { TableId } from './columns';
import { keys } from './keys';
import { dropDraft, loadRules, rebaseDraft, useSettings } from './store';
import type { TableState } from './useTable';
import type { Words } from './words';

interface ApplyProps {
  readonly table: TableId;
  readonly state: TableState;
  readonly words: Words;
  readonly onDone: (set: RuleSet) => void;
}

type News = FeedMessage<'job'>;

/** The word that makes it so, with a note for those who come later; meanwhile how far the clocks are. */
export function Apply(props: ApplyProps) {
  const { table, state, words, onDone } = props;
  const { t } = words;
  const action = useAsyncAction();
  const lacks = useLacking('rules.set');
  const cancel = useAsyncAction();
  const [note, setNote] = useState('');
  const [news, setNews] = useState<News>();
  useFeed('job', (message) => message.kind === 'reckon' && setNews(message));
  const apply = async () => {
    if (lacks !== null) return;
    await action.run(async () => {
      const { rows, draft } = state;
      const source = draft?.sources.join('、').slice(0, 200);
      useSettings.setState({ applying: table });
      try {
        const set = await act('rules.set', {
          table,
          rows: [...rows] as Record<string, unknown>[],
          ...(source ? { source } : {}),
          ...(note.trim() ? { note: note.trim() } : {}),
        });
        // What was changed meanwhile is not in force: it stays, as a draft on the new version.
        if (useSettings.getState().drafts[table]?.rows === rows) dropDraft(table);
        else rebaseDraft(table, set.version);
        onDone(set);
      } finally {
        useSettings.setState({ applying: null });
        await loadRules();
      }
    });
  };
  const latest = useRef(apply);
  latest.current = apply;
  useShortcuts(
    useMemo(
      () => [
        {
          id: 'settings.apply',
          keys: keys.settings.apply,
          label: t('settings:apply'),
          group: 'item' as const,
          always: true,
          run: () => void latest.current(),
        },
      ],
      [t],
    ),
  );
  const running = action.busy && news && !news.ended ? news : undefined;
  return (
    <section className="st-apply">
      <label>
        <span className="xh-quiet">{t('settings:note')}</span>
        <input
          className="xh-input"
          value={note}
          maxLength={500}
          placeholder={t('settings:noteHint')}
          disabled={action.busy}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <div className="st-row-buttons">
        <button
          type="button"
          className="xh-button xh-button-primary"
          disabled={action.busy || lacks !== null}
          onClick={apply}
        >
          {t(action.busy ? 'settings:applying' : 'settings:apply')} <kbd className="wk-key">Ctrl ↵</kbd>
        </button>
        {running ? (
          <button
            type="button"
            className="xh-button"
            disabled={cancel.busy}
            onClick={() => cancel.run(() => act('rules.cancel', {}))}
          >
            {t('settings:cancelReckon')}
          </button>
        ) : null}
      </div>
      {lacks ? <p className="xh-quiet">{t(`sharing:${lacks}`)}</p> : null}
      {running ? (
        <div role="status">
          <progress className="st-progress" max={Math.max(1, running.total)} value={running.done} />
          <p className="xh-quiet">{t('settings:reckoning', { done: running.done, total: running.total })}</p>
        </div>
      ) : null}
      {[action.problem, cancel.problem].filter(Boolean).map((problem) => (
        <p key={problem} className="st-problem" role="alert">
          {problem}
        </p>
      ))}
    </section>
  );
}
