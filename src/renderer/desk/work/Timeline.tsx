import type { HistoryLine } from '@shared/contract/pages';
import { minutesBetween } from '@shared/rules/time';
import { Button } from 'antd';
import { useState } from 'react';
import { durationText, fullTimeText, timeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { thumbUrl } from '../kit/blobs';
import { Card } from '../kit/Card';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { bodyText, photosOf, reportNumbers, sentence, told, whoText } from './history';

const SHOWN = 7;
const PICTURES = 4;

/** What happened, newest first: a sentence, the words, who recorded it for whom and by which way, how long after the step before. */
export function Timeline({ history }: { history: readonly HistoryLine[] }) {
  const t = useSay();
  const [all, setAll] = useState(false);
  const newest = told(history).toReversed();
  const numbers = reportNumbers(history);
  const shown = all ? newest : newest.slice(0, SHOWN);
  return (
    <Card
      title={t('work:happened')}
      extra={
        newest.length > SHOWN ? (
          <Button size="small" type="text" onClick={() => setAll(!all)}>
            {all ? t('work:fewer') : t('work:allLines', { count: newest.length })}
          </Button>
        ) : undefined
      }
    >
      <ol className="wk-timeline">
        {shown.map((line, k) => (
          <Line
            key={line.ref}
            line={line}
            before={newest[k + 1]}
            no={line.type === 'report.received' ? '' : (numbers.get(line.stream) ?? '')}
          />
        ))}
      </ol>
    </Card>
  );
}

function Line(props: { line: HistoryLine; before: HistoryLine | undefined; no: string }) {
  const { line, before } = props;
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const words = bodyText(line, names, t);
  const photos = photosOf(line);
  const gap = before ? minutesBetween(before.at, line.at) : 0;
  return (
    <li data-undone={line.undone || line.idle || undefined}>
      <time title={fullTimeText(line.at)}>
        {timeText(line.at, now)}
        {gap >= 1 && <span className="wk-dim">{t('work:gapAfter', { gap: durationText(gap, t) })}</span>}
      </time>
      <div>
        <div className="wk-line">
          {line.undone || line.idle ? <s>{sentence(line, names, t)}</s> : sentence(line, names, t)}
          {props.no && <span className="wk-dim"> {props.no}</span>}
          {line.undone && <span className="wk-dim"> {t('work:wasUndone')}</span>}
          {line.idle && <span className="wk-dim"> {t('work:conflict.idle')}</span>}
        </div>
        {words && <div className="wk-words">{words}</div>}
        {photos.length > 0 && (
          <div className="wk-thumbs">
            {photos.slice(0, PICTURES).map((photo) => (
              <span key={photo.sha256} className="wk-thumb">
                <img src={thumbUrl(photo)} alt={photo.name ?? t('work:photos')} />
              </span>
            ))}
            {photos.length > PICTURES && (
              <span className="wk-dim">{t('work:photoCount', { count: photos.length })}</span>
            )}
          </div>
        )}
        <div className="wk-dim">{whoText(line, names, t)}</div>
      </div>
    </li>
  );
}
