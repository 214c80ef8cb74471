import type { Item } from '@shared/contract/models';
import { useTranslation } from 'react-i18next';
import { dueText, fullTimeText, timeText } from '../../parts/format';
import { Light, lightColour } from '../../parts/Light';
import { useNow } from '../../parts/useNow';
import { useNames } from './directory';
import { useSay } from './say';

/** Title, number, where and what; at the right the deadline that counts, large. */
export function Header(props: { item: Item; outsideDue: string | undefined; others: string }) {
  const { item, outsideDue } = props;
  const t = useSay();
  const names = useNames();
  const grid = [item.communityCode ? names.community(item.communityCode) : '', item.gridCode ?? '']
    .filter(Boolean)
    .join(' ');
  const meta = [
    item.no,
    props.others,
    item.className ?? t('work:noClass'),
    grid || t('work:noGrid'),
    item.priority === 'urgent' ? t('work:priorities.urgent') : '',
  ];
  return (
    <div className="wk-header">
      <div>
        <h1>{item.title}</h1>
        <p className="wk-meta">
          <b>{t(`common:state.${item.state}`)}</b> · {meta.filter(Boolean).join(' · ')}
        </p>
      </div>
      <Due item={item} outsideDue={outsideDue} />
    </div>
  );
}

function Due({ item, outsideDue }: { item: Item; outsideDue: string | undefined }) {
  const t = useSay();
  const { t: plain } = useTranslation('work');
  const now = useNow();
  if (item.closedAt)
    return (
      <div className="wk-due">
        <strong>{t(`common:state.${item.state}`)}</strong>
        <span className="wk-dim">{fullTimeText(item.closedAt)}</span>
      </div>
    );
  if (!item.dueAt) return null;
  const inside =
    item.clock && item.clock !== 'outside'
      ? `${t(`common:clock.${item.clock}`)} ${timeText(item.dueAt, now)}`
      : '';
  const outside = outsideDue ? `${t('common:clock.outside')} ${timeText(outsideDue, now)}` : '';
  return (
    <div className="wk-due">
      <strong style={{ color: lightColour(item.light) }}>
        <Light light={item.light} size={18} /> {dueText(item.dueAt, now, t, item.light)}
      </strong>
      <span className="wk-dim" title={plain('dueTitle', { at: fullTimeText(item.dueAt) })}>
        {[inside, outside].filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
