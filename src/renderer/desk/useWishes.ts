import { useEffect } from 'react';
import { deskApi } from './kit/api';
import { openDialog, select, showScreen } from './state';

/** Wishes from outside (a second start, the command line): import this file, show this item. */
export function useWishes(): void {
  useEffect(
    () =>
      deskApi().onWish((wish) => {
        if (wish.kind === 'import') openDialog('import', { file: wish.file });
        else if (wish.kind === 'refused') openDialog('import', { refused: wish.error });
        else {
          showScreen('queue');
          select(wish.id);
        }
      }),
    [],
  );
}
