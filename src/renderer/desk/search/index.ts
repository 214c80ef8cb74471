import { lazy } from 'react';
import { defineRoom } from '../room';
import { showPalette } from '../state';

/** One line that finds everything. */
export const search = defineRoom({
  name: 'search',
  commands: [
    { id: 'app.palette', group: 'app', label: 'desk:key.palette', keys: ['Ctrl+K'], run: showPalette },
  ],
});

/** Fetched before it is wanted: it is opened by a key and typed into at once. */
export const loadPalette = () => import('./Palette');
export const Palette = lazy(loadPalette);
