import type { CasePage } from '@shared/contract/pages';
import { Button } from 'antd';
import { fullTimeText, timeText } from '../../common/format';
import { lightColour } from '../../common/Light';
import { useNow } from '../../common/useNow';
import { Card } from '../kit/Card';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { select } from '../state';
import { openMove } from './openMove';

/** Cases that were merged into this one, the one it went into, and those before and after it. */
export function Related({ page }: { page: CasePage }) {
  const t = useSay();
  const { mergedHere, mergedInto, followedBy, follows } = page;
  if (mergedHere.length === 0 && !mergedInto && followedBy.length === 0 && !follows) return null;
  const link = (id: string, no: string) => (
    <button type="button" className="wk-link" onClick={() => select(id)}>
      {no}
    </button>
  );
  return (
    <Card title={t('work:related')}>
      <ul className="wk-related">
        {mergedInto && (
          <li>
            <span>
              {t('work:wentInto')} {link(mergedInto.id, mergedInto.no)}
            </span>
            {page.moves.includes('case.unmerge') && (
              <Button size="small" onClick={() => openMove(page.item.id, 'case.unmerge')}>
                {t('work:move.unmerge')}
              </Button>
            )}
          </li>
        )}
        {mergedHere.map((one) => (
          <li key={one.id}>
            <span>
              {t('work:cameHere')} {link(one.id, one.no)} {one.title}{' '}
              <span className="wk-dim">{t('work:broughtReports', { count: one.reports })}</span>
            </span>
            <Button size="small" onClick={() => openMove(page.item.id, 'case.unmerge', one.id)}>
              {t('work:move.unmerge')}
            </Button>
          </li>
        ))}
        {follows && (
          <li>
            <span>
              {t('work:followsCase')} {link(follows, t('work:earlierCase'))}
            </span>
          </li>
        )}
        {followedBy.map((one) => (
          <li key={one.id}>
            <span>
              {t('work:followedByCase')} {link(one.id, one.no)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Supervisions (督办) with the answers that they owe. */
export function Supervisions({ page }: { page: CasePage }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  if (page.supervisions.length === 0) return null;
  return (
    <Card title={t('work:supervisions')}>
      <ul className="wk-related">
        {page.supervisions.map((one) => {
          const open = one.answeredAt === undefined;
          const late = open && one.due < now;
          return (
            <li key={one.id}>
              <span>
                {names.unit(one.unit)}{' '}
                <span className="wk-dim" title={fullTimeText(one.at)}>
                  {timeText(one.at, now)} {names.operator(one.by)}
                </span>
                <span className="wk-words">{one.text}</span>
                {one.answer && <span className="wk-words">→ {one.answer}</span>}
                <span className="wk-dim" style={{ color: late ? lightColour('red') : undefined }}>
                  {open
                    ? t('work:answerDue', { due: timeText(one.due, now) })
                    : t('work:answeredAt', { at: timeText(one.answeredAt ?? '', now) })}
                </span>
              </span>
              {open && page.moves.includes('case.answerSupervision') && (
                <Button size="small" onClick={() => openMove(page.item.id, 'case.answerSupervision', one.id)}>
                  {t('work:move.answerSupervision')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
