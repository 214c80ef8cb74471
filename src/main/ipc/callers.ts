import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';

/** Roles of windows. What a window may ask for hangs on its role, never on what it says of itself. */
export type WindowRole = 'desk' | 'wall' | 'workshop';

const known = new Map<number, WindowRole>();

/** Trust the pages of this window in this role, for as long as it lives. */
export function trust(contents: WebContents, role: WindowRole): void {
  const { id } = contents;
  known.set(id, role);
  contents.once('destroyed', () => known.delete(id));
}

/** The role of a message's sender: a known window, its main frame, our own origin for that role. Undefined: do not answer. */
export function roleOf(event: IpcMainEvent | IpcMainInvokeEvent): WindowRole | undefined {
  const role = known.get(event.sender.id);
  const frame = event.senderFrame;
  if (!role || !frame || frame !== event.sender.mainFrame) return undefined;
  try {
    const url = new URL(frame.url);
    return url.protocol === 'app:' && url.host === role ? role : undefined;
  } catch {
    return undefined;
  }
}
