import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './harness/app';
import {
  act,
  answerDialog,
  answerQuestions,
  ask,
  command,
  daySheet,
  firstRow,
  openWall,
  say,
} from './harness/desk.mjs';

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
      ...['constructor', 'toString', '__proto__', 'hasownproperty'].map((host) => `app://${host}/desk.html`),
      'att://blob/..',
      'att://blob/../device.json',
      `att://blob/${'0'.repeat(64)}`,
      `att://blob/..%2f${'0'.repeat(64)}`,
    ]) {
      expect(await outcome(url), url).not.toBe(200);
    }
  });

  await test.step('no new window, no navigation away, and nothing reaches the system’s browser', async () => {
    await app.electron.evaluate(({ shell }) => {
      Object.assign(globalThis, { opened: [] });
      shell.openExternal = async (url) =>
        void (globalThis as unknown as { opened: string[] }).opened.push(url);
    });
    for (const url of [
      'https://example.com/?x=1',
      'http://example.com/',
      'mailto:a@example.com',
      'file:///etc/passwd',
    ])
      expect(await inPage(desk, `window.open('${url}') === null`), url).toBe(true);
    expect(await app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual(
      [],
    );
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

type Outcome = { value?: unknown; code?: string };

/** What a hijacked page can call: the preload's functions, with whatever it likes. */
async function shellCall(page: Page, name: string, input: object): Promise<Outcome> {
  const answer = (await page.evaluate(
    ([call, given]) =>
      (globalThis as unknown as { xiuhua: { shell(n: unknown, i: unknown): unknown } }).xiuhua.shell(
        call,
        given,
      ),
    [name, input] as const,
  )) as { ok: boolean; value?: unknown; error?: { code: string } };
  return answer.ok ? { value: answer.value } : { code: answer.error?.code ?? '' };
}

const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: { wire?: { code: string } }) => error.wire?.code ?? String(error),
  );

test('a hijacked page moves no keys, names no file, and acts for nobody', async ({ launchDemo }) => {
  const app = await launchDemo();
  const desk = await app.window('desk');
  await firstRow(desk);
  const keys = join(app.data, 'keys', 'centre.json');
  const centreKey = readFileSync(keys);
  const { rows } = await ask(desk, 'queue.page', { view: 'open', offset: 0, limit: 50 });
  const caseId = rows.find(({ id }) => id.startsWith('case:'))?.id ?? '';
  const { rows: fresh } = await ask(desk, 'queue.page', { view: 'toTakeIn', offset: 0, limit: 1 });
  const reportId = fresh[0]?.id ?? '';
  let n = 0;
  const wish = (what: object): Promise<string> =>
    refused(command(desk, { id: `hijacked-${process.pid}-${n++}`, command: what } as never));
  const sit = (operator: string): Promise<string> => refused(act(desk, 'session.set', { operator }));

  await test.step('with nobody chosen it looks at lists and nothing else', async () => {
    for (const nobody of ['desk', 'system', 'cli', '__proto__']) {
      expect(await sit(nobody)).toBe('session.unknown');
      expect(await wish({ type: 'case.note', caseId, text: '谁' })).toBe('session.none');
      expect(await wish({ type: 'report.reveal', reportId })).toBe('session.none');
      expect(await refused(act(desk, 'rules.reckon', {}))).toBe('session.none');
    }
    for (const name of [
      'sync.invite',
      'sync.now',
      'courier.peers',
      'sheet.open',
      'unit.sheets',
      'ledger.sheets',
      'case.paper',
    ])
      expect((await shellCall(desk, name, {})).code, name).toBe('session.none');
    expect((await ask(desk, 'case.page', { id: caseId })).item.id).toBe(caseId);
  });

  const sharing: [string, object][] = [
    ['sync.join', { address: 'foreign.example:5432/x', code: 'ABCD-EFGH-JKLM', name: '外' }],
    ['sync.invite', { link: 'x' }],
    ['sync.revoke', { device: 'x', reason: '换机' }],
    ['sync.removeLink', { id: 'x' }],
  ];
  await test.step('whoever does not lead is refused before anything is asked, whatever the call says of him', async () => {
    const asked = await answerQuestions(app, true);
    await sit('dispatch-li');
    for (const [name, input] of [...sharing, ['sync.confirm', { link: 'x', request: 'y' }] as const]) {
      const { code } = await shellCall(desk, name, {
        ...input,
        operator: 'supervise-he',
        actor: 'supervise-he',
      });
      expect(['session.role', 'device.role'], name).toContain(code);
    }
    const erase = { id: 'hijacked-erase-1', reportId, reason: '试' };
    expect((await shellCall(desk, 'caller.erase', erase)).code).toBe('caller.role');
    expect((await shellCall(desk, 'courier.export', { peer: '某席' })).code).toBe('session.role');
    expect(await wish({ type: 'case.forceClose', caseId, reason: '急', approver: 'supervise-he' })).toBe(
      'case.needsApprover',
    );
    expect(await asked()).toEqual([]);
  });

  await test.step('even as the leader nothing leaves before a person has said yes to main', async () => {
    const asked = await answerQuestions(app, false);
    await answerDialog(app, test.info().outputPath('out'));
    await sit('supervise-he');
    for (const [name, input] of sharing)
      expect((await shellCall(desk, name, input)).code, name).toBe('consent.declined');
    const erase = { id: 'hijacked-erase-2', reportId, reason: '试' };
    expect((await shellCall(desk, 'caller.erase', erase)).code).toBe('consent.declined');
    expect((await shellCall(desk, 'courier.export', { peer: '某席' })).code).toBe('consent.declined');
    const questions = await asked();
    expect(questions[0]?.message).toBe(
      say('confirm:questions.connect.what', { address: 'foreign.example:5432/x' }),
    );
    expect(questions).toHaveLength(sharing.length + 2);
    for (const { buttons, defaultId, cancelId } of questions) {
      expect([defaultId, cancelId]).toEqual([0, 0]);
      expect(buttons[0]).toBe(say('confirm:no'));
    }
    expect((await shellCall(desk, 'sync.confirm', { link: 'x', request: 'y' })).code).toBe('sync.noRequest');
    expect(existsSync(join(app.data, 'sync.json'))).toBe(false);
    // Past main there is no way: the store takes these from main alone.
    expect(await wish({ type: 'caller.erase', reportId, reason: '试' })).toBe('rpc.forbidden');
    for (const name of ['command.confirmed', 'session.may', 'data.join', 'sync.enrol', 'sync.revokeDevice'])
      expect(await refused(act(desk, name as never, {} as never)), name).toBe('rpc.forbidden');
    expect((await ask(desk, 'report.page', { id: reportId })).report.erased ?? null).toBeNull();
  });

  await test.step('a path in a call is nobody’s, and no dialog leads into the program’s own folders', async () => {
    const folder = test.info().outputPath('paths');
    mkdirSync(folder, { recursive: true });
    const link = join(folder, 'link');
    symlinkSync(app.data, link);
    const paper = { id: caseId, kind: 'file', to: 'pdf' };
    for (const target of [keys, join(link, 'keys', 'centre.json'), `${app.data}.profile/x.pdf`]) {
      await answerDialog(app, target);
      expect((await shellCall(desk, 'case.paper', paper)).code, target).toBe('path.own');
      expect((await shellCall(desk, 'sheet.open', {})).code, target).toBe('path.own');
    }
    const day = '2024-12-31';
    for (const [name, input] of [
      ['replies.export', {}],
      ['unit.sheets', {}],
      ['ledger.sheets', { day }],
    ] as const)
      for (const target of [app.data, join(app.data, 'keys'), link]) {
        await answerDialog(app, target);
        expect((await shellCall(desk, name, input)).code, name).toBe('path.own');
      }
    // What older pages said is passed over: main asks, and writes where it was told.
    const chosen = join(folder, 'case.pdf');
    await answerDialog(app, chosen);
    const made = await shellCall(desk, 'case.paper', { ...paper, path: keys, folder: app.data });
    expect(made.value).toMatchObject({ file: { name: chosen } });
    expect(readFileSync(keys).equals(centreKey)).toBe(true);
    for (const [name, input] of [
      ['file.show', { path: keys }],
      ['file.show', { token: keys }],
      ['sheet.open', { file: daySheet }],
      ['unit.sheets', { folder: app.data }],
      ['ledger.sheets', { day, folder: app.data }],
      ['courier.open', { file: keys }],
    ] as const)
      expect((await shellCall(desk, name, input)).code, name).toBe('invalid');
    const { token } = (made.value as { file: { token: string } }).file;
    for (const [name, input] of [
      ['sheet.open', { file: token }],
      ['unit.sheets', { folder: token }],
      ['ledger.sheets', { day, folder: token }],
      ['courier.open', { file: token }],
      ['file.show', { token: '0'.repeat(32) }],
    ] as const)
      expect((await shellCall(desk, name, input)).code, name).toBe('path.token');
  });

  await test.step('a file that a page made up has no path; one that a person chose opens by its token', async () => {
    const made = "xiuhua.fileOf(new File(['x'], '/etc/passwd')).then((a) => a.error?.code)";
    expect(await inPage(desk, made)).toBe('path.none');
    for (const no of ["'/etc/passwd'", '{ path: "/etc/passwd" }', 'null'])
      expect(
        await inPage(desk, `xiuhua.fileOf(${no}).then((a) => a.value ?? 'none')`),
        no,
      ).not.toHaveProperty('token');
    await inPage(
      desk,
      "void document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'theirs' }))",
    );
    const field = desk.locator('#theirs');
    const tokenOf = "xiuhua.fileOf(document.querySelector('#theirs').files[0])";
    await field.setInputFiles(keys);
    expect(await inPage(desk, tokenOf)).toMatchObject({ error: { code: 'path.own' } });
    await field.setInputFiles(daySheet);
    const { value } = (await inPage(desk, tokenOf)) as { value: { token: string } };
    const preview = await shellCall(desk, 'sheet.open', { file: value.token });
    expect(preview.value).toMatchObject({ file: '12345-2024-12-31.xlsx' });
    await field.evaluate((input) => input.remove());
  });
});
