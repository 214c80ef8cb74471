import type { QueueFilter } from '@shared/contract/models';
import { type DeskCommand, defineRoom } from '../room';
import { clearFilter, setFilter, toggleCompact } from '../state';
import { nameNewView } from '../views';
import { Queue } from './Queue';

export { findCaller } from './findCaller';
export { queueWindow } from './model';

const sorts: readonly QueueFilter['sort'][] = ['due', 'received', 'updated'];

const sorting = sorts.map(
  (sort): DeskCommand<never, never> => ({
    id: `queue.sort.${sort}`,
    group: 'queue',
    label: (say) => say('desk:key.sort', { sort: say(`desk:sort.${sort}`) }),
    run: () => setFilter({ sort }),
  }),
);

/** What is next (待办): the list that the desk begins with. It is there without being fetched. */
export const queue = defineRoom({
  name: 'queue',
  screens: { queue: { component: Queue, pane: 'always' } },
  commands: [
    ...sorting,
    { id: 'queue.clear', group: 'queue', label: 'desk:key.clearFilter', run: clearFilter },
    { id: 'queue.save', group: 'queue', label: 'desk:key.saveView', run: nameNewView },
    { id: 'queue.density', group: 'queue', label: 'desk:key.density', run: toggleCompact },
  ],
});
