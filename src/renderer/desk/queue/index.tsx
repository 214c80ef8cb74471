import './queue.css';
import { useTranslation } from 'react-i18next';
import { BulkBar } from '../bulk/BulkBar';
import { StaleNote } from './Empty';
import { useQueue, useQueueFeeds } from './model';
import { QueueGrid } from './QueueGrid';
import { QueueHead } from './QueueHead';

/** The heart of the desk: what is next? */
export function Queue() {
  const { t } = useTranslation();
  useQueueFeeds();
  const { error, total } = useQueue();
  return (
    <section className="q-pane" aria-label={t('desk:queue')}>
      <QueueHead />
      {error && total ? <StaleNote error={error} /> : null}
      <QueueGrid />
      <BulkBar />
    </section>
  );
}
