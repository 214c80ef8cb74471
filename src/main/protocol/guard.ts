import { app, session, shell } from 'electron';

/** Deny by default: permissions, navigation, new windows, web views. Only https links go to the system's browser. */
export function setupGuards(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write' && contents.getURL().startsWith('app://desk/'));
  });
  session.defaultSession.setPermissionCheckHandler(
    (contents, permission) =>
      permission === 'clipboard-sanitized-write' && (contents?.getURL() ?? '').startsWith('app://desk/'),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (new URL(url).origin !== new URL(contents.getURL()).origin) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (url.startsWith('https://')) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}
