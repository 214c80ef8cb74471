import type { boardContract } from '@shared/contract/board';
import { screen } from 'electron';
import type { ShellHandlers } from '../shell';

export const boardShell: ShellHandlers<typeof boardContract> = {
  'displays.list': () =>
    screen.getAllDisplays().map((display) => ({
      id: display.id,
      label: display.label || `${display.bounds.width}×${display.bounds.height}`,
      width: display.bounds.width,
      height: display.bounds.height,
      scaleFactor: display.scaleFactor,
      primary: display.id === screen.getPrimaryDisplay().id,
    })),
  'wall.open': ({ display, language }, { openWall }) => {
    openWall(display, language);
    return {};
  },
  'wall.close': (_input, { closeWall }) => {
    closeWall();
    return {};
  },
};
