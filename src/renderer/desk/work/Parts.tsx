import type { CasePage } from '@shared/contract/models';
import { timeText } from '../../parts/format';
import { Shape } from '../../parts/Shape';
import { useNow } from '../../parts/useNow';
import { Card } from './Card';
import { useNames } from './directory';
import { useSay } from './say';

/** Who does which part, and which parts are done. */
export function Parts({ page }: { page: CasePage }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  if (page.parts.length === 0) return null;
  const done = page.parts.filter((part) => part.handledAt).length;
  return (
    <Card title={t('work:parts')} aside={t('work:partsDone', { done, count: page.parts.length })}>
      <ul className="wk-parts">
        {page.parts.map((part) => (
          <li key={part.unit}>
            <Shape kind={part.handledAt ? 'circle' : 'ring'} state={part.handledAt ? 'jade' : 'river'} />
            <span>
              {names.unit(part.unit)} <span className="wk-dim">{t(`work:roles.${part.role}`)}</span>
              {part.note && <span className="wk-words">{part.note}</span>}
            </span>
            <span className="wk-dim">
              {part.handledAt
                ? t('work:partDone', { at: timeText(part.handledAt, now) })
                : t('work:partSince', { at: timeText(part.assignedAt, now) })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
