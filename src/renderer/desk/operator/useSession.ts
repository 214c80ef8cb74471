import { useEffect } from 'react';
import { unwrap } from '../../common/client';
import { deskApi } from '../kit/api';
import { setOperator, useDesk } from '../state';

/**
 * Tell the store who is at the desk: the actor of its commands. Again after every renewed connection, which begins without one. Where
 * the store does not know him nobody sits here, on the screen too.
 */
export function useSession(): void {
  const operator = useDesk((state) => state.operator);
  useEffect(() => {
    if (operator === null) return;
    const tell = (): void => {
      deskApi()
        .action('session.set', { operator })
        .then(unwrap)
        .catch((error: unknown) => {
          if ((error as { code?: unknown }).code === 'session.unknown') setOperator(null);
        });
    };
    tell();
    return deskApi().onReconnect(tell);
  }, [operator]);
}
