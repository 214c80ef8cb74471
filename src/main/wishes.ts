import type { Wish } from './cli/control';
import { mustMay } from './cli/wishRights';
import { openFile } from './ipc/parseHost';
import type { MainServices } from './ipc/shell';

/** Do what the command line wishes of the running program; `gone`: it has ended meanwhile. Errors: `session.role`, the wish's own. */
export async function fulfil(wish: Wish, gone: AbortSignal, main: MainServices): Promise<unknown> {
  const { store, sync, workshop } = main;
  await store.opened();
  mustMay(wish);
  if (wish.kind === 'wall') {
    main.openWall(undefined, undefined);
    return {};
  }
  if (wish.kind === 'briefing') {
    const { exportBriefing } = await import('./documents');
    return exportBriefing({ ...wish, store: store.own, workshop });
  }
  if (wish.kind === 'courier') {
    gone.addEventListener('abort', () => void sync.call('courier.cancel', {}).catch(() => {}));
    return sync.call(wish.call, wish.input as never);
  }
  const preview = await openFile('sheet', wish.file, {}, main, gone);
  gone.addEventListener('abort', () => {
    void store.cli.call('action', 'import.cancel', { job: preview.job }).catch(() => {});
  });
  const job = await store.cli.call('action', 'import.start', { token: preview.token });
  return { preview, job };
}
