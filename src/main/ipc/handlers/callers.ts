import type { callersContract } from '@shared/contract/callers';
import { ackSchema } from '@shared/contract/commands';
import { reportPageSchema } from '@shared/contract/pages';
import type { ShellHandlers } from '../shell';

export const callersShell: ShellHandlers<typeof callersContract> = {
  /** Erasing for good: main says what follows and asks, then the store does it in the name of whoever sits there. */
  'caller.erase': async ({ id, reportId, reason }, { seat, store, consent }) => {
    const { item } = reportPageSchema.parse(await store.own.call('query', 'report.page', { id: reportId }));
    await consent.must(seat.window, 'erase', { no: item.no, reason, operator: seat.session?.name ?? '' });
    const envelope = { id, command: { type: 'caller.erase', reportId, reason } };
    return ackSchema.parse(
      await store.own.call('action', 'command.confirmed', { window: seat.id, envelope }),
    );
  },
};
