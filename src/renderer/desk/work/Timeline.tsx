import type { HistoryLine } from '@shared/contract/models';
import { limitGrantSchema } from '@shared/domain/common';
import { minutesBetween } from '@shared/rules/time';
import { Button } from 'antd';
import { useState } from 'react';
import { durationText, fullTimeText, type Translate, timeText } from '../../parts/format';
import { useNow } from '../../parts/useNow';
import { Card } from './Card';
import { type Names, useNames } from './directory';
import { limitText } from './limit';
import { useSay } from './say';

const SHOWN = 7;

function text(data: Record<string, unknown>, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}

/** Which of several sentences an event of this type takes. */
function variant(line: HistoryLine): string {
  const { type, data } = line;
  if (type === 'case.checked') return data.passed === true ? '.passed' : '.failed';
  if (type === 'case.noted') return `.${text(data, 'kind') || 'note'}`;
  if (type === 'report.linked') return `.${text(data, 'why') || 'merged'}`;
  if (type === 'report.refused') return `.${text(data, 'kind') || 'notAccepted'}`;
  return '';
}

function grantOf(line: HistoryLine, t: Translate): string {
  const grant = limitGrantSchema.safeParse(line.data.handle ?? line.data.assign ?? line.data.check);
  return grant.success ? t('work:limitIs', { limit: limitText(grant.data, t) }) : '';
}

function codeText(key: string, value: string, t: Translate): string {
  return value ? t(`work:${key}.${value}`) : '';
}

/** What the sentence may name: units, reasons, ways, kinds, in words. */
function params(line: HistoryLine, names: Names, t: Translate): Record<string, string> {
  const { data } = line;
  const assisting = Array.isArray(data.assisting)
    ? data.assisting.map((id) => names.unitShort(String(id)))
    : [];
  const channel = text(data, 'channel');
  return {
    unit: names.unit(text(data, 'unit') || text(data, 'lead')),
    assisting: assisting.length > 0 ? t('work:withAssisting', { units: assisting.join('、') }) : '',
    reason:
      line.type === 'case.returned'
        ? codeText('returnReasons', text(data, 'reason'), t)
        : text(data, 'reason'),
    how: codeText('checkWays', text(data, 'how'), t),
    kind: line.type === 'case.closed' ? codeText('closeKinds', text(data, 'kind'), t) : '',
    channel: channel ? t(`common:channel.${channel}`) : '',
    no: text(data, 'no') || text(data, 'outsideNo'),
  };
}

/** The words that belong to the event, under its sentence. */
function body(line: HistoryLine, names: Names, t: Translate): string {
  const { data } = line;
  const photos =
    Array.isArray(data.photos) && data.photos.length > 0
      ? t('work:photoCount', { count: data.photos.length })
      : '';
  const suggests = text(data, 'suggests');
  return [
    text(data, 'note') || text(data, 'text'),
    suggests ? t('work:suggested', { unit: names.unit(suggests) }) : '',
    line.type === 'case.assigned' || line.type === 'case.filed' ? grantOf(line, t) : '',
    photos,
  ]
    .filter(Boolean)
    .join(' · ');
}

function sentence(line: HistoryLine, names: Names, t: Translate): string {
  const key = `work:event.${line.type}${variant(line)}`;
  const found = t(key, params(line, names, t));
  // An event of a newer program has no sentence here; it is named as it is rather than hidden.
  return found.startsWith('event.') ? line.type : found;
}

function who(line: HistoryLine, names: Names, t: Translate): string {
  const late = minutesBetween(line.at, line.recordedAt);
  return [
    names.operator(line.actor),
    line.onBehalfOf ? t('work:onBehalf', { unit: names.unit(line.onBehalfOf) }) : '',
    line.via ? t(`common:via.${line.via}`) : '',
    late >= 60 ? t('work:recordedLater', { after: durationText(late, t) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What happened, newest first: a sentence, the words, who recorded it for whom and by which way. */
export function Timeline({ history }: { history: readonly HistoryLine[] }) {
  const t = useSay();
  const names = useNames();
  const now = useNow();
  const [all, setAll] = useState(false);
  const newest = history.toReversed();
  const shown = all ? newest : newest.slice(0, SHOWN);
  return (
    <Card
      title={t('work:happened')}
      aside={
        newest.length > SHOWN ? (
          <Button size="small" type="text" onClick={() => setAll(!all)}>
            {all ? t('work:fewer') : t('work:allLines', { count: newest.length })}
          </Button>
        ) : undefined
      }
    >
      <ol className="wk-timeline">
        {shown.map((line) => {
          const words = body(line, names, t);
          return (
            <li key={line.ref}>
              <time title={fullTimeText(line.at)}>{timeText(line.at, now)}</time>
              <div>
                <div>{sentence(line, names, t)}</div>
                {words && <div className="wk-words">{words}</div>}
                <div className="wk-dim">{who(line, names, t)}</div>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
