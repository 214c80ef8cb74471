import { app, session } from 'electron';

/** Node knows no origin of our own schemes (all of them are `null` to it), so scheme and host are compared. */
function sameSite(url: string, own: string): boolean {
  try {
    const [to, from] = [new URL(url), new URL(own)];
    return to.protocol === from.protocol && to.host === from.host;
  } catch {
    return false;
  }
}

/** Deny by default: permissions, navigation, new windows, web views. No page of ours has a link that leaves the program: none goes to the system's browser. */
export function setupGuards(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write' && contents.getURL().startsWith('app://desk/'));
  });
  session.defaultSession.setPermissionCheckHandler(
    (contents, permission) =>
      permission === 'clipboard-sanitized-write' && (contents?.getURL() ?? '').startsWith('app://desk/'),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !sameSite(event.url, contents.getURL())) event.preventDefault();
    });
    contents.on('will-redirect', (event, url) => {
      if (!sameSite(url, contents.getURL())) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
