import './queue.css';
import { useTranslation } from 'react-i18next';
import { QueueGrid } from './QueueGrid';
import { QueueHead } from './QueueHead';

/** The heart of the desk: what is next? */
export function Queue() {
  const { t } = useTranslation();
  return (
    <section className="q-pane" aria-label={t('desk:queue')}>
      <QueueHead />
      <QueueGrid />
    </section>
  );
}
