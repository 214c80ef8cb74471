import type { Item } from '@shared/contract/models';
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { query } from '../../../common/client';
import { Light } from '../../../common/Light';
import { useNames } from '../../kit/directory';
import { Field } from '../../kit/fields';
import { useSay } from '../../kit/say';

const SHOWN = 6;

/** Open cases by words or number, asked when the typing pauses; nothing typed, nothing asked. */
function useFound(text: string): readonly Item[] | undefined {
  const [found, setFound] = useState<readonly Item[]>();
  useEffect(() => {
    const words = text.trim();
    if (words.length < 2) return setFound(undefined);
    let over = false;
    const timer = setTimeout(() => {
      query('queue.page', { view: 'open', sort: 'updated', text: words, offset: 0, limit: 20 })
        .then((page) => !over && setFound(page.rows.filter((row) => row.kind === 'case')))
        .catch(() => !over && setFound([]));
    }, 250);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}

/** Choose a case: those near by stand there, every other open one is found by number, words or place. */
export function CaseFinder(props: {
  nearby: readonly Item[];
  self: string;
  value: string | undefined;
  onChange: (id: string) => void;
}) {
  const t = useSay();
  const names = useNames();
  const [text, setText] = useState('');
  const found = useFound(text);
  const list = (found ?? props.nearby).filter((one) => one.kind === 'case' && one.id !== props.self);
  return (
    <>
      <Field label={t('work:findCase')}>
        {(id) => (
          <Input
            id={id}
            allowClear
            value={text}
            placeholder={t('work:findCaseHint')}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={(event) => {
              event.preventDefault();
              const first = list[0];
              if (first) props.onChange(first.id);
            }}
          />
        )}
      </Field>
      {list.length === 0 ? (
        <p className="wk-dim">{t(found ? 'work:foundNoCase' : 'work:noMergeTargets')}</p>
      ) : (
        <ul className="wk-near-list" aria-label={t(found ? 'work:foundCases' : 'work:nearCases')}>
          {list.slice(0, SHOWN).map((item) => (
            <li key={item.id}>
              <button
                type="button"
                aria-pressed={props.value === item.id}
                onClick={() => props.onChange(item.id)}
              >
                <Light light={item.light} /> <span>{item.title}</span>
                <span className="wk-dim">
                  {[item.no, item.unit ? names.unitShort(item.unit) : ''].filter(Boolean).join(' · ')}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
