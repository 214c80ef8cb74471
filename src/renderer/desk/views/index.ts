import { type DeskCommand, defineRoom } from '../room';
import { type SavedView, showSaved, showView } from '../state';
import { standardViews, viewKey } from '../state/views';

export { nameNewView } from './naming';
export { SavedViews } from './SavedViews';

type GoTo = DeskCommand<never, never>;

const standard = standardViews.map((view): GoTo => {
  const key = viewKey(view);
  return {
    id: `go.${view}`,
    group: 'go',
    label: (say) => say('desk:key.view', { view: say(`desk:view.${view}`) }),
    keys: key ? [key] : [],
    run: () => showView(view),
  };
});

function saved({ id, name }: SavedView): GoTo {
  return {
    id: `go.saved.${id}`,
    group: 'go',
    label: (say) => say('desk:key.view', { view: name }),
    run: () => showSaved(id),
  };
}

/** The views of the queue (视图): the standard ones, and those that somebody saved. */
export const views = defineRoom({
  name: 'views',
  commands: standard,
  commandsOf: ({ savedViews }) => savedViews.map(saved),
});
