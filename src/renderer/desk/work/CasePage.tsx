import type { CasePage as Page } from '@shared/contract/pages';
import { Card } from '../kit/Card';
import { useSay } from '../kit/say';
import { mostLate } from './advice';
import { CaseNow } from './CaseNow';
import { Clocks } from './Clocks';
import { Conflicts } from './Conflict';
import { Header } from './Header';
import type { MoveResult } from './moves/props';
import { Nearby } from './Nearby';
import { Parts } from './Parts';
import { Photos } from './Photos';
import { Related, Supervisions } from './Related';
import { Reports } from './Reports';
import { Timeline } from './Timeline';

function outsideDue(page: Page): string | undefined {
  return page.reports.flatMap((report) => (report.outside ? [report.outside.due] : [])).sort()[0];
}

/** A case: what to do now, what it looks like, what happened; beside it where, for whom, by when, by whom. */
export function CasePage({ page, onDone }: { page: Page; onDone: (result: MoveResult) => void }) {
  const t = useSay();
  const { item } = page;
  const channels = [
    t(`common:channel.${item.channel}`),
    page.reports.length > 1 ? t('work:reportsMerged', { count: page.reports.length }) : '',
    page.otherNos.length > 0
      ? t('work:otherNos', { nos: page.otherNos.join(t('common:listSeparator')) })
      : '',
  ]
    .filter(Boolean)
    .join(' · ');
  const photos = [...page.reports.flatMap((report) => report.photos), ...page.photos];
  const repeats = page.reports.some((report) => report.content.trim() === page.description.trim());
  return (
    <>
      <Header
        item={item}
        outsideDue={item.clock === 'outside' ? undefined : outsideDue(page)}
        others={channels}
        mergedInto={page.mergedInto}
        dueUnit={item.clock === 'handle' ? mostLate(page) : undefined}
        state={item.state === 'closed' && page.closeKind ? t(`work:closeKinds.${page.closeKind}`) : undefined}
      />
      <Conflicts page={page} />
      <div className="wk-columns">
        <div className="wk-main">
          <CaseNow page={page} onDone={onDone} />
          <Photos photos={photos} />
          {page.description && !repeats && (
            <Card title={t('work:description')}>
              <p className="wk-content">{page.description}</p>
            </Card>
          )}
          <Timeline history={page.history} />
        </div>
        <div className="wk-beside">
          <Nearby item={item} place={page.place.text} nearby={page.nearby} />
          <Parts page={page} />
          <Reports page={page} />
          <Supervisions page={page} />
          <Clocks itemId={item.id} clocks={page.clocks} />
          <Related page={page} />
        </div>
      </div>
    </>
  );
}
