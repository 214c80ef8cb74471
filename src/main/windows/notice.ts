import { Notification } from 'electron';

/** So many may stand at once: older ones are taken down, the desk has them all. */
const MOST = 3;

/** Shown ones: an object that nobody holds is collected, and a click on it would do nothing. */
const shown: Notification[] = [];

/** A notice of the system (系统通知). `onClick` when somebody presses it. Does nothing where the system has none. */
export function showNotice(title: string, body: string, onClick: () => void): boolean {
  if (!Notification.isSupported()) return false;
  const notice = new Notification({ title, body });
  const drop = (): void => {
    const at = shown.indexOf(notice);
    if (at >= 0) shown.splice(at, 1);
  };
  notice.on('click', () => {
    drop();
    onClick();
  });
  notice.on('close', drop);
  notice.on('failed', drop);
  shown.push(notice);
  while (shown.length > MOST) shown.shift()?.close();
  notice.show();
  return true;
}
