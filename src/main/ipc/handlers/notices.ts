import type { noticesContract } from '@shared/contract/notices';
import { showNotice } from '../../windows/notice';
import type { ShellHandlers } from '../shell';

export const noticesShell: ShellHandlers<typeof noticesContract> = {
  notify: ({ title, body, itemId }, { showDesk }) => ({
    shown: showNotice(title, body, () => showDesk(itemId)),
  }),
};
