import { lazy } from 'react';
import { defineRoom } from '../room';

/** One report or case, and what can be done with it. Its moves offer their keys while the pane shows them. */
export const work = defineRoom({
  name: 'work',
  help: ['case', 'return', 'meeting', 'clocks', 'press', 'merge', 'reply'],
});

/** Fetched after the first screen, antd with it. */
export const loadWorkPane = () => import('./WorkPane');
export const WorkPane = lazy(loadWorkPane);
