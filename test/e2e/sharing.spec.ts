import type { Page } from '@playwright/test';
import type { CasePage } from '../../src/shared/contract/pages';
import type { SyncStatus } from '../../src/shared/contract/sync';
import type { CommandInput } from '../../src/shared/domain/commands';
import { expect, test } from './harness/app';
import { answerQuestions, ask, command, firstRow, say, sitDown } from './harness/desk.mjs';
import { HubServer } from './harness/hub';

const STREET = '440106014';

let hub: HubServer;
test.beforeAll(async () => {
  hub = await HubServer.start();
});
test.afterAll(async () => hub?.end());

async function status(page: Page): Promise<SyncStatus> {
  const answer = await page.evaluate(() =>
    (globalThis as unknown as { xiuhua: { shell(n: string, i: unknown): Promise<unknown> } }).xiuhua.shell(
      'sync.status',
      {},
    ),
  );
  return (answer as { value: SyncStatus }).value;
}

/** Wait until everything here and at the hub is the same. */
async function untilInSync(page: Page): Promise<void> {
  await expect.poll(async () => (await status(page)).links[0]?.state).toBe('inSync');
}

async function openSharing(desk: Page): Promise<void> {
  await desk.locator('.d-sync').click();
  await desk.getByRole('heading', { name: say('sharing:title') }).waitFor();
}

async function fillJoin(desk: Page, kind: 'join' | 'connect', code: string, name: string): Promise<void> {
  await desk.getByLabel(say('sharing:join.address')).fill(hub.address);
  await desk.getByLabel(say('sharing:join.code')).fill(code);
  await desk.getByLabel(say('sharing:join.name')).fill(name);
  await desk.getByRole('button', { name: say(`sharing:join.submit.${kind}`) }).click();
}

interface Rows {
  readonly rows: readonly { readonly id: string }[];
}

let wishes = 0;
const wish = (desk: Page, what: CommandInput): Promise<unknown> =>
  command(desk, { id: `sharing-${process.pid}-${wishes++}`, command: what });

const casePage = (desk: Page, id: string): Promise<CasePage> =>
  ask(desk, 'case.page', { id }) as Promise<CasePage>;

test('two desks of a centre share its cases, go on when they are cut off, and settle what they did at once', async ({
  launchDemo,
  launch,
}) => {
  await hub.admin('init', '--street', STREET, '--name', '冼村街道');
  const { code } = await hub.admin<{ code: string }>('enrol', '--street', STREET);
  const first = await launchDemo();
  const a = await first.window('desk');
  await firstRow(a);

  await test.step('the folder with data becomes the first desk of its street', async () => {
    await openSharing(a);
    await a.getByRole('button', { name: say('sharing:alone.connect') }).click();
    // Connecting and letting desks in is for who leads, and main asks besides.
    await sitDown(a, '值班长 张');
    const asked = await answerQuestions(first, true);
    await fillJoin(a, 'connect', code, '一号席');
    await untilInSync(a);
    expect((await asked()).map(({ message }) => message)).toEqual([
      say('confirm:questions.connect.what', { address: hub.address }),
    ]);
    expect((await status(a)).devices).toMatchObject([{ name: '一号席', letter: 'A', me: true }]);
  });

  const second = await launch();
  const b = await second.window('desk');
  await test.step('an empty folder joins by a code that the first desk makes and confirms', async () => {
    await a.getByRole('button', { name: say('sharing:invite.do') }).click();
    const made = await a.locator('[data-code]').getAttribute('data-code');
    const askedThere = await answerQuestions(second, true);
    await b.getByText(say('sharing:start.join')).click();
    await fillJoin(b, 'join', made ?? '', '二号席');
    const theirs = await b.locator('[data-safety]').getAttribute('data-safety');
    const shown = a.locator('[data-request] [data-safety]');
    await shown.waitFor();
    expect(await shown.getAttribute('data-safety')).toBe(theirs);
    const digits = (theirs ?? '').replaceAll(/\d{3}(?=\d)/g, '$& ');
    const asked = await answerQuestions(first, true);
    await a.getByRole('button', { name: say('sharing:request.allow') }).click();
    const confirm = say('confirm:questions.confirm.what', { name: '二号席', digits });
    await expect.poll(async () => (await asked()).map(({ message }) => message)).toEqual([confirm]);
    const same = say('confirm:questions.joinDigits.what', { digits });
    expect((await askedThere()).map(({ message }) => message)).toEqual([same]);
    await firstRow(b);
    await untilInSync(b);
    expect(await ask(b, 'counters')).toMatchObject({ yearReports: (await ask(a, 'counters')).yearReports });
  });

  const { rows } = (await ask(a, 'queue.page', { view: 'toAssign', offset: 0, limit: 5 })) as Rows;
  const [one, other] = rows.map(({ id }) => id) as [string, string];
  await test.step('what one desk does comes to stand at the other by itself', async () => {
    await wish(a, { type: 'case.note', caseId: one, text: '二号席请看' });
    await expect
      .poll(
        async () =>
          (await casePage(b, one)).history.some((line) => JSON.stringify(line).includes('二号席请看')),
        { intervals: [50] },
      )
      .toBe(true);
  });

  let units: string[] = [];
  await test.step('cut off, both go on working', async () => {
    const { units: known } = (await ask(a, 'directory')) as { units: { id: string; kind?: string }[] };
    units = known.slice(0, 2).map(({ id }) => id);
    await hub.cut();
    await expect.poll(async () => (await status(a)).links[0]?.problem?.code).toBe('sync.unreachable');
    await wish(a, { type: 'case.assign', caseId: other, lead: units[0] ?? '' });
    await wish(b, { type: 'case.assign', caseId: other, lead: units[1] ?? '' });
    await expect.poll(async () => (await status(a)).links[0]?.toSend.commits).toBeGreaterThan(0);
    expect((await casePage(a, other)).item.unit).toBe(units[0]);
    expect((await casePage(b, other)).item.unit).toBe(units[1]);
  });

  await test.step('together again, both show the same winner and ask for a decision', async () => {
    await hub.comeBack();
    for (const desk of [a, b]) {
      await desk.evaluate(() =>
        (
          globalThis as unknown as { xiuhua: { shell(n: string, i: unknown): Promise<unknown> } }
        ).xiuhua.shell('sync.now', {}),
      );
      await untilInSync(desk);
    }
    await expect.poll(async () => (await casePage(b, other)).conflicts?.length).toBe(1);
    await expect.poll(async () => (await casePage(a, other)).conflicts?.length).toBe(1);
    expect((await casePage(a, other)).item.unit).toBe((await casePage(b, other)).item.unit);
    const { rows: disputed } = (await ask(b, 'queue.page', {
      view: 'conflict',
      offset: 0,
      limit: 5,
    })) as Rows;
    expect(disputed.map(({ id }) => id)).toEqual([other]);
  });

  await test.step('one desk decides for the side that did not hold, and it is decided everywhere', async () => {
    const { item, conflicts } = await casePage(b, other);
    const [conflict] = conflicts ?? [];
    const loser = conflict?.sides.find(({ id }) => id !== conflict.winner);
    expect(loser).toBeDefined();
    await wish(b, { type: 'case.settle', caseId: other, key: conflict?.key ?? '', side: loser?.id ?? '' });
    for (const desk of [b, a]) {
      await expect.poll(async () => (await casePage(desk, other)).conflicts?.length).toBe(0);
      const { unit } = (await casePage(desk, other)).item;
      expect(units).toContain(unit);
      expect(unit).not.toBe(item.unit);
    }
  });

  await test.step('a killed exchange comes back by itself, and so does a killed store', async () => {
    for (const pid of ['syncPid', 'storePid'] as const) {
      const victim = await second.electron.evaluate(
        (_, name) => (globalThis as unknown as { __xiuhua: Record<string, () => number> }).__xiuhua[name]?.(),
        pid,
      );
      process.kill(victim ?? 0, 'SIGKILL');
      await wish(a, { type: 'case.note', caseId: one, text: `之后 ${pid}` });
      await expect
        .poll(async () => JSON.stringify(await casePage(b, one).catch(() => '')))
        .toContain(`之后 ${pid}`);
    }
  });
});
