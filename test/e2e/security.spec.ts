import type { Page } from '@playwright/test';
import { expect, test } from './harness/app';
import { firstRow, openWall } from './harness/desk.mjs';

/** Runs script text in the page's own world and gives back what it came to, or the name of its error. */
function inPage(page: Page, script: string): Promise<unknown> {
  return page.evaluate(
    `(async () => { try { return await (${script}); } catch (error) { return error.name; } })()`,
  );
}

test('pages are sandboxed, isolated and closed', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const wall = await openWall(app);
  await app.window('workshop');

  await test.step('no Node, no Electron, sandbox and isolation on, in every window', async () => {
    const settings = await app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        const { sandbox, contextIsolation, nodeIntegration, webSecurity } =
          (
            contents as unknown as { getLastWebPreferences(): Record<string, boolean> | null }
          ).getLastWebPreferences() ?? {};
        return { url: contents.getURL(), sandbox, contextIsolation, nodeIntegration, webSecurity };
      }),
    );
    expect(settings.length).toBe(3);
    for (const one of settings) {
      expect(one.url).toMatch(/^app:\/\/(desk|wall|workshop)\//);
      expect(one).toMatchObject({ sandbox: true, contextIsolation: true });
      expect(one.nodeIntegration ?? false).toBe(false);
      expect(one.webSecurity ?? true).toBe(true);
    }
    for (const page of [desk, wall]) {
      const found = await inPage(
        page,
        '[typeof require, typeof process, typeof module, typeof Buffer].join()',
      );
      expect(found).toBe('undefined,undefined,undefined,undefined');
    }
  });

  await test.step('a strict policy comes with every page', async () => {
    for (const [page, file] of [
      [desk, 'desk'],
      [wall, 'wall'],
    ] as const) {
      const csp = String(
        await inPage(page, `fetch('/${file}.html').then((r) => r.headers.get('content-security-policy'))`),
      );
      expect(csp).toContain("script-src 'self';");
      expect(csp).toContain("object-src 'none'");
      expect(csp).toContain("connect-src 'self'");
      expect(csp).not.toMatch(/script-src[^;]*(unsafe|\*|https?:)/);
    }
    // On a later turn: what the driver itself evaluates is let through.
    const later = (script: string) =>
      `new Promise((done) => setTimeout(() => { try { done(${script}); } catch (error) { done(error.name); } }))`;
    expect(await inPage(desk, later("new Function('return 1')()"))).toBe('EvalError');
    const inline =
      "(() => { const tag = document.createElement('script'); tag.textContent = 'window.inlineRan = true'; document.head.append(tag); return window.inlineRan ?? 'blocked'; })()";
    expect(await inPage(desk, later(inline))).toBe('blocked');
  });

  await test.step('nothing goes to the network', async () => {
    // By the policy, and not because this machine has no network.
    const violated = (script: string) =>
      `new Promise((done) => { addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective + ' ' + event.blockedURI), { once: true }); ${script} })`;
    expect(await inPage(desk, violated("fetch('https://example.com/').catch(() => {});"))).toBe(
      'connect-src https://example.com/',
    );
    expect(await inPage(desk, violated("new WebSocket('wss://example.com/');"))).toBe(
      'connect-src wss://example.com/',
    );
    expect(await inPage(wall, violated("new Image().src = 'https://example.com/x.png';"))).toBe(
      'img-src https://example.com/x.png',
    );
  });

  await test.step('permissions are refused', async () => {
    expect(await inPage(desk, 'Notification.requestPermission()')).toBe('denied');
    expect(
      await inPage(desk, "navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted')"),
    ).not.toBe('granted');
    expect(
      await inPage(
        desk,
        "new Promise((yes) => navigator.geolocation.getCurrentPosition(() => yes('granted'), (e) => yes(e.code)))",
      ),
    ).toBe(1);
    expect(await inPage(wall, "navigator.clipboard.writeText('x').then(() => 'written')")).not.toBe(
      'written',
    );
  });

  await test.step('the schemes serve our files and pictures, and nothing else', async () => {
    const outcome = (url: string) =>
      app.electron.evaluate(async ({ net }, address) => {
        try {
          const answer = await net.fetch(address);
          return answer.status;
        } catch (error) {
          return (error as Error).message;
        }
      }, url);
    expect(await outcome('app://desk/desk.html')).toBe(200);
    for (const url of [
      'app://desk/../../package.json',
      'app://desk/..%2f..%2fpackage.json',
      'app://desk/%2e%2e/%2e%2e/package.json',
      'app://desk/..%5c..%5cpackage.json',
      'app://desk/%2fetc%2fpasswd',
      'app://desk/desk.html%00.png',
      'app://elsewhere/desk.html',
      'att://blob/..',
      'att://blob/../device.json',
      `att://blob/${'0'.repeat(64)}`,
      `att://blob/..%2f${'0'.repeat(64)}`,
    ]) {
      expect(await outcome(url), url).not.toBe(200);
    }
  });

  await test.step('no new window, no navigation away', async () => {
    expect(await inPage(desk, "window.open('app://wall/wall.html') === null")).toBe(true);
    expect(await inPage(desk, "window.open('about:blank') === null")).toBe(true);
    // Asked for and looked at from the main process: the driver waits for a navigation that never comes.
    const shown = (script: string) =>
      app.electron.evaluate(async ({ webContents }, code) => {
        const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('app://desk/'));
        const rows: unknown = await page?.executeJavaScript(code);
        return { url: page?.getURL(), rows };
      }, script);
    for (const target of [
      'app://wall/wall.html',
      'att://blob/x',
      'file:///etc/passwd',
      'data:text/html,x',
      'http://127.0.0.1:9/',
    ]) {
      await shown(`void (location.href = '${target}')`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { url, rows } = await shown("document.querySelectorAll('[role=row][data-id]').length");
      expect(url, target).toBe('app://desk/desk.html');
      expect(rows, target).toBeGreaterThan(5);
    }
    expect(app.electron.windows().every((page) => page.url().startsWith('app://'))).toBe(true);
  });
});
