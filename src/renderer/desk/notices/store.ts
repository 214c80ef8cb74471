import type { Notice, Notices } from '@shared/contract/notices';
import { create } from 'zustand';
import { query } from '../../common/client';
import { newCommandId, send } from '../kit/calls';

interface NoticeState {
  readonly notices: Notices | undefined;
  /** Why the last acknowledgement was not recorded. */
  readonly problem: unknown;
}

/** What the desk is to be told of, as the store said last. */
export const useNoticeStore = create<NoticeState>(() => ({ notices: undefined, problem: undefined }));

/** Seen here, and on its way into the journal: an answer of the store from before does not bring it back. */
const seen = new Set<string>();
let asking = false;
let again = false;

/** Ask what there is; one question at a time, the last wish is never lost. */
export async function loadNotices(): Promise<void> {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const notices = await query('notices', {});
    useNoticeStore.setState({
      notices: { ...notices, rows: notices.rows.filter(({ key }) => !seen.has(key)) },
    });
  } catch {
    // The store is away: what was known stays on screen until it answers.
  } finally {
    asking = false;
  }
  if (!again) return;
  again = false;
  await loadNotices();
}

/** One command takes so many; there are seldom more than some dozens. */
const AT_ONCE = 2000;

/** Acknowledge: gone from the screen at once, and for every desk as soon as it is written. */
export async function acknowledge(rows: readonly Notice[]): Promise<void> {
  const keys = rows.map(({ key }) => key);
  for (const key of keys) seen.add(key);
  useNoticeStore.setState(({ notices }) => ({
    problem: undefined,
    notices: notices && { ...notices, rows: notices.rows.filter(({ key }) => !seen.has(key)) },
  }));
  try {
    for (let from = 0; from < keys.length; from += AT_ONCE)
      await send({
        id: newCommandId(),
        command: { type: 'notice.acknowledge', keys: keys.slice(from, from + AT_ONCE) },
      });
  } catch (problem) {
    for (const key of keys) seen.delete(key);
    useNoticeStore.setState({ problem });
    await loadNotices();
  }
}
