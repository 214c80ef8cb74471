import type { CasePage } from '@shared/contract/pages';
import { minutesBetween } from '@shared/rules/time';
import { Button } from 'antd';
import { dueText, durationText, timeText } from '../../common/format';
import { Light, lightColour } from '../../common/Light';
import { Shape } from '../../common/Shape';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useNames } from '../kit/directory';
import { type Say, useSay } from '../kit/say';
import { openMove } from './openMove';

type Part = CasePage['parts'][number];

/** How far a part has come: given out, taken, reported by the worker, done. */
function stepText(part: Part, now: string, t: Say): string {
  if (part.handledAt) return t('work:partDone', { at: timeText(part.handledAt, now) });
  if (part.reportedAt) return t('work:partReported', { at: timeText(part.reportedAt, now) });
  if (part.acceptedAt) return t('work:partAccepted', { at: timeText(part.acceptedAt, now) });
  return t('work:partSince', { at: timeText(part.assignedAt, now) });
}

/** Until when it may be sent back, where nobody has begun. */
function windowText(part: Part, now: string, t: Say): string {
  if (part.handledAt || part.reportedAt || !part.returnBy) return '';
  return part.returnBy < now
    ? t('work:windowClosed')
    : t('work:windowOpen', { left: durationText(minutesBetween(now, part.returnBy), t) });
}

/** Who does which part, by when, and how far each has come. */
export function Parts({ page }: { page: CasePage }) {
  const t = useSay();
  if (page.parts.length === 0) return null;
  const done = page.parts.filter((part) => part.handledAt).length;
  return (
    <Card title={t('work:parts')} extra={t('work:partsDone', { done, count: page.parts.length })}>
      <ul className="wk-parts">
        {page.parts.map((part) => (
          <PartLine key={part.unit} page={page} part={part} />
        ))}
      </ul>
    </Card>
  );
}

/** Done is a full circle, open a ring; what is nearly or wholly late has the shape of its light. */
function PartMark({ part }: { part: Part }) {
  if (part.handledAt) return <Shape kind="circle" state="jade" />;
  if (part.light === 'yellow' || part.light === 'red') return <Light light={part.light} />;
  return <Shape kind="ring" state="river" />;
}

function PartLine({ page, part }: { page: CasePage; part: Part }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const open = !part.handledAt;
  const urged = page.urges.filter((one) => one.unit === part.unit).length;
  const small = [
    stepText(part, now, t),
    windowText(part, now, t),
    urged > 0 ? t('work:urgedTimes', { count: urged }) : '',
  ];
  const urgeable = open && page.moves.includes('case.urge');
  return (
    <li>
      <PartMark part={part} />
      <span>
        {names.unit(part.unit)} <span className="wk-dim">{t(`work:roles.${part.role}`)}</span>
        {part.task && <span className="wk-words">{part.task}</span>}
        {part.note && <span className="wk-words">“{part.note}”</span>}
        <span className="wk-dim wk-part-steps">{small.filter(Boolean).join(' · ')}</span>
      </span>
      <span className="wk-part-due">
        {open && part.due && (
          <span style={{ color: lightColour(part.light) }}>{dueText(part.due, now, t, part.light)}</span>
        )}
        {urgeable && part.light !== 'green' && (
          <Button size="small" onClick={() => openMove(page.item.id, 'case.urge', part.unit)}>
            {t('work:move.urge')}
          </Button>
        )}
      </span>
    </li>
  );
}
