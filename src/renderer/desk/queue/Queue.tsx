import type { ReactNode } from 'react';
import './queue.css';
import { useTranslation } from 'react-i18next';
import { BulkBar } from '../bulk';
import { StaleNote } from './Empty';
import { useQueue, useQueueFeeds } from './model';
import { QueueGrid } from './QueueGrid';
import { QueueHead } from './QueueHead';

/** The heart of the desk: what is next? */
export function Queue(): ReactNode {
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
