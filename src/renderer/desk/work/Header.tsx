import type { Item } from '@shared/contract/models';
import type { CasePage } from '@shared/contract/pages';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dueText, fullTimeText, timeText } from '../../common/format';
import { Light, lightColour } from '../../common/Light';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { select } from '../state';
import { DeadlineWhy } from './DeadlineWhy';

interface HeaderProps {
  readonly item: Item;
  readonly outsideDue: string | undefined;
  readonly others: string;
  /** The case that this one was merged into. */
  readonly mergedInto?: CasePage['mergedInto'];
  /** A narrower word for the state, such as the kind of a refusal. */
  readonly state?: string | undefined;
  /** Whose handling clock sets the due time. */
  readonly dueUnit?: string | undefined;
}

/** Title, number, where and what; at the right the deadline that counts, large. */
export function Header(props: HeaderProps) {
  const { item, outsideDue, mergedInto } = props;
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const grid = [item.communityCode ? names.community(item.communityCode) : '', item.gridCode ?? '']
    .filter(Boolean)
    .join(' ');
  const counts = [
    item.returns > 0 ? t('work:returnedTimes', { count: item.returns }) : '',
    item.reworks > 0 ? t('work:reworkedTimes', { count: item.reworks }) : '',
    item.supervised ? t('work:supervisedNow') : '',
  ];
  const meta = [
    item.no,
    props.others,
    item.className ?? t('work:noClass'),
    grid || t('work:noGrid'),
    item.priority === 'urgent' ? t('work:priorities.urgent') : '',
    ...counts,
  ];
  const [why, setWhy] = useState(false);
  const hold = item.state === 'onHold' && item.holdUntil ? timeText(item.holdUntil, now) : '';
  const clock = item.clock && { name: item.clock, ...(props.dueUnit ? { unit: props.dueUnit } : {}) };
  return (
    <>
      <div className="wk-header">
        <div>
          <h1>{item.title}</h1>
          <p className="wk-meta">
            <b data-state={item.state}>
              {hold
                ? t('work:onHoldUntil', { until: hold })
                : (props.state ?? t(`common:state.${item.state}`))}
            </b>
            {mergedInto && (
              <>
                {' '}
                <button type="button" className="wk-link" onClick={() => select(mergedInto.id)}>
                  {t('work:mergedIntoNo', { no: mergedInto.no })}
                </button>
              </>
            )}{' '}
            · {meta.filter(Boolean).join(' · ')}
          </p>
        </div>
        <Due item={item} outsideDue={outsideDue} why={why} onWhy={() => setWhy(!why)} />
      </div>
      {why && clock && (
        <Card title={t('work:whyDue.title')} className="wk-why-card">
          <DeadlineWhy itemId={item.id} clock={clock} />
        </Card>
      )}
    </>
  );
}

interface DueProps {
  readonly item: Item;
  readonly outsideDue: string | undefined;
  readonly why: boolean;
  readonly onWhy: () => void;
}

function Due({ item, outsideDue, why, onWhy }: DueProps) {
  const t = useSay();
  const { t: plain } = useTranslation('work');
  const now = useNow();
  if (item.closedAt && !(item.toReply > 0 && item.dueAt))
    return (
      <div className="wk-due">
        <strong>{t(`common:state.${item.state}`)}</strong>
        <span className="wk-dim">{fullTimeText(item.closedAt)}</span>
      </div>
    );
  if (!item.dueAt) return null;
  const inside = item.clock ? `${t(`common:clock.${item.clock}`)} ${timeText(item.dueAt, now)}` : '';
  const outside = outsideDue ? `${t('common:clock.outside')} ${timeText(outsideDue, now)}` : '';
  return (
    <div className="wk-due">
      <strong style={{ color: lightColour(item.light) }}>
        <Light light={item.light} size={18} /> {dueText(item.dueAt, now, t, item.light)}
      </strong>
      <span className="wk-dim" title={plain('dueTitle', { at: fullTimeText(item.dueAt) })}>
        {[inside, outside].filter(Boolean).join(' · ')}{' '}
        {item.clock && (
          <button type="button" className="wk-link" aria-expanded={why} onClick={onWhy}>
            {t('work:whyDue.title')}
          </button>
        )}
      </span>
    </div>
  );
}
