import { defineRoom, dialog } from '../room';

export { BulkBar } from './BulkBar';

/** A move on many (批量): opened from the bar under the list, which offers what can be done with all that is marked. */
export const bulk = defineRoom({
  name: 'bulk',
  dialogs: {
    bulk: dialog(
      () => import('./BulkDialog'),
      (props) => ('move' in props ? props.move : ''),
    ),
  },
  help: ['many'],
});
